/** Annotated Deployments over time: webhooks and controllers together, on the real API server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseRecord, type WorkloadRecord } from '../../../src/controllers/workload/record.ts'
import { contextOf } from '../../../src/decide/context.ts'
import { parseWorkloadPin } from '../../../src/decide/workload-pin.ts'
import type { Snapshot } from '../../../src/inventory/snapshot.ts'
import { createClient } from '../../../src/kube/client.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject } from '../../../src/kube/types.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import { eventually } from '../eventually.ts'
import { type Installation as Gate, install as installGate } from '../webhooks/installation.ts'
import { crashPods, podsBySelector } from './crash.ts'
import { type Installation, install, ownNode, type Running, start, whenReady } from './installation.ts'

interface Deployment extends KubeObject {
  readonly spec: { readonly template: unknown }
  readonly status?: { readonly readyReplicas?: number }
}

import { resourceQuota } from './resource-quota.ts'

let installation: Installation
let gate: Gate
let client: KubeClient
let running: Running
let snapshot: Snapshot | undefined
/** Added to the clock of the controllers, milliseconds. */
let ahead = 0
let namespace: string

const recipes = ['upgrade-better', 'upgrade-never-starts']
const node = ownNode('upgrade-node', 'MI210', 8)

const startAgain = () =>
  start(client, {
    publish: (newest) => {
      snapshot = newest
    },
    now: () => new Date(Date.now() + ahead),
  })

beforeAll(async () => {
  installation = await install()
  namespace = installation.namespace
  gate = await installGate(() => ({ decision: contextOf(snapshot, new Date(snapshot?.createdAt ?? 0)) }))
  client = createClient(installation.source)
  await installation.admin.create(resources.node, node)
  running = await startAgain()
  await whenReady(running)
  await eventually(() =>
    expect(snapshot?.hardware.shapes.map(({ accelerator }) => accelerator)).toContain('MI210'),
  )
})

afterAll(async () => {
  await running?.stop()
  client?.close()
  for (const name of recipes) await installation?.admin.delete(resources.aimRecipe, { name })
  await gate?.uninstall()
  await installation?.uninstall()
  await installation?.admin.delete(resources.node, { name: node.metadata.name })
})

function annotated(name: string, more: Readonly<Record<string, string>> = {}) {
  return installation.admin.create(resources.deployment, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      namespace,
      annotations: {
        [annotations.model]: 'Qwen/Qwen3-8B',
        'fitgate.dev/accelerator': 'MI210',
        [annotations.upgrade]: 'auto',
        ...more,
      },
    },
    spec: { template: { spec: { containers: [{ name: 'engine' }] } } },
  } as KubeObject)
}

const recipe = (name: string, args: readonly string[], more: object = {}) =>
  installation.admin.create(resources.aimRecipe, {
    apiVersion: 'aim.engine.amd.com/v1alpha1',
    kind: 'AIMRecipe',
    metadata: { name },
    spec: {
      modelId: 'Qwen/Qwen3-8B',
      hardware: 'MI210',
      precision: 'bf16',
      backend: 'vllm',
      configurations: [{ gpuCount: 1, enabled: true, args, ...more }],
    },
  } as KubeObject)

async function get(name: string): Promise<Deployment> {
  const found = await installation.admin.get<Deployment>(resources.deployment, { namespace, name })
  if (found === undefined) throw new Error(`no Deployment ${name}`)
  return found
}

const recipeOf = ({ metadata }: Deployment) =>
  parseWorkloadPin(metadata.annotations?.[annotations.decision])?.candidate.recipe.name

function reaches(name: string, recipeName: string, state?: WorkloadRecord['state']) {
  return eventually(async () => {
    const deployment = await get(name)
    const record = parseRecord(deployment.metadata.annotations?.[annotations.status])
    expect(record?.state, JSON.stringify(record)).toBe(state)
    expect(recipeOf(deployment)).toBe(recipeName)
    return deployment
  }, 60)
}

const isUp = (name: string) =>
  eventually(async () => expect((await get(name)).status?.readyReplicas).toBe(1), 60)

const eventsOf = async (name: string) =>
  (
    await installation.admin.list<KubeObject & { reason: string; regarding: { name: string } }>(
      resources.event,
      {
        namespace,
      },
    )
  ).items
    .filter(({ regarding }) => regarding.name === name)
    .map(({ reason }) => reason)

