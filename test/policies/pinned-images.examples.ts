import { container, cronJob, deployment, type Examples, endpoint, plain, podSpec } from './builders.ts'

const using = (image: string) => deployment(podSpec([container({ image })]))
const first = ['spec.template.spec.containers[0].image']
const digest = `@sha256:${'0a'.repeat(32)}`

export const examples: Examples = {
  good: [
    { says: 'a version', object: deployment() },
    { says: 'a digest', object: using(`rocm/vllm${digest}`) },
    { says: 'a digest beside a tag that moves', object: using(`rocm/vllm:latest${digest}`) },
    { says: "a registry's port", object: using('registry.local:5000/vllm:v0.16.0') },
    { says: 'a nightly of one day', object: using('rocm/vllm-dev:nightly-20260401') },
    { says: 'a nightly of one commit', object: using(`vllm/vllm-openai-rocm:nightly-${'a1b2'.repeat(10)}`) },
    { says: 'the main branch of one day', object: using('rocm/vllm-dev:nightly_main_20250420') },
    { says: 'an endpoint that leaves the image to us', object: endpoint() },
    {
      says: 'an endpoint with a digest',
      object: endpoint({ image: { repository: 'rocm/vllm', tag: digest.slice(1) } }),
    },
    { says: 'a pod without GPUs', object: deployment(podSpec([plain({ image: 'busybox' })])) },
  ],
  bad: [
    { says: 'no tag', object: using('rocm/vllm'), at: first, words: '"rocm/vllm" has no tag' },
    { says: 'no tag behind a port', object: using('registry.local:5000/vllm'), at: first },
    {
      says: 'latest',
      object: using('rocm/vllm:latest'),
      at: first,
      words: 'moves; name a version or a digest',
    },
    { says: 'latest among other words', object: using('lmsysorg/sglang:latest-rocm'), at: first },
    { says: 'nightly', object: using('vllm/vllm-openai-rocm:nightly'), at: first },
    { says: 'nightly for a release of Python', object: using('rocm/vllm-dev:nightly-py312'), at: first },
    { says: 'main for a target', object: using('rocm/vllm-dev:rocm7-main'), at: first },
    {
      says: 'a helper and an init container of a nightly job',
      object: cronJob(
        podSpec([container(), plain({ image: 'busybox' })], {
          initContainers: [plain({ name: 'get', image: 'curl:latest' })],
        }),
      ),
      at: ['containers[1]', 'initContainers[0]'].map(
        (of) => `spec.jobTemplate.spec.template.spec.${of}.image`,
      ),
    },
    {
      says: 'an endpoint without a tag',
      object: endpoint({ image: { repository: 'rocm/vllm' } }),
      at: ['spec.image'],
    },
  ],
}
