import { deployment, type Examples, endpoint, podSpec, serving } from './builders.ts'

const asking = (words: string) => deployment(podSpec([serving(words)]))
const config = { trustRemoteCode: ['moonshotai/*'] }
const flag = ['spec.template.spec.containers[0].command[3]']

export const examples: Examples = {
  good: [
    { says: 'an engine without the flag', object: asking('Qwen/Qwen3-32B') },
    { says: 'a trusted model', object: asking('moonshotai/Kimi-K2-Instruct --trust-remote-code'), config },
    { says: 'the flag switched off', object: asking('Qwen/Qwen3-32B --trust-remote-code=false') },
    {
      says: 'an endpoint of a trusted model',
      object: endpoint({ model: { id: 'moonshotai/Kimi-K2-Instruct' }, engineArgs: ['--trust-remote-code'] }),
      config,
    },
  ],
  bad: [
    {
      says: 'a model that nobody trusts',
      object: asking('Qwen/Qwen3-32B --trust-remote-code'),
      at: flag,
      words: 'code of Qwen/Qwen3-32B would run (allowed: none)',
    },
    { says: 'another spelling', object: asking('team/own --trust_remote_code'), config, at: flag },
    { says: 'a folder', object: asking('/models/own --trust-remote-code'), config, at: flag },
    {
      says: 'an endpoint',
      object: endpoint({ engineArgs: ['--enable-prefix-caching', '--trust-remote-code'] }),
      at: ['spec.engineArgs[1]'],
    },
  ],
}
