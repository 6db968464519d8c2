import {
  annotated,
  batch,
  cache,
  container,
  deployment,
  type Examples,
  endpoint,
  podSpec,
  service,
  serving,
} from './builders.ts'

const asking = (words: string) => deployment(podSpec([serving(words)]))
const config = { models: ['Qwen/*', 'openai/gpt-oss-120b'] }
const first = ['spec.template.spec.containers[0].command[2]']

export const examples: Examples = {
  good: [
    { says: 'anything without a list', object: asking('team/own') },
    { says: 'a model of the list', object: asking('openai/gpt-oss-120b'), config },
    { says: 'a model under a pattern, in any case', object: asking('qwen/qwen3-32b'), config },
    { says: 'an endpoint', object: endpoint(), config },
    {
      says: 'tokens that are guessed without a model',
      object: asking('Qwen/Qwen3-32B --speculative-config {"method":"ngram","model":"ngram"}'),
      config,
    },
    {
      says: 'a container that is no engine',
      object: deployment(podSpec([container({ image: 'team/training:v1', command: ['train'] })])),
      config,
    },
    {
      says: 'a namespace that may more',
      object: asking('team/own'),
      config: { ...config, namespaces: { 'team-a': { models: ['*'] } } },
    },
    { says: 'a cache of a model of the list', object: cache(), config },
  ],
  bad: [
    {
      says: 'another model',
      object: asking('meta-llama/Llama-3.3-70B-Instruct'),
      config,
      at: first,
      words: 'not among the models of namespace team-a (allowed: Qwen/*',
    },
    {
      says: 'a GPUWorkload of one',
      object: batch({ modelName: 'deepseek-ai/DeepSeek-R1' }),
      config,
      at: ['spec.modelName'],
    },
    {
      says: 'an InferenceService of one',
      object: service({ model: { name: 'deepseek-ai/DeepSeek-R1' } }),
      config,
      at: ['spec.model.name'],
    },
    { says: 'a name that begins like one', object: asking('openai/gpt-oss-120b-evil'), config, at: first },
    { says: 'a folder, which names no model', object: asking('/models/qwen'), config, at: first },
    {
      says: 'an endpoint',
      object: endpoint({ model: { id: 'deepseek-ai/DeepSeek-R1' } }),
      config,
      at: ['spec.model.id'],
    },
    {
      says: 'an annotation',
      object: annotated(deployment(), { 'fitgate.dev/model': 'deepseek-ai/DeepSeek-R1' }),
      config,
      at: ['metadata.annotations["fitgate.dev/model"]'],
    },
    {
      says: 'an engine whose model cannot be told',
      object: deployment(podSpec([container({ command: ['sh', '-c', '. /config/start.sh'] })])),
      config,
      at: ['spec.template.spec.containers[0].command[2]'],
      words: 'cannot be told',
    },
    {
      says: 'an annotation that proves nothing of what cannot be seen',
      object: annotated(
        deployment(podSpec([container({ command: ['vllm', 'serve', '--config', '/etc/vllm.yaml'] })])),
        { 'fitgate.dev/model': 'Qwen/Qwen3-32B' },
      ),
      config,
      at: ['spec.template.spec.containers[0].command[2]'],
      words: 'cannot be told',
    },
    {
      says: "another model that guesses the allowed one's tokens",
      object: asking(`Qwen/Qwen3-32B --speculative-config {"model":"team/own","num_speculative_tokens":3}`),
      config,
      at: ['spec.template.spec.containers[0].command[3]'],
      words: 'team/own is not among the models',
    },
    {
      says: 'the same in the arguments of an endpoint',
      object: endpoint({ backend: 'sglang', engineArgs: ['--speculative-draft-model-path=team/own'] }),
      config,
      at: ['spec.engineArgs[0]'],
    },
    {
      says: 'any model where the list is empty',
      object: asking('Qwen/Qwen3-8B'),
      config: { models: [] },
      at: first,
      words: 'allowed: none',
    },
    {
      says: 'a cache of another model, and one that only bears the name of an allowed one',
      object: cache({
        models: [{ id: 'team/own' }, { id: 'Qwen/Qwen3-32B', source: { url: 'hf://team/other' } }],
      }),
      config,
      at: ['spec.models[0].id', 'spec.models[1].source.url'],
    },
  ],
}
