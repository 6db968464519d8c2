import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { rendered } from './builders.ts'

/** Name of the golden file → the spec it comes from. Written anew by `vitest run -u`. */
const specs: Readonly<Record<string, Record<string, unknown>>> = {
  minimal: { gpuCount: 1 },
  sglang: { backend: 'sglang', gpuCount: 2, monitoring: { enabled: true } },
  partition: {
    modelId: 'Qwen/Qwen3-8B',
    gpuCount: 1,
    nodeSelector: { 'amd.com/gpu.compute-memory-partition': 'cpx_nps4' },
  },
  'filled-cache': { gpuCount: 1, cache: { name: 'models' } },
  unknown: { modelId: 'acme/secret-sauce-9000', gpuCount: 4 },
  everything: {
    model: { id: 'Qwen/Qwen3-32B', version: '2026-11', revision: 'main' },
    recipe: { precision: 'bf16', backend: 'vllm' },
    resources: { gpuCount: 2, cpu: 16, memory: '64Gi', cpuLimit: '32', memoryLimit: '128Gi' },
    scaling: {
      minReplicas: 2,
      maxReplicas: 5,
      targetCPUUtilization: 70,
      targetMemoryUtilization: 80,
      targetGPUUtilization: 85,
      scaleDownDelay: '5m',
      scaleUpDelay: 60,
    },
    service: {
      type: 'LoadBalancer',
      annotations: { 'example.com/pool': 'public' },
      port: 80,
      targetPort: 9000,
      loadBalancerIP: '192.0.2.7',
    },
    monitoring: { enabled: true, prometheus: { enabled: true, path: '/stats' } },
    cache: { enabled: true, storageClass: 'fast', size: '500Gi', accessMode: 'ReadWriteMany' },
    security: {
      serviceAccount: { create: true, name: 'qwen' },
      podSecurityContext: { runAsUser: 1000, runAsGroup: 1000, fsGroup: 2000 },
    },
    deployment: {
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: '25%' } },
    },
    image: {
      repository: 'registry.example/rocm/vllm',
      tag: 'rocm7.14.0_vllm_0.33.0',
      pullPolicy: 'Always',
      pullSecrets: ['registry'],
    },
    env: [{ name: 'VLLM_ROCM_USE_AITER', value: '1' }],
    hubTokenSecret: { name: 'hub' },
    nodeSelector: { zone: 'a' },
    tolerations: [{ key: 'team', operator: 'Equal', value: 'serving', effect: 'NoSchedule' }],
    priorityClassName: 'serving',
    maxModelLen: 16384,
    engineArgs: ['--enable-prefix-caching'],
  },
}

describe('an endpoint renders as reviewed', () => {
  it.each(Object.entries(specs))('%s', async (name, spec) => {
    const text = rendered(name, spec)
      .map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }))
      .join('---\n')
    await expect(text).toMatchFileSnapshot(`golden/${name}.yaml`)
  })
})
