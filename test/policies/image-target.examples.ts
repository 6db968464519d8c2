import { cluster, nodes } from '../decide/builders.ts'
import { container, deployment, type Examples, podSpec } from './builders.ts'

const using = (image: string, over = {}) => deployment(podSpec([container({ image })], over))
const gfx942 = 'rocm/vllm:rocm7.0.0_gfx942-dcgpu_vllm_0.16.0'
const gfx950 = 'lmsysorg/sglang:v0.5.9-rocm700-mi35x'
const both = cluster(nodes('MI300X', 1), nodes('MI355X', 1))
const at = ['spec.template.spec.containers[0].image']
const onMI300X = {
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          { matchExpressions: [{ key: 'amd.com/gpu.device-id', operator: 'In', values: ['74a1', '74a5'] }] },
        ],
      },
    },
  },
}

export const examples: Examples = {
  good: [
    { says: 'an image for these nodes', object: using(gfx942), hardware: cluster(nodes('MI300X', 1)) },
    { says: 'an image for some of the nodes', object: using(gfx950), hardware: both },
    { says: 'an image that does not say', object: using('vllm/vllm-openai-rocm:v0.16.0'), hardware: both },
    { says: 'any image where nothing is known', object: using(gfx950) },
  ],
  bad: [
    {
      says: 'gfx950 on MI300X',
      object: using(gfx950),
      hardware: cluster(nodes('MI300X', 1), nodes('MI325X', 1)),
      at,
      words: 'the GPUs it may get are MI300X, MI325X (gfx942); use an image for gfx942',
    },
    {
      says: 'gfx942 where the selector asks for MI355X',
      object: using(gfx942, { nodeSelector: { 'amd.com/gpu.device-id': '75a3' } }),
      hardware: both,
      at,
    },
    {
      says: 'gfx950 where the affinity asks for MI300X',
      object: using(gfx950, onMI300X),
      hardware: both,
      at,
    },
    {
      says: 'gfx950 where the selector asks for MI300X, whatever is here',
      object: using(gfx950, { nodeSelector: { 'amd.com/gpu.product-name': 'AMD_Instinct_MI300X_OAM' } }),
      at,
      words: 'the GPUs it may get are MI300X (gfx942)',
    },
  ],
}
