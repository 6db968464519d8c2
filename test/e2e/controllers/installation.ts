/**
 * The controllers in this process, against the real API server, with the rights of their own service account.
 * @module
 */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import type { AIMEndpointStatus } from '../../../src/api/aim/endpoint.ts'
import type { EndpointObject } from '../../../src/controllers/aim-endpoint/reconcile.ts'
import { createClient } from '../../../src/kube/client.ts'
import { type ConnectionSource, loadKubeconfig } from '../../../src/kube/config.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject, ObjectRef } from '../../../src/kube/types.ts'
import { applyObjects } from '../../../src/sandbox/apply-objects.ts'
import { kustomize } from '../../../src/sandbox/manifests.ts'
import { findCondition } from '../../../src/vocabulary/conditions.ts'
import { controlPlane } from '../control-plane.ts'
import { eventually } from '../eventually.ts'
import { type Running, systemNamespace } from './running.ts'

export { type Running, start } from './running.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

export interface Installation {
  /** As the cluster's administrator. */
  readonly admin: KubeClient
  /** With the rights of the controller's service account, and no others. */
  readonly source: ConnectionSource
  /** A namespace of the test's own. */
  readonly namespace: string
  uninstall(): Promise<void>
}

/** Definitions, rights and a namespace; no webhooks. */
export async function install(): Promise<Installation> {
  const administrator = await loadKubeconfig(controlPlane.kubeconfig)
  const kubectl = join(controlPlane.binDir, 'kubectl')
  const admin = createClient(administrator)
  const [definitions, objects] = await Promise.all([
    kustomize(kubectl, join(root, 'crds')),
    kustomize(kubectl, join(root, 'manifests/overlays/sandbox')),
  ])
  const wanted = objects.filter(({ kind }) => !kind.endsWith('WebhookConfiguration'))
  const namespace = `controllers-${randomUUID().slice(0, 8)}`
  await applyObjects(admin, [
    ...definitions,
    ...wanted,
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  ])
  // endpoints of other tests, whose namespaces are on their way out, would be served too
  await eventually(async () => expect((await admin.list(resources.aimEndpoint)).items).toEqual([]), 90)
  const user = `system:serviceaccount:${systemNamespace}:fitgate-controller`
  return {
    admin,
    namespace,
    source: {
      server: administrator.server,
      async options() {
        const options = await administrator.options()
        return { ...options, headers: { ...options.headers, 'Impersonate-User': user } }
      },
    },
    async uninstall() {
      const { items } = await admin.list(resources.aimEndpoint, { namespace })
      for (const { metadata } of items) await admin.delete(resources.aimEndpoint, metadata)
      await admin.delete(resources.namespace, { name: namespace })
      admin.close()
    },
  }
}

/** Waits until the controllers are in step with the API server. */
export const whenReady = ({ controllers }: Running) =>
  eventually(() => expect(controllers.ready()).toBe(true))

export function endpoint(ref: ObjectRef, spec: Record<string, unknown>, metadata: object = {}): KubeObject {
  const object = {
    apiVersion: 'aim.engine.amd.com/v1alpha1',
    kind: 'AIMEndpoint',
    metadata: { ...metadata, ...ref },
    spec: { ...('model' in spec ? {} : { modelId: 'Qwen/Qwen3-32B' }), ...spec },
  }
  return object
}

export async function statusOf(client: KubeClient, ref: ObjectRef): Promise<AIMEndpointStatus> {
  const found = await client.get<EndpointObject>(resources.aimEndpoint, ref)
  return found?.status ?? {}
}

/** Waits for a phase; the error shows the conditions. */
export function reaches(
  client: KubeClient,
  ref: ObjectRef,
  phase: AIMEndpointStatus['phase'],
  seconds?: number,
): Promise<AIMEndpointStatus> {
  return eventually(async () => {
    const status = await statusOf(client, ref)
    expect(status.phase, JSON.stringify(status.conditions)).toBe(phase)
    return status
  }, seconds)
}

/** Waits for a condition's reason. */
export function hasReason(client: KubeClient, ref: ObjectRef, type: string, reason: string) {
  return eventually(async () => {
    const status = await statusOf(client, ref)
    const condition = findCondition(status.conditions, type)
    expect(condition?.reason, JSON.stringify(status.conditions)).toBe(reason)
    return condition
  })
}

/** Accelerators that no node of the sandbox has. */
const rare = {
  MI210: { 'amd.com/gpu.device-id': '740f', 'amd.com/gpu.vram': '64G' },
  MI308X: { 'amd.com/gpu.device-id': '74a2', 'amd.com/gpu.vram': '192G' },
} as const

/** A node with GPUs that no other node has, so that a test on it does not hang on what others hold. */
export function ownNode(
  name: string,
  accelerator: keyof typeof rare,
  gpus: number,
): KubeObject & { readonly status: unknown } {
  const amounts = { cpu: '512', memory: '4Ti', pods: '250', 'amd.com/gpu': String(gpus) }
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: rare[accelerator], annotations: { 'kwok.x-k8s.io/node': 'fake' } },
    status: { capacity: amounts, allocatable: amounts },
  }
}

/** What runs on such a node and on no other. */
export const onOwnNode = (accelerator: keyof typeof rare) => ({
  modelId: 'Qwen/Qwen3-8B',
  gpuCount: 1,
  nodeSelector: { 'amd.com/gpu.device-id': rare[accelerator]['amd.com/gpu.device-id'] },
})
