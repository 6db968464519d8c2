/**
 * Endpoints that are all alike.
 * @module
 */
import type { KubeObject } from '../../src/kube/types.ts'

/** `prefix-0`, `prefix-1`, … in `default`, of a small model on one GPU each. */
export function manyEndpoints(prefix: string, count: number): readonly KubeObject[] {
  const spec = { modelId: 'Qwen/Qwen3-8B', gpuCount: 1 }
  return Array.from({ length: count }, (_, i) => {
    const endpoint = {
      apiVersion: 'aim.engine.amd.com/v1alpha1',
      kind: 'AIMEndpoint',
      metadata: { name: `${prefix}-${i}`, namespace: 'default' },
      spec,
    }
    return endpoint
  })
}
