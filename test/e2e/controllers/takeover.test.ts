/** Two replicas of the controller, one on Node and one on Deno: the leader is frozen and woken, then its successor is killed. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { EndpointObject } from '../../../src/controllers/aim-endpoint/reconcile.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeObject } from '../../../src/kube/types.ts'
import { attachSandbox } from '../../../src/sandbox/attach.ts'
import { checkout } from '../../../src/sandbox/fitgate/command-line.ts'
import type { Sandbox } from '../../../src/sandbox/sandbox-access.ts'
import { inParallel } from '../../bench/in-parallel.ts'
import { controlPlane } from '../control-plane.ts'
import { eventually } from '../eventually.ts'
import { endpoint, type Installation, install, onOwnNode, ownNode } from './installation.ts'
import { type Replica, startReplica } from './replica.ts'

/** As long as a leader is frozen, seconds. */
const frozenSeconds = 30

let installation: Installation
let sandbox: Sandbox
let leader: Replica
let other: Replica

beforeAll(async () => {
  installation = await install()
  await installation.admin.create(resources.node, ownNode('takeover', 'MI210', 64))
  sandbox = await attachSandbox(controlPlane.stateDir)
  const config = join(checkout, 'manifests/base/config.yaml')
  leader = await startReplica(sandbox, { name: 'replica-on-deno', runtime: 'deno', config })
  await eventually(async () => expect(await leader.leads()).toBe(true))
  other = await startReplica(sandbox, { name: 'replica-on-node', runtime: 'node', config })
})
afterAll(async () => {
  await sandbox?.stop()
  await installation?.admin.delete(resources.node, { name: 'takeover' })
  await installation?.uninstall()
})

const named = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}-${i}`)

const apply = (names: readonly string[]) =>
  inParallel(names, 16, (name) =>
    installation.admin.create(
      resources.aimEndpoint,
      endpoint({ namespace: installation.namespace, name }, onOwnNode('MI210')),
    ),
  )

const listed = async <T extends KubeObject>(type: (typeof resources)[keyof typeof resources]) =>
  (await installation.admin.list<T>(type, { namespace: installation.namespace })).items

/** Waits until so many serve, each by the one pod template that was ever written for it. */
const serve = (count: number) =>
  eventually(async () => {
    const endpoints = await listed<EndpointObject>(resources.aimEndpoint)
    expect(endpoints.filter(({ status }) => status?.phase === 'Ready')).toHaveLength(count)
    const deployments = await listed<KubeObject>(resources.deployment)
    expect(
      deployments.map(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision']),
    ).toEqual(Array.from({ length: count }, () => '1'))
  }, 90)

/** Every object that a leader writes, by its version. */
async function versions(): Promise<readonly (readonly [string, string | undefined])[]> {
  const types = [resources.aimEndpoint, resources.configMap, resources.service, resources.deployment]
  const objects = (await Promise.all(types.map((type) => listed(type)))).flat()
  return objects.map(({ kind, metadata }) => [`${kind}/${metadata.name}`, metadata.resourceVersion])
}

/** Waits until the other leads; prints what it took. */
async function follows(replica: Replica, since: number, what: string): Promise<void> {
  await eventually(async () => expect(await replica.leads()).toBe(true), 60)
  console.log(
    `${((performance.now() - since) / 1000).toFixed(1)} s after the leader was ${what}, the other leads`,
  )
}

it('a leader that is frozen in the midst of its work is followed, and changes nothing when it wakes', async () => {
  const names = named('frozen', 24)
  await apply(names)
  await eventually(async () => expect((await listed(resources.deployment)).length).toBeGreaterThan(2))
  leader.freeze(true)
  const since = performance.now()
  await follows(other, since, 'frozen')
  await serve(names.length)
  await sleep(Math.max(0, frozenSeconds * 1000 - (performance.now() - since)))
  const before = await versions()
  leader.freeze(false)
  await eventually(async () => expect(await leader.leads()).toBe(false))
  await sleep(2000)
  expect(await versions()).toEqual(before)
  expect(await other.leads()).toBe(true)
})

it('a leader that is killed in the midst of its work is followed by the one that was frozen', async () => {
  await apply(named('killed', 12))
  await eventually(async () => expect((await listed(resources.deployment)).length).toBeGreaterThan(26))
  await other.kill()
  await follows(leader, performance.now(), 'killed')
  await serve(36)
})