describe('an annotated Deployment whose length does not fit', () => {
  const lengthOf = ({ metadata }: Deployment) =>
    parseWorkloadPin(metadata.annotations?.[annotations.decision])?.candidate.settings.maxModelLen ?? 0

  it('is started once more with the length the engine found room for', async () => {
    await annotated('long', { [annotations.upgrade]: 'pin' })
    await isUp('long')
    const asked = lengthOf(await get('long'))
    const words = `ValueError: To serve at least one request with the models's max seq len (${asked}), (9.00 GiB KV cache is needed, which is larger than the available KV cache memory (2.25 GiB). Based on the available memory, the estimated maximum model length is 8000.`
    await crashPods(installation.admin, namespace, 'fitgate.dev/workload=long', words)
    const repaired = await eventually(async () => {
      const deployment = await get('long')
      expect(lengthOf(deployment)).toBe(7840)
      return deployment
    }, 60)
    expect(JSON.stringify(repaired.spec.template)).toContain('7840')
    await eventually(async () => {
      const { metadata, status } = await get('long')
      const pods = await podsBySelector(installation.admin, namespace, 'fitgate.dev/workload=long')
      const whatRuns = JSON.stringify([status, ...pods.map((pod) => pod.status)])
      const record = parseRecord(metadata.annotations?.[annotations.status])
      expect(record, whatRuns).toMatchObject({ state: 'Pinned', repair: { from: asked, to: 7840 } })
    }, 60)
    await eventually(async () => expect(await eventsOf('long')).toContain('LengthShortened'))
  })
})

describe('the snapshot', () => {
  it('knows what a ResourceQuota leaves of GPUs, and when it is gone', async () => {
    const quota = { name: 'gpus', namespace }
    const hard = { 'requests.amd.com/gpu': '100' }
    await installation.admin.create(resources.resourceQuota, resourceQuota(quota, hard))
    await eventually(() =>
      expect(snapshot?.config.resourceQuotas).toEqual({ [namespace]: { 'amd.com/gpu': 100 } }),
    )
    await installation.admin.delete(resources.resourceQuota, quota)
    await eventually(() => expect(snapshot?.config.resourceQuotas).toBeUndefined())
  })
})

describe('an annotated Deployment that may be upgraded', () => {
  it('moves to a better recipe when there is one, and is not written to before or after', async () => {
    await annotated('moves')
    await annotated('stays', { [annotations.upgrade]: 'pin' })
    await isUp('moves')
    await isUp('stays')
    const before = await get('moves')
    expect(before.metadata.annotations?.[annotations.status]).toBeUndefined()
    await recipe('upgrade-better', ['--max-model-len=8192', '--max-num-seqs=64'])
    const after = await reaches('moves', 'upgrade-better', 'Pinned')
    expect(after.spec.template).not.toEqual(before.spec.template)
    await eventually(async () =>
      expect(await eventsOf('moves')).toEqual(expect.arrayContaining(['Upgrading', 'Upgraded'])),
    )
    const stayed = await get('stays')
    expect(stayed.metadata.annotations?.[annotations.status]).toBeUndefined()
    expect(recipeOf(stayed)).not.toBe('upgrade-better')
    await eventually(async () => expect(await eventsOf('stays')).toContain('UpdateAvailable'))
  })

  it('gets exactly its old pods back when the new ones do not answer, also across a restart', async () => {
    const before = await reaches('moves', 'upgrade-better', 'Pinned')
    await installation.admin.patch(resources.aimRecipe, { name: 'upgrade-better' }, 'merge', {
      spec: { type: 'preview' },
    })
    await recipe('upgrade-never-starts', ['--max-model-len=4096'], {
      resources: { requests: { cpu: '100000' } },
    })
    await reaches('moves', 'upgrade-never-starts', 'Upgrading')
    await running.stop()
    running = await startAgain()
    await whenReady(running)
    await reaches('moves', 'upgrade-never-starts', 'Upgrading')
    ahead = 2 * 3_600_000
    await running.stop()
    running = await startAgain()
    const after = await reaches('moves', 'upgrade-better', 'RolledBack')
    expect(after.spec.template).toEqual(before.spec.template)
    await isUp('moves')
    await eventually(async () => expect(await eventsOf('moves')).toContain('RolledBack'))
  })

  it('that came in while no webhook answered is rendered when one does', async () => {
    await gate.close()
    const container = { name: 'engine', image: 'vllm/vllm-openai-rocm:v0.33.0' }
    await installation.admin.create(resources.deployment, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: 'slipped',
        namespace,
        annotations: { [annotations.model]: 'Qwen/Qwen3-8B', 'fitgate.dev/accelerator': 'MI210' },
      },
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: 'slipped' } },
        template: { metadata: { labels: { app: 'slipped' } }, spec: { containers: [container] } },
      },
    } as KubeObject)
    expect(recipeOf(await get('slipped'))).toBeUndefined()
    await gate.open()
    await eventually(async () => {
      const { metadata, spec } = await get('slipped')
      expect(parseWorkloadPin(metadata.annotations?.[annotations.decision])?.ledger).toBeDefined()
      expect(JSON.stringify(spec.template)).toContain('amd.com/gpu')
    }, 60)
  })
})
