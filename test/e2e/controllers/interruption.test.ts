/** What comes between the controller and the end of its work: death, and an API server that is away. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { childTypes } from '../../../src/controllers/aim-endpoint/child-types.ts'
import { createClient } from '../../../src/kube/client.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject } from '../../../src/kube/types.ts'
import { eventually } from '../eventually.ts'
import { startFaultProxy } from '../fault-proxy.ts'
import { dyingClient } from './dying-client.ts'
import {
  endpoint,
  type Installation,
  install,
  onOwnNode,
  ownNode,
  reaches,
  start,
  statusOf,
  whenReady,
} from './installation.ts'

let installation: Installation
let client: KubeClient
let namespace: string
const node = 'interruption'

beforeAll(async () => {
  installation = await install()
  namespace = installation.namespace
  client = createClient(installation.source)
  await installation.admin.create(resources.node, ownNode(node, 'MI210', 64))
})

afterAll(async () => {
  await installation?.admin.delete(resources.node, { name: node })
  client?.close()
  await installation?.uninstall()
})

/** One of everything: account, configuration, claim, service, deployment, autoscaler. */
const spec = {
  ...onOwnNode('MI210'),
  scaling: { maxReplicas: 2 },
  cache: { enabled: true, size: '10Gi' },
  security: { serviceAccount: { create: true } },
}

const create = (name: string) =>
  installation.admin.create(resources.aimEndpoint, endpoint({ namespace, name }, spec))

/** What an endpoint has come to, without what is its own and what the clock wrote. */
async function outcome(name: string): Promise<unknown> {
  const lists = await Promise.all(childTypes.map((type) => installation.admin.list(type, { namespace })))
  const children = lists
    .flatMap(({ items }) => items)
    .filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.name === name))
  const status = await statusOf(installation.admin, { namespace, name })
  const plain = JSON.stringify({
    status,
    children: children.map(({ apiVersion, kind, metadata, ...rest }) => ({
      kind,
      name: metadata.name,
      annotations: metadata.annotations,
      owners: metadata.ownerReferences?.length,
      spec: (rest as { spec?: unknown }).spec,
    })),
  })
  return JSON.parse(
    plain
      .replaceAll(name, 'NAME')
      .replaceAll(
        /"(lastTransitionTime|clusterIP|volumeName|deployment.kubernetes.io\/revision|snapshot|fitgate.dev\/(applied|inputs|config-hash))":"[^"]*"/g,
        '"$1":""',
      )
      .replaceAll(/"clusterIPs":\[[^\]]*\]/g, '"clusterIPs":[]'),
  )
}

const settled = (name: string) =>
  eventually(async () => {
    const { phase, conditions } = await statusOf(installation.admin, { namespace, name })
    expect(phase, JSON.stringify(conditions)).toBe('Ready')
    expect(conditions?.find(({ type }) => type === 'CacheProvisioned')?.reason).toBe('Bound')
  })

describe('a controller that is killed between two writes', () => {
  it('comes to the same end after a restart, whichever two they were', async () => {
    await create('whole')
    const first = dyingClient(client, Number.POSITIVE_INFINITY)
    const whole = await start(first.client)
    await settled('whole')
    await whole.stop()
    const wanted = await outcome('whole')
    const needed = first.writes.findLastIndex((write) => !write.endsWith('aimendpoints')) + 2
    expect(needed, first.writes.join(', ')).toBeGreaterThan(7)

    for (let survives = 0; survives < needed; survives++) {
      const name = `cut-${survives}`
      await create(name)
      const dying = dyingClient(client, survives)
      const killed = await start(dying.client)
      await dying.died
      await killed.stop()
      expect(dying.writes).toHaveLength(survives)

      const again = await start(client)
      await settled(name)
      await again.stop()
      expect(await outcome(name), `killed after ${dying.writes.join(', ') || 'nothing'}`).toEqual(wanted)
      await installation.admin.delete(resources.aimEndpoint, { namespace, name })
    }
  })
})

describe('an API server that is away for half a minute', () => {
  it('is waited for, and what happened meanwhile is made good', async () => {
    const proxy = await startFaultProxy(installation.source)
    const through = createClient(proxy.source)
    const running = await start(through)
    await whenReady(running)
    await create('before')
    await settled('before')

    await proxy.down()
    await create('meanwhile')
    await installation.admin.delete(resources.service, { namespace, name: 'before' })
    await new Promise((resolve) => setTimeout(resolve, 30_000))
    expect(await statusOf(installation.admin, { namespace, name: 'meanwhile' })).toEqual({})
    await proxy.up()

    await reaches(installation.admin, { namespace, name: 'meanwhile' }, 'Ready', 60)
    await eventually(async () => {
      const service = await installation.admin.get<KubeObject>(resources.service, {
        namespace,
        name: 'before',
      })
      expect(service).toBeDefined()
    }, 60)
    await running.stop()
    through.close()
    await proxy.close()
  })
})

describe('two controllers', () => {
  it('do not work at a time: one leads, the other takes over when it stops', async () => {
    const one = await start(client, { leaderElect: true })
    await create('led')
    await settled('led')
    const other = await start(client, { leaderElect: true })
    await whenReady(other)
    expect(other.snapshots.length).toBeGreaterThan(0)
    await one.stop()
    await create('taken-over')
    await settled('taken-over')
    await other.stop()
  })
})
