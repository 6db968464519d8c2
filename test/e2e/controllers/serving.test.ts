/** From an endpoint to pods that answer, and the silence after it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Child } from '../../../src/controllers/aim-endpoint/child.ts'
import { childTypes } from '../../../src/controllers/aim-endpoint/child-types.ts'
import { createClient } from '../../../src/kube/client.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject } from '../../../src/kube/types.ts'
import { findCondition } from '../../../src/vocabulary/conditions.ts'
import { eventually } from '../eventually.ts'
import { dyingClient } from './dying-client.ts'
import {
  endpoint,
  hasReason,
  type Installation,
  install,
  type Running,
  reaches,
  start,
  statusOf,
} from './installation.ts'
import { nothingIsBeingDeleted, writesOf } from './request-counts.ts'

let installation: Installation
let client: KubeClient
let running: Running
let namespace: string

beforeAll(async () => {
  installation = await install()
  namespace = installation.namespace
  client = createClient(installation.source)
  running = await start(client)
})

afterAll(async () => {
  await running?.stop()
  client?.close()
  await installation?.uninstall()
})

const create = (name: string, spec: Record<string, unknown>, metadata?: object) =>
  installation.admin.create(resources.aimEndpoint, endpoint({ namespace, name }, spec, metadata))

async function children(name: string): Promise<Child[]> {
  const lists = await Promise.all(
    childTypes.map((type) =>
      installation.admin.list<Child>(type, {
        namespace,
        labelSelector: `app.kubernetes.io/instance=${name}`,
      }),
    ),
  )
  return lists.flatMap(({ items }) => items)
}

describe('an endpoint', () => {
  it('gets a plan, its children and an address, and becomes Ready', async () => {
    await create('qwen', { gpuCount: 1 })
    const status = await reaches(installation.admin, { namespace, name: 'qwen' }, 'Ready')
    expect(status).toMatchObject({
      model: 'Qwen/Qwen3-32B',
      gpus: expect.stringMatching(/^1 x MI3/),
      replicas: { ready: 1, summary: '1/1' },
      endpoints: { internal: `http://qwen.${namespace}.svc:8000` },
      selector: 'app.kubernetes.io/instance=qwen,fitgate.dev/owner=aimendpoint',
      decision: { verdict: 'Fits', memory: expect.objectContaining({ weightsGiB: expect.any(Number) }) },
    })
    for (const type of ['Accepted', 'RecipeSelected', 'Placed', 'Ready'])
      expect(findCondition(status.conditions, type)?.status, type).toBe('True')
    expect((await children('qwen')).map(({ kind }) => kind)).toEqual(['ConfigMap', 'Service', 'Deployment'])
  })

  it('tells its way in Events', async () => {
    const { items } = await installation.admin.list<
      KubeObject & { reason: string; regarding: { name: string } }
    >(resources.event, { namespace })
    const reasons = items.filter(({ regarding }) => regarding.name === 'qwen').map(({ reason }) => reason)
    expect(reasons).toEqual(expect.arrayContaining(['RecipeSelected', 'Ready']))
  })

  it('is scaled by kubectl, to nothing and back', async () => {
    const ref = { namespace, name: 'qwen' }
    const scale = (replicas: number) =>
      installation.admin.patch(
        resources.aimEndpoint,
        ref,
        'merge',
        { spec: { replicas } },
        { subresource: 'scale' },
      )
    await scale(0)
    await hasReason(installation.admin, ref, 'Ready', 'ScaledToZero')
    await scale(2)
    await eventually(async () =>
      expect((await statusOf(installation.admin, ref)).replicas?.summary).toBe('2/2'),
    )
  })

  it('that no hardware can run has a condition and no children', async () => {
    await create('llama', {
      model: { id: 'meta-llama/Llama-3.1-405B-Instruct' },
      gpuCount: 1,
      precision: 'fp8',
    })
    const status = await reaches(installation.admin, { namespace, name: 'llama' }, 'Failed')
    expect(findCondition(status.conditions, 'RecipeSelected')).toMatchObject({
      status: 'False',
      reason: 'WeightsTooLarge',
    })
    expect(await children('llama')).toEqual([])
  })

  it('that waits for GPUs says what for, in numbers', async () => {
    await create('crowd', { gpuCount: 8, replicas: 9 })
    await reaches(installation.admin, { namespace, name: 'crowd' }, 'Waiting')
    // the scheduler may have told before our count did; words are written anew twice a minute at most
    await eventually(async () => {
      const crowd = { namespace, name: 'crowd' }
      const placed = await hasReason(installation.admin, crowd, 'Placed', 'NoCapacity')
      expect(placed?.message).toMatch(
        /^\d of 9 replicas wait: needs 8 \S+ on one node; the fullest-free node has \d; /,
      )
    }, 90)
    await installation.admin.delete(resources.aimEndpoint, { namespace, name: 'crowd' })
    // the garbage collector learns of a kind that was just installed at its next look, within half a minute
    await eventually(async () => expect(await children('crowd')).toEqual([]), 90)
  })

  it('whose name is too long, or has dots, or begins with a digit, is served all the same', async () => {
    const names = ['7b-chat.v1.example', `${'long-'.repeat(30)}name`]
    for (const name of names) await create(name, { gpuCount: 1 })
    for (const name of names) await reaches(installation.admin, { namespace, name }, 'Ready')
    for (const name of names) await installation.admin.delete(resources.aimEndpoint, { namespace, name })
  })
})

describe('a settled cluster', () => {
  it('is written nothing to by a second pass', async () => {
    await create('full', {
      gpuCount: 1,
      resources: { cpu: '1500m', memory: '1.5Gi' },
      scaling: { maxReplicas: 2, targetMemoryUtilization: 80, scaleDownDelay: '5m' },
      cache: { enabled: true, size: '1000Mi' },
      monitoring: { enabled: true },
      security: { serviceAccount: { create: true } },
      env: [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: 1 } } }],
      tolerations: [{ key: 'a', operator: 'Exists' }],
      nodeSelector: {},
      deployment: { strategy: { rollingUpdate: { maxSurge: '25%' } } },
    })
    await reaches(installation.admin, { namespace, name: 'full' }, 'Ready')
    await hasReason(installation.admin, { namespace, name: 'full' }, 'CacheProvisioned', 'Bound')
    await nothingIsBeingDeleted(installation.admin)
    await running.stop()

    const before = await writesOf(installation.admin)
    const quiet = dyingClient(client, Number.POSITIVE_INFINITY)
    const second = await start(quiet.client)
    await eventually(() => expect(second.controllers.ready()).toBe(true))
    // every key is taken up when the first snapshot is out; a moment is enough for a few endpoints
    await new Promise((resolve) => setTimeout(resolve, 3000))
    await second.stop()
    expect(quiet.writes).toEqual([])
    expect(await writesOf(installation.admin)).toEqual(before)
    running = await start(client)
  })

  it('has had no complaint', () => {
    expect(running.complaints).toEqual([])
  })
})
