import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultPolicyConfig, type PolicyConfig } from '../../../src/inventory/policy-config.ts'
import { defaultDecisionConfig } from '../../../src/inventory/snapshot.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeObject } from '../../../src/kube/types.ts'
import type { WebhookContext } from '../../../webhooks/context.ts'
import {
  container,
  cronJob,
  daemonSet,
  deployment,
  endpoint,
  gpus,
  plain,
  podSpec,
  replicaSet,
} from '../../policies/builders.ts'
import { context } from '../../webhooks/builders.ts'
import { type Installation, install } from '../webhooks/installation.ts'

const place = 'policy-webhooks'

function setting(config: Partial<PolicyConfig>): WebhookContext {
  const policies = { ...defaultPolicyConfig, mode: 'enforce', ...config } as const
  return {
    ...context({ config: { ...defaultDecisionConfig, policies } }),
    now: new Date('2026-06-01T00:00:00Z'),
    endpointGPUs: { [`${place}/chat`]: 8 },
  }
}

let installed: Installation
let given = setting({})

beforeAll(async () => {
  installed = await install(() => given)
  const metadata = { name: place }
  await installed.client.create(resources.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata })
})
afterAll(async () => {
  given = context()
  await installed.client.delete(resources.namespace, { name: place })
  await installed.uninstall()
})

const kind = (group: string, plural: string, name: string) => ({
  group,
  version: 'v1',
  plural,
  kind: name,
  namespaced: true,
})
const types = {
  Deployment: resources.deployment,
  DaemonSet: kind('apps', 'daemonsets', 'DaemonSet'),
  ReplicaSet: kind('apps', 'replicasets', 'ReplicaSet'),
  CronJob: kind('batch', 'cronjobs', 'CronJob'),
  AIMEndpoint: resources.aimEndpoint,
}

/** What comes of a creation. */
async function creating(object: { readonly kind: string; readonly metadata: object }, dryRun = true) {
  const there = { ...structuredClone(object), metadata: { ...object.metadata, namespace: place } }
  const type = types[object.kind as keyof typeof types]
  return installed.client.create(type, there as unknown as KubeObject, { dryRun })
}

const privileged = podSpec([container({ securityContext: { privileged: true } })])

describe('policies at admission', () => {
  it.each([deployment(privileged), daemonSet(privileged), replicaSet(privileged), cronJob(privileged)])(
    'refuse a $kind that asks for GPUs unannotated',
    async (object) => {
      await expect(creating(object)).rejects.toThrow(/no-privileged: spec\..*securityContext\.privileged/)
    },
  )

  it('change nothing', async () => {
    const before = deployment(podSpec([container({ resources: gpus('1') })]))
    const made = (await creating(before)) as KubeObject & typeof before
    expect(made.spec.template.spec).toMatchObject(before.spec.template.spec)
    expect(JSON.stringify(made.spec)).not.toContain('"command"')
    expect(made.metadata.annotations).toBeUndefined()
  })

  it('leave alone what asks for none', async () => {
    const helper = plain({ securityContext: { privileged: true } })
    await expect(creating(deployment(podSpec([helper])))).resolves.toBeDefined()
  })

  it('let pass what the platform excepted, until its day', async () => {
    const exception = {
      name: 'debugging',
      policies: ['no-privileged'],
      namespaces: [place],
      owner: 'ops',
      reason: 'x',
      expires: '2026-06-02',
    }
    given = setting({ exceptions: [exception] })
    await expect(creating(deployment(privileged))).resolves.toBeDefined()
    given = setting({ exceptions: [{ ...exception, expires: '2026-05-31' }] })
    await expect(creating(deployment(privileged))).rejects.toThrow('no-privileged')
  })

  it('hold the scale of an endpoint against the quota', async () => {
    given = setting({ quotaGPUs: 16, modes: { 'gpu-resource-exists': 'off' } })
    await creating(endpoint({ gpuCount: 8 }), false)
    const scale = (replicas: number) =>
      installed.client.patch(
        resources.aimEndpoint,
        { namespace: place, name: 'chat' },
        'merge',
        { spec: { replicas } },
        { subresource: 'scale' },
      )
    await expect(scale(3)).rejects.toThrow('3 replicas of 8 GPUs are 24')
    await expect(scale(2)).resolves.toBeDefined()
  })
})
