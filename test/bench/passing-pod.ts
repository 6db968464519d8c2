/**
 * Pods that are nobody's business; every third holds a GPU while it is there.
 * @module
 */
import type { KubeObject } from '../../src/kube/types.ts'

export const passingLabels = { app: 'passing' }

/** @param where default: on any node */
export function passingPod(
  n: number,
  namespace: string,
  where: { readonly nodeSelector?: Readonly<Record<string, string>> } = {},
): KubeObject {
  const gpus = { 'amd.com/gpu': '1' }
  const resources = n % 3 === 0 ? { requests: gpus, limits: gpus } : {}
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `passing-${n}`, namespace, labels: passingLabels },
    spec: { ...where, containers: [{ name: 'a', image: 'a', resources }], terminationGracePeriodSeconds: 0 },
  }
  return pod
}
