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
    {
      says: 'a registry, a team and a tag that only sound like it',
      object: deployment(
        podSpec([
          container({ image: 'my-cuda-mirror.example.com:5000/nvidia-free/vllm:v0.16.0' }),
          container({ name: 'second', image: 'example.com/barracuda/vllm:acute' }),
        ]),
      ),
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
    {
      says: "llm-d's image for CUDA",
      object: deployment(using('ghcr.io/llm-d/llm-d-cuda:v0.3.0')),
      at: [first],
    },
    {
      says: "Red Hat's image for CUDA, and not the one for ROCm",
      object: deployment(
        podSpec([
          container({ image: 'registry.redhat.io/rhaiis/vllm-cuda-rhel9:3.2.1' }),
          container({ name: 'rocm', image: 'registry.redhat.io/rhaiis/vllm-rocm-rhel9:3.2.1' }),
        ]),
      ),
      at: [first],
    },
    {
      says: "NVIDIA's images on the Docker Hub",
      object: deployment(using('nvidia/cuda:12.4.1-runtime-ubuntu22.04')),
      at: [first],
    },
    {
      says: 'a major release of CUDA in the tag',
      object: deployment(using('openmmlab/lmdeploy:v0.9.2-cu12')),
      at: [first],
    },
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
