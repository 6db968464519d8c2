import {
  annotated,
  container,
  deployment,
  type Examples,
  gpus,
  group,
  plain,
  podSpec,
  statefulSet,
} from './builders.ts'

const using = (image: string, resource = 'amd.com/gpu') =>
  podSpec([container({ image, resources: gpus(1, resource) })])
const first = 'spec.template.spec.containers[0].image'

export const examples: Examples = {
  good: [
    { says: 'an image for ROCm', object: deployment() },
    { says: "AMD's own image", object: deployment(using('rocm/vllm:rocm7.0.0_gfx942-dcgpu_vllm_0.16.0')) },
    {
      says: 'SGLang for ROCm in the repository that has both',
      object: deployment(using('lmsysorg/sglang:v0.5.9-rocm700-mi30x')),
    },
    {
      says: 'a mirror by port and digest',
      object: deployment(using(`registry.local:5000/vllm-openai-rocm@sha256:${'a'.repeat(64)}`)),
    },
    { says: "somebody's own image", object: statefulSet(using('registry.local:5000/team/engine:v3')) },
    {
      says: 'a CUDA image in a container without GPUs',
      object: deployment(podSpec([container(), plain({ image: 'nvcr.io/nvidia/cuda:12.4.1-base' })])),
    },
    {
      says: 'CUDA on NVIDIA devices',
      object: deployment(using('vllm/vllm-openai:v0.16.0', 'nvidia.com/gpu')),
    },
    {
      says: 'a CUDA workload that asks to be converted',
      object: annotated(deployment(using('vllm/vllm-openai:v0.16.0')), {
        'fitgate.dev/model': 'Qwen/Qwen3-32B',
        'fitgate.dev/convert': 'cuda',
      }),
      onlyHere: true,
    },
  ],
  bad: [
    {
      says: "vLLM's CUDA image",
      object: deployment(using('vllm/vllm-openai:v0.16.0')),
      at: [first],
      words: 'asks for amd.com/gpu; use an image for ROCm',
    },
    { says: 'the same from a mirror', object: deployment(using('docker.io/vllm/vllm-openai')), at: [first] },
    {
      says: 'SGLang without a word of ROCm',
      object: deployment(using('lmsysorg/sglang:v0.5.9')),
      at: [first],
    },
    { says: 'a CUDA release in the tag', object: deployment(using('team/engine:1.0-cu124')), at: [first] },
    { says: "NVIDIA's registry", object: statefulSet(using('nvcr.io/nim/meta/llama:1.8')), at: [first] },
    {
      says: 'workers of a group on partitions',
      object: group(using('vllm/vllm-openai:v0.16.0', 'amd.com/cpx_nps4')),
      at: ['spec.leaderWorkerTemplate.workerTemplate.spec.containers[0].image'],
    },
    {
      says: 'ROCm on NVIDIA devices',
      object: deployment(using('rocm/vllm:v0.16.0', 'nvidia.com/gpu')),
      at: [first],
      words: 'fitgate.dev/convert',
      onlyHere: true,
    },
  ],
}
