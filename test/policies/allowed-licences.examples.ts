import { cache, deployment, type Examples, endpoint, podSpec, serving } from './builders.ts'

const asking = (model: string) => deployment(podSpec([serving(model)]))
const config = { licences: ['apache-2.0', 'mit'] }
const first = ['spec.template.spec.containers[0].command[2]']

export const examples: Examples = {
  good: [
    { says: 'anything without a list', object: asking('team/own') },
    { says: 'a model under an allowed licence', object: asking('Qwen/Qwen3-32B'), config },
    { says: "somebody's build of one", object: asking('RedHatAI/Qwen3-32B-FP8-dynamic'), config },
    {
      says: 'a model whose licence the platform names',
      object: asking('team/own'),
      config: { ...config, modelLicences: { 'team/*': 'mit' } },
    },
    { says: 'a cache of a model under an allowed licence', object: cache(), config },
  ],
  bad: [
    {
      says: 'another licence',
      object: asking('meta-llama/Llama-3.3-70B-Instruct'),
      config,
      at: first,
      words: 'is under llama3.3 (allowed: apache-2.0, mit)',
    },
    { says: 'a licence nobody knows', object: asking('team/own'), config, at: first, words: 'is not known' },
    {
      says: 'an endpoint',
      object: endpoint({ model: { id: 'google/gemma-3-27b-it' } }),
      config,
      at: ['spec.model.id'],
    },
    {
      says: 'a cache',
      object: cache({ modelId: 'google/gemma-3-27b-it' }),
      config,
      at: ['spec.modelId'],
    },
  ],
}
