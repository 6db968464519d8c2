/** What comes between the controller and the end of its work: an API server that is away, and another controller. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient } from '../../../src/kube/client.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject } from '../../../src/kube/types.ts'
import { eventually } from '../eventually.ts'
import { startFaultProxy } from '../fault-proxy.ts'
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

const settled = (name: string) =>
  eventually(async () => {
    const { phase, conditions } = await statusOf(installation.admin, { namespace, name })
    expect(phase, JSON.stringify(conditions)).toBe('Ready')
    expect(conditions?.find(({ type }) => type === 'CacheProvisioned')?.reason).toBe('Bound')
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
