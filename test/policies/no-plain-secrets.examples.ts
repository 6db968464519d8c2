import { container, deployment, type Examples, endpoint, plain, podSpec, service } from './builders.ts'

const withEnv = (...env: readonly unknown[]) => podSpec([container({ env })])
const secret = { secretKeyRef: { name: 'hub', key: 'token' } }
const first = 'spec.template.spec.containers[0].env'
const token = `hf_${'a'.repeat(34)}`

export const examples: Examples = {
  good: [
    { says: 'a token from a Secret', object: deployment(withEnv({ name: 'HF_TOKEN', valueFrom: secret })) },
    {
      says: 'names that only look like secrets',
      object: deployment(
        withEnv(
          { name: 'TOKENIZERS_PARALLELISM', value: 'false' },
          { name: 'MAX_TOKEN', value: '1024' },
          { name: 'HF_TOKEN_PATH', value: '/secrets/token' },
          { name: 'AWS_ACCESS_KEY_ID', value: 'AKIAEXAMPLE' },
        ),
      ),
    },
    {
      says: 'words that stand for none, marks and placeholders',
      object: deployment(
        withEnv(
          { name: 'OPENAI_API_KEY', value: 'EMPTY' },
          { name: 'EOS_TOKEN', value: '<|im_end|>' },
          { name: 'HF_TOKEN', value: '<your token>' },
        ),
      ),
    },
    {
      says: 'an empty value',
      object: deployment(withEnv({ name: 'HF_TOKEN', value: '' }, { name: 'VLLM_API_KEY' })),
    },
    {
      says: 'a reference to another variable',
      object: deployment(withEnv({ name: 'HUB', valueFrom: secret }, { name: 'HF_TOKEN', value: '$(HUB)' })),
    },
    {
      says: 'an endpoint with a reference',
      object: endpoint({ hubTokenSecret: { name: 'hub' }, env: [{ name: 'HF_HOME', value: '/cache' }] }),
    },
    {
      says: 'a pod without GPUs',
      object: deployment(podSpec([plain({ env: [{ name: 'API_KEY', value: 'abc' }] })])),
    },
  ],
  bad: [
    {
      says: 'a token among the variables of an InferenceService',
      object: service({ vllm: { envVars: { HF_TOKEN: token } } }),
      at: ['spec.vllm.envVars.HF_TOKEN'],
      words: 'a ModelCache downloads with a Secret',
      onlyHere: true,
    },
    {
      says: 'a token in a shell line',
      object: deployment(
        podSpec([
          container({
            command: ['sh', '-c', `HF_TOKEN=hf_${'aB3'.repeat(11)} vllm serve Qwen/Qwen3-8B`],
          }),
        ]),
      ),
      at: ['spec.template.spec.containers[0].command[2]'],
      words: 'a token of the Hugging Face hub',
    },
    {
      says: 'a hub token, without repeating it',
      object: deployment(withEnv({ name: 'HF_HOME', value: '/x' }, { name: 'HF_TOKEN', value: token })),
      at: [`${first}[1].value`],
      words: 'HF_TOKEN is written here in plain text; put it in a Secret',
    },
    {
      says: 'several, in any case and of any service',
      object: deployment(
        withEnv(
          { name: 'vllm_api_key', value: 'sk-123' },
          { name: 'AWS_SECRET_ACCESS_KEY', value: 'abc' },
          { name: 'DB_PASSWORD', value: 'x' },
        ),
      ),
      at: [0, 1, 2].map((i) => `${first}[${i}].value`),
    },
    {
      says: 'a hub token under another name',
      object: deployment(withEnv({ name: 'DOWNLOAD_WITH', value: token })),
      at: [`${first}[0].value`],
    },
    {
      says: 'an init container that downloads',
      object: deployment(
        podSpec([container()], {
          initContainers: [plain({ env: [{ name: 'HUGGING_FACE_HUB_TOKEN', value: token }] })],
        }),
      ),
      at: ['spec.template.spec.initContainers[0].env[0].value'],
    },
    {
      says: 'an endpoint',
      object: endpoint({ env: [{ name: 'HF_TOKEN', value: token }] }),
      at: ['spec.env[0].value'],
    },
  ],
}
