import { describe, expect, it } from 'vitest'
import { defaultPolicyConfig } from '../../src/inventory/policy-config.ts'
import { ConfigError, parseConfig } from '../../src/server/config.ts'

const policiesOf = (text: string) => parseConfig(text).decision.policies

const problemsOf = (text: string) => {
  try {
    parseConfig(text)
  } catch (error) {
    if (error instanceof ConfigError)
      return Object.fromEntries(
        error.errors.map(({ path, message, fix = '' }) => [path, `${message}; ${fix}`]),
      )
    throw error
  }
  return {}
}

const exception = `
    name: old-image
    policies: [pinned-images]
    namespaces: [team-*]
    owner: ops
    reason: the vendor has no tags
    expires: 2027-01-31`

describe('policies in the configuration', () => {
  it('warn and limit nothing where nothing is said', () => {
    expect(policiesOf('')).toEqual(defaultPolicyConfig)
    expect(policiesOf('policies: {}')).toEqual(defaultPolicyConfig)
  })

  it('have modes and limits for everybody and for a namespace', () => {
    const config = `
policies:
  mode: audit
  modes: {whole-gpus: enforce}
  precisions: [bfloat16, fp8]
  namespaces:
    team-a: {mode: enforce, models: ["Qwen/*"], sources: {hosts: ["*.example.com"], cidrs: [10.0.0.0/8]}}
  exceptions:
  - ${exception.trim()}`
    expect(policiesOf(config)).toMatchObject({
      mode: 'audit',
      modes: { 'whole-gpus': 'enforce' },
      precisions: ['bf16', 'fp8'],
      namespaces: { 'team-a': { mode: 'enforce', models: ['Qwen/*'] } },
      exceptions: [{ name: 'old-image', owner: 'ops', expires: '2027-01-31' }],
    })
  })

  it('tell every mistake with its path and what it should have been', () => {
    const problems = problemsOf(`
policies:
  mode: warm
  moeds: {}
  modes: {hole-gpus: enforce, no-privileged: deny}
  precisions: [bf61]
  sources: {hosts: ["https://huggingface.co"], cidrs: [10.0.0.0/33, fd00::/8]}
  namespaces:
    team-a: {model: [x], maxGPUs: -1}
  exceptions:
  - name: a b
    policies: [pined-images]
    namespaces: []
    reason: ""
    expires: soon`)
    expect(Object.keys(problems).sort()).toEqual([
      'policies.exceptions.0.expires',
      'policies.exceptions.0.name',
      'policies.exceptions.0.namespaces',
      'policies.exceptions.0.owner',
      'policies.exceptions.0.policies.0',
      'policies.exceptions.0.reason',
      'policies.mode',
      'policies.modes.hole-gpus',
      'policies.modes.no-privileged',
      'policies.moeds',
      'policies.namespaces.team-a.maxGPUs',
      'policies.namespaces.team-a.model',
      'policies.precisions.0',
      'policies.sources.cidrs.0',
      'policies.sources.hosts.0',
    ])
    expect(problems['policies.mode']).toContain('did you mean "warn"?')
    expect(problems['policies.moeds']).toContain('did you mean "modes"?')
    expect(problems['policies.modes.hole-gpus']).toContain('did you mean "whole-gpus"?')
    expect(problems['policies.precisions.0']).toContain('did you mean "bf16"?')
    expect(problems['policies.namespaces.team-a.model']).toContain('did you mean "models"?')
    expect(problems['policies.exceptions.0.policies.0']).toContain('did you mean "pinned-images"?')
  })

  it('have no two exceptions of one name', () => {
    expect(
      problemsOf(`
policies:
  exceptions:
  - ${exception.trim()}
  - ${exception.trim()}`),
    ).toEqual({ 'policies.exceptions.1.name': expect.stringContaining('another exception') })
  })
})
