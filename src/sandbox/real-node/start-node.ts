/**
 * Brings up the control plane and the real node together: what does not need the other starts beside it.
 * @module
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { resources } from '../../kube/resources.ts'
import type { KubeClient, KubeObject } from '../../kube/types.ts'
import { applyObjects } from '../apply-objects.ts'
import type { Processes } from '../processes.ts'
import { deviceCount, gpuResourceName } from '../simulated-node.ts'
import { startControllers, startControlPlane } from '../start-components.ts'
import { nodeAddress, nodeName, proxyHealthPort } from './addresses.ts'
import { containerd, ctr } from './containerd.ts'
import { type NodeContext, nodeFolder } from './context.ts'
import { dns } from './dns.ts'
import { kubeProxy, proxyBinding } from './kube-proxy.ts'
import { kubelet } from './kubelet.ts'
import { writePodNetwork } from './network.ts'
import type { NodeCredentials } from './node-credentials.ts'
import { writePauseImage } from './pause-image.ts'

/** Resolves with the number of nodes, when all are Ready, Services work and the GPUs are offered. */
export async function startNode(
  context: NodeContext,
  credentials: NodeCredentials,
  processes: Processes,
  client: KubeClient,
): Promise<number> {
  const control = { ...context, otherNodes: 1, extraArgs: extraArgs(context, credentials) }
  await Promise.all([
    startControlPlane(control, processes, client, undefined),
    startContainerd(context, processes),
  ])
  processes.start(kubelet(context, credentials))
  processes.start(dns(context))
  const [count] = await Promise.all([
    startControllers(control, processes, client, context.simulated, undefined),
    startProxy(context, credentials, processes, client),
    waitForNode(context, processes, client),
  ])
  return count
}

/** What the processes of the control plane do differently where there is a kubelet. */
function extraArgs(context: NodeContext, { clientCertificate, clientKey }: NodeCredentials) {
  return {
    'kube-apiserver': [
      '--bind-address=0.0.0.0',
      `--advertise-address=${nodeAddress}`,
      '--authorization-mode=Node',
      '--enable-admission-plugins=NodeRestriction',
      `--kubelet-client-certificate=${clientCertificate}`,
      `--kubelet-client-key=${clientKey}`,
      '--kubelet-preferred-address-types=InternalIP',
      ...context.apiServerArgs,
    ],
    'kube-controller-manager': [
      // when its two workers for volumes get into each other's way, the claim waits for the next round of 15 seconds
      '--pvclaimbinder-sync-period=1s',
    ],
    kwok: [
      // the real node is kubelet's
      '--manage-all-nodes=false',
      '--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake',
    ],
  }
}

async function startContainerd(context: NodeContext, processes: Processes): Promise<void> {
  const folder = nodeFolder(context)
  const [networks, pause] = [join(folder, 'networks'), join(folder, 'pause.tar')]
  await mkdir(folder, { recursive: true })
  writePodNetwork(networks)
  processes.start(containerd(context, networks))
  await writePauseImage(pause, folder)
  const answers = async () => (await ctr('version')) !== ''
  await processes.waitFor('containerd', answers, { about: 'containerd' })
  for (const image of [pause, ...context.images]) await ctr('images', 'import', image)
}

async function startProxy(
  context: NodeContext,
  credentials: NodeCredentials,
  processes: Processes,
  client: KubeClient,
): Promise<void> {
  await applyObjects(client, [proxyBinding])
  processes.start(kubeProxy(context, credentials))
  const isHealthy = async () => (await fetch(`http://127.0.0.1:${proxyHealthPort}/healthz`)).ok
  await processes.waitFor('kube-proxy', isHealthy, { about: 'kube-proxy' })
}

interface Node extends KubeObject {
  readonly status?: {
    readonly allocatable?: Readonly<Record<string, string>>
    readonly conditions?: readonly { readonly type: string; readonly status: string }[]
  }
}

async function waitForNode(context: NodeContext, processes: Processes, client: KubeClient): Promise<void> {
  const gpus = gpusOf(context)
  if (gpus !== undefined) {
    processes.start({
      name: 'device-plugin',
      command: process.execPath,
      args: [fileURLToPath(new URL('./device-plugin.ts', import.meta.url)), gpus.resource, gpus.count],
      log: join(context.layout.logs, 'device-plugin.log'),
      stopOrder: 0,
    })
  }
  await processes.waitFor(
    'The real node',
    async () => {
      const node = await client.get<Node>(resources.node, { name: nodeName })
      const isReady = node?.status?.conditions?.some(
        ({ type, status }) => type === 'Ready' && status === 'True',
      )
      const offers = gpus === undefined || node?.status?.allocatable?.[gpus.resource] === gpus.count
      return isReady === true && offers
    },
    { about: 'kubelet' },
  )
}

/** What the node is to offer, as a quantity; `undefined` where it has no GPUs. */
function gpusOf({ spec }: NodeContext): { readonly resource: string; readonly count: string } | undefined {
  if (spec?.accelerator === undefined) return undefined
  return { resource: gpuResourceName(spec), count: String(deviceCount(spec)) }
}
