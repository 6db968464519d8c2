/**
 * GPUWorkloads of a test in a namespace of its own, on nodes that nobody else uses.
 * @module
 */
import { expect } from 'vitest'
import type { GPUWorkloadStatus } from '../../../src/api/warp/workload.ts'
import type { GPUWorkloadObject, JobObject } from '../../../src/controllers/gpu-workload/objects.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject } from '../../../src/kube/types.ts'
import { eventually } from '../eventually.ts'

/** Labels of the nodes of `ownNode(…, 'MI308X', …)`. */
export const onOwnNodes = { 'amd.com/gpu.device-id': '74a2' }

export function gpuWorkloads(admin: KubeClient, namespace: string) {
  async function statusOf(name: string): Promise<GPUWorkloadStatus> {
    const found = await admin.get<GPUWorkloadObject>(resources.gpuWorkload, { namespace, name })
    return found?.status ?? {}
  }
  return {
    statusOf,
    create: (name: string, spec: object = {}, metadata: object = {}) =>
      admin.create<KubeObject>(resources.gpuWorkload, {
        apiVersion: 'gpu.warp.dev/v1alpha1',
        kind: 'GPUWorkload',
        metadata: { ...metadata, name, namespace },
        spec: { modelName: 'team/own-model', gpuCount: 1, nodeSelector: onOwnNodes, ...spec },
      } as KubeObject),
    reaches: (name: string, phase: GPUWorkloadStatus['phase'], seconds = 60) =>
      eventually(async () => {
        const status = await statusOf(name)
        expect(status.phase, JSON.stringify(status)).toBe(phase)
        return status
      }, seconds),
    list: async () => (await admin.list<GPUWorkloadObject>(resources.gpuWorkload, { namespace })).items,
    jobsOf: async (name: string) =>
      (await admin.list<JobObject>(resources.job, { namespace })).items.filter(({ metadata }) =>
        metadata.ownerReferences?.some((owner) => owner.name === name),
      ),
    /** Reasons of the Events about it. */
    async toldOf(name: string): Promise<readonly string[]> {
      const { items } = await admin.list<KubeObject & Told>(resources.event, { namespace })
      return items.flatMap(({ reason, regarding }) => (regarding?.name === name ? (reason ?? []) : []))
    },
  }
}

interface Told {
  readonly reason?: string
  readonly regarding?: { readonly name?: string }
}
