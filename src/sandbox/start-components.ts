/**
 * Brings up the components in the order in which they need each other, and waits until they work.
 * @module
 */
import { join } from 'node:path'
import { resources } from '../kube/resources.ts'
import type { KubeClient } from '../kube/types.ts'
import { applyObjects } from './apply-objects.ts'
import type { Component, ComponentContext } from './components/component.ts'
import { etcd } from './components/etcd.ts'
import { kubeApiServer } from './components/kube-apiserver.ts'
import { kubeControllerManager } from './components/kube-controller-manager.ts'
import { kubeScheduler } from './components/kube-scheduler.ts'
import { kwok } from './components/kwok.ts'
import { lws, lwsWebhooks, writeLwsConfig } from './components/lws.ts'
import { createNodes, readyNodes } from './create-nodes.ts'
import { readManifest } from './manifests.ts'
import type { NodeSpec } from './node-spec.ts'
import type { Processes } from './processes.ts'

function startComponent(component: Component, context: ComponentContext, processes: Processes): void {
  processes.start({
    name: component.name,
    command: join(context.binDir, component.name),
    args: [...component.args(context), ...(context.extraArgs?.[component.name] ?? [])],
    log: join(context.layout.logs, `${component.name}.log`),
    stopOrder: component.stopOrder,
    port: component.port?.(context.ports),
  })
}

/** etcd and the API server. */
export async function startControlPlane(
  context: ComponentContext,
  processes: Processes,
  client: KubeClient,
  signal: AbortSignal | undefined,
): Promise<void> {
  // the API server waits for etcd by itself
  startComponent(etcd, context, processes)
  startComponent(kubeApiServer, context, processes)
  const about = kubeApiServer.name
  await processes.waitFor('The API server', async () => (await client.request('GET', '/readyz')) === 'ok', {
    about,
    signal,
  })
}

/** Everything that uses the API, and the nodes; resolves with how many there are when all are Ready. */
export async function startControllers(
  context: ComponentContext,
  processes: Processes,
  client: KubeClient,
  nodes: readonly NodeSpec[],
  signal: AbortSignal | undefined,
): Promise<number> {
  for (const component of [kubeControllerManager, kubeScheduler, kwok])
    startComponent(component, context, processes)
  const startLws = async () => {
    const { manifestDir } = context
    await Promise.all([
      writeLwsConfig(context),
      applyObjects(client, [
        ...(await readManifest(manifestDir, 'leaderWorkerSetCRDs')),
        ...(await readManifest(manifestDir, 'storageClasses')),
        ...(await lwsWebhooks(context)),
      ]),
    ])
    startComponent(lws, context, processes)
  }
  const [created] = await Promise.all([createNodes(client, nodes), startLws()])
  const count = created + (context.otherNodes ?? 0)
  const wait = (what: string, about: Component, check: () => Promise<boolean>) =>
    processes.waitFor(what, check, { about: about.name, signal })
  await Promise.all([
    wait('KWOK', kwok, () => answers(kwok, context)),
    wait('LeaderWorkerSet', lws, () => answers(lws, context)),
    wait('Making every node Ready', kwok, async () => (await readyNodes(client)) === count),
    // without it no pod of the default namespace is admitted
    wait('The first service account', kubeControllerManager, async () => {
      const ref = { namespace: 'default', name: 'default' }
      return (await client.get(resources.serviceAccount, ref)) !== undefined
    }),
  ])
  return count
}

async function answers(component: Component, context: ComponentContext): Promise<boolean> {
  const url = component.readyUrl?.(context)
  return url === undefined || (await fetch(url)).ok
}
