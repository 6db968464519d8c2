import { afterEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '../../../src/kube/api-error.ts'
import type { KubeClient, KubeObject } from '../../../src/kube/types.ts'
import type { MaterialSource } from '../../../src/server/certificates/material.ts'
import { authoritySecretName, keepAuthority } from '../../../src/server/certificates/secret.ts'

type Secret = KubeObject & { data: Record<string, string> }

/** An API server with one Secret, or none. */
function server() {
  const held: { secret?: Secret; away: boolean } = { away: false }
  const client = {
    async get() {
      if (held.away) throw new ApiError({ code: 503, reason: 'ServiceUnavailable', message: 'away' })
      return held.secret
    },
    async create(_type: unknown, object: Secret) {
      held.secret = object
      return object
    },
  } as unknown as KubeClient
  return { held, client }
}

let source: MaterialSource | undefined
afterEach(() => source?.stop())

describe('the Secret of the authority', () => {
  it('is put back as it was when somebody deletes it, so that mounted copies stay trusted', async () => {
    const { held, client } = server()
    const steps: string[] = []
    source = await keepAuthority({
      client,
      namespace: 'fitgate-system',
      interval: 5,
      onStep: (step) => steps.push(step),
    })
    const changed = vi.fn()
    source.onChange(changed)
    const before = held.secret
    expect(before?.metadata.name).toBe(authoritySecretName)
    delete held.secret
    await vi.waitFor(() => expect(held.secret?.data).toEqual(before?.data))
    expect(steps).toEqual(['created', 'restored'])
    expect(changed).not.toHaveBeenCalled()
  })

  it('is done without while the API server is away or it cannot be read', async () => {
    const { held, client } = server()
    const faults: string[] = []
    source = await keepAuthority({
      client,
      namespace: 'fitgate-system',
      interval: 5,
      onRead(error) {
        if (error !== undefined) faults.push(String(error))
      },
    })
    const { key } = source.current() ?? {}
    held.away = true
    await vi.waitFor(() => expect(faults[0]).toContain('away'))
    held.away = false
    const { secret } = held
    if (secret) held.secret = { ...secret, data: { ...secret.data, 'ca.key': '' } }
    await vi.waitFor(() => expect(faults.at(-1)).toContain('lacks ca.key'))
    expect(source.current()?.key).toBe(key)
  })
})
