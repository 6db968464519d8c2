import { describe, expect, it } from 'vitest'
import { selfAdmission } from '../../src/controllers/self-admission.ts'
import { contextOf } from '../../src/decide/context.ts'
import { ApiError } from '../../src/kube/api-error.ts'
import type { KubeClient, KubeObject, WriteOptions } from '../../src/kube/types.ts'
import { validateEndpoint } from '../../webhooks/aim-endpoint.ts'

function clientThat(create: (object: KubeObject, options?: WriteOptions) => Promise<KubeObject>): KubeClient {
  return {
    create: (_type: unknown, object: KubeObject, options?: WriteOptions) => create(object, options),
  } as KubeClient
}
const failing = (code: number, message: string) =>
  clientThat(async () => {
    throw new ApiError({ code, reason: '', message })
  })

describe('the dry run of an admission', () => {
  it('creates nothing, and asks for what our webhook refuses whatever it knows of the cluster', async () => {
    const asked: { object: KubeObject; options?: WriteOptions }[] = []
    const client = clientThat(async (object, options) => {
      asked.push({ object, ...(options && { options }) })
      return object
    })
    expect(await selfAdmission(client, 'fitgate-system')).toMatchObject({ outcome: 'admitted' })
    const [{ object, options } = expect.fail()] = asked
    expect(options).toEqual({ dryRun: true })
    const review = {
      uid: 'u',
      kind: { group: 'aim.engine.amd.com', version: 'v1alpha1', kind: 'AIMEndpoint' },
      operation: 'CREATE' as const,
      namespace: 'fitgate-system',
      object: object as never,
    }
    const answer = validateEndpoint(review, { decision: contextOf(undefined, new Date()) })
    expect(answer).toMatchObject({ allowed: false, denial: 'forbidden' })
  })

  it.each([
    [403, 'admission webhook "endpoints.fitgate.dev" denied the request: no', 'refused'],
    [
      500,
      'Internal error occurred: failed calling webhook "endpoints.fitgate.dev": connection refused',
      'unreachable',
    ],
    [403, 'admission webhook "other.example.com" denied the request: no', 'failed'],
    [403, 'aimendpoints is forbidden: User "x" cannot create resource', 'failed'],
    [404, 'the server could not find the requested resource', 'failed'],
    [0, 'connect ECONNREFUSED', 'failed'],
  ])('%i %s is %s', async (code, message, outcome) => {
    expect(await selfAdmission(failing(code, message), 'x')).toMatchObject({ outcome, message })
  })
})
