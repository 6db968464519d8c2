import {
  cache,
  container,
  deployment,
  type Examples,
  endpoint,
  plain,
  podSpec,
  service,
  serving,
} from './builders.ts'

const hub = { sources: { hosts: ['huggingface.co'] } }
const mirror = { sources: { hosts: ['*.example.com'], cidrs: ['10.0.0.0/8'] } }
const asking = (words: string, env: readonly unknown[] = []) => deployment(podSpec([serving(words, { env })]))
const from = (value: string) => [{ name: 'HF_ENDPOINT', value }]
const download = (args: readonly string[]) =>
  deployment(podSpec([serving('/models/own')], { initContainers: [plain({ command: ['wget'], args })] }))
const model = ['spec.template.spec.containers[0].command[2]']
const variable = ['spec.template.spec.containers[0].env[0].value']

export const examples: Examples = {
  good: [
    { says: 'anything without a list', object: asking('https://anywhere.example/model') },
    { says: 'the hub', object: asking('Qwen/Qwen3-32B'), config: hub },
    {
      says: 'a mirror by name',
      object: asking('Qwen/Qwen3-32B', from('https://hub.example.com:8443/hf')),
      config: mirror,
    },
    {
      says: 'a mirror by address',
      object: asking('Qwen/Qwen3-32B', from('http://10.1.2.3:8080')),
      config: mirror,
    },
    { says: 'a folder', object: asking('/models/own'), config: hub },
    {
      says: 'a download from the mirror',
      object: download(['-O', '/models/a', 'https://files.example.com/a']),
      config: mirror,
    },
    {
      says: 'other addresses in variables',
      object: asking('Qwen/Qwen3-32B', [{ name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'http://otel:4317' }]),
      config: hub,
    },
    { says: 'a cache of the hub', object: cache(), config: hub },
    {
      says: 'a cache of a bucket in a region, by the name of the store',
      object: cache({ models: [{ id: 'a/c', source: { url: 's3://models/c', region: 'eu-west-1' } }] }),
      config: { sources: { hosts: ['s3.amazonaws.com'] } },
    },
    {
      says: 'a cache of a mirror',
      object: cache({
        models: [{ id: 'a/b', source: { url: 'hf://a/b', endpoint: 'http://10.1.2.3:8080' } }],
      }),
      config: mirror,
    },
  ],
  bad: [
    {
      says: 'a mirror among the variables of an InferenceService',
      object: service({ vllm: { envVars: { HF_ENDPOINT: 'https://elsewhere.example.org' } } }),
      config: hub,
      at: ['spec.vllm.envVars.HF_ENDPOINT'],
    },
    {
      says: "a machine of Amazon's that is not its store",
      object: asking('https://ec2-18-1-2-3.eu-west-1.compute.amazonaws.com/model'),
      config: { sources: { hosts: ['s3.amazonaws.com'] } },
      at: model,
    },
    {
      says: 'the hub where only mirrors are allowed',
      object: endpoint(),
      config: mirror,
      at: ['spec.model.id'],
      words: 'huggingface.co (allowed: *.example.com, 10.0.0.0/8)',
    },
    {
      says: 'a mirror that nobody knows',
      object: asking('Qwen/Qwen3-32B', from('https://example.com.evil.net')),
      config: mirror,
      at: variable,
    },
    {
      says: 'an address outside the blocks',
      object: asking('Qwen/Qwen3-32B', from('http://192.168.1.1')),
      config: mirror,
      at: variable,
    },
    {
      says: 'a bucket',
      object: asking('s3://bucket/model'),
      config: hub,
      at: model,
      words: 's3.amazonaws.com',
    },
    {
      says: 'ModelScope',
      object: asking('Qwen/Qwen3-32B', [{ name: 'VLLM_USE_MODELSCOPE', value: 'True' }]),
      config: hub,
      at: variable,
    },
    {
      says: 'a download of an init container',
      object: download(['-O', '/models/a', 'https://evil.net/a?b=c']),
      config: mirror,
      at: ['spec.template.spec.initContainers[0].args[2]'],
    },
    {
      says: 'user info in front of the host',
      object: deployment(podSpec([container({ env: from('https://hub.example.com@evil.net/') })])),
      config: mirror,
      at: variable,
      words: 'evil.net',
    },
    {
      says: 'caches of places that are not allowed',
      object: cache({
        models: [
          { id: 'a/b' },
          { id: 'a/c', source: { url: 's3://models/c', region: 'eu-west-1' } },
          { id: 'a/d', source: { url: 's3://models/d', endpoint: 'http://192.168.0.9:9000' } },
          { id: 'a/e', source: { url: 'https://elsewhere.example.net/e.list' } },
        ],
      }),
      config: mirror,
      at: [
        'spec.models[0].source.url',
        'spec.models[1].source.url',
        'spec.models[2].source.endpoint',
        'spec.models[3].source.url',
      ],
    },
  ],
}
