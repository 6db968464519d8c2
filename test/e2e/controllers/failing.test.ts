/** Pods that fail, as the API server shows them: what their endpoint and their Deployment say about it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseRecord } from '../../../src/controllers/workload/record.ts'
import { createClient } from '../../../src/kube/client.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject } from '../../../src/kube/types.ts'
import { findCondition } from '../../../src/vocabulary/conditions.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import { eventually } from '../eventually.ts'
import { crashPods, podsBySelector } from './crash.ts'
import {
  endpoint,
  hasReason,
  type Installation,
  install,
  type Running,
  reaches,
  start,
  statusOf,
  whenReady,
} from './installation.ts'
import { pausedDeployment } from './paused-deployment.ts'

let installation: Installation
let client: KubeClient
let running: Running
let namespace: string

beforeAll(async () => {
  installation = await install()
  namespace = installation.namespace
  client = createClient(installation.source)
  running = await start(client)
  await whenReady(running)
})

afterAll(async () => {
  await running?.stop()
  client?.close()
  await installation?.uninstall()
})

const podsOf = (selector: string) => podsBySelector(installation.admin, namespace, selector)
const crash = (selector: string, message: string) =>
  crashPods(installation.admin, namespace, selector, message)

const ofEndpoint = (name: string) => `app.kubernetes.io/instance=${name},fitgate.dev/owner=aimendpoint`

const eventsOf = async (name: string) =>
  (
    await installation.admin.list<KubeObject & { reason: string; type: string; regarding: { name: string } }>(
      resources.event,
      { namespace },
    )
  ).items
    .filter(({ regarding }) => regarding.name === name)
    .map(({ reason }) => reason)

async function serving(name: string, spec: Record<string, unknown> = { gpuCount: 1 }): Promise<void> {
  await installation.admin.create(resources.aimEndpoint, endpoint({ namespace, name }, spec))
  await reaches(installation.admin, { namespace, name }, 'Ready')
}

describe('an endpoint whose engine fails', () => {
  it('says in its condition and in an Event what failed and what helps', async () => {
    await serving('gated')
    await crash(
      ofEndpoint('gated'),
      'OSError: You are trying to access a gated repo.\nCannot access gated repo for url https://huggingface.co/x/resolve/main/config.json.',
    )
    const ready = await hasReason(installation.admin, { namespace, name: 'gated' }, 'Ready', 'ModelGated')
    expect(ready?.message).toMatch(/gated.*Secret with that token/)
    await reaches(installation.admin, { namespace, name: 'gated' }, 'Failed')
    await eventually(async () => expect(await eventsOf('gated')).toContain('ModelGated'))
  })

  it('is well again with its next pod', async () => {
    for (const { metadata } of await podsOf(ofEndpoint('gated')))
      await installation.admin.delete(resources.pod, metadata)
    await reaches(installation.admin, { namespace, name: 'gated' }, 'Ready')
  })

  it('gets the length for which there is room, once', async () => {
    await serving('long')
    const ref = { namespace, name: 'long' }
    const asked = (await statusOf(installation.admin, ref)).decision?.memory?.maxModelLen ?? 0
    const words = (length: number, fits: number) =>
      `ValueError: To serve at least one request with the models's max seq len (${length}), (16.00 GiB KV cache is needed, which is larger than the available KV cache memory (11.24 GiB). Based on the available memory, the estimated maximum model length is ${fits}.`
    await crash(ofEndpoint('long'), words(asked, 20_960))
    await eventually(async () => {
      const status = await statusOf(installation.admin, ref)
      expect(status.repair, JSON.stringify(status.conditions)).toMatchObject({ from: asked, to: 20_480 })
      expect(status.decision?.memory?.maxModelLen).toBe(20_480)
      expect(status.phase).toBe('Ready')
    }, 60)
    await eventually(async () => expect(await eventsOf('long')).toContain('LengthShortened'))
    await crash(ofEndpoint('long'), words(20_480, 12_000))
    const again = await hasReason(installation.admin, ref, 'Ready', 'CacheTooSmall')
    expect(again?.message).toContain('12,000')
    expect((await statusOf(installation.admin, ref)).repair?.to).toBe(20_480)
  })
})

describe('an annotated Deployment whose engine fails', () => {
  const recordOf = async (name: string) => {
    const found = await installation.admin.get<KubeObject>(resources.deployment, { namespace, name })
    return parseRecord(found?.metadata.annotations?.[annotations.status])
  }

  it('says so in its status annotation and in an Event', async () => {
    await installation.admin.create(resources.deployment, pausedDeployment({ namespace, name: 'chat' }))
    await crash('app=chat', 'RuntimeError: HIP error: invalid device function')
    await eventually(async () =>
      expect(await recordOf('chat')).toMatchObject({ state: 'Failing', reason: 'MissingKernel' }),
    )
    await eventually(async () => expect(await eventsOf('chat')).toContain('MissingKernel'))
  })

  it('and what it was when its next pod answers', async () => {
    for (const { metadata } of await podsOf('app=chat'))
      await installation.admin.delete(resources.pod, metadata)
    await eventually(async () => expect((await recordOf('chat'))?.state).toBe('Paused'), 60)
  })
})

it('has had no complaint', async () => {
  expect(
    findCondition((await statusOf(installation.admin, { namespace, name: 'gated' })).conditions, 'Ready')
      ?.status,
  ).toBe('True')
  // a definition that was just installed may not be served for a moment
  expect(running.complaints.filter((complaint) => !complaint.startsWith('watch interrupted'))).toEqual([])
})
