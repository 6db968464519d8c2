import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { allPolicies } from '../../policies/all.ts'
import { defaultPolicyConfig } from '../../src/inventory/policy-config.ts'
import { parseConfig } from '../../src/server/config.ts'

const readme = readFileSync(new URL('../../policies/README.md', import.meta.url), 'utf8')

describe('the README of policies', () => {
  it('has a row for every policy, in order, as the code has it', () => {
    const rows = allPolicies.map(
      ({ id, title, severity, cel, asksCluster }) =>
        `| [${id}](${id}.ts) | ${title} | ${severity} | ${defaultPolicyConfig.mode} | ${cel ? 'yes' : ''} | ${asksCluster ? 'yes' : ''} |`,
    )
    expect(readme.split('\n').filter((line) => line.startsWith('| ['))).toEqual(rows)
  })

  it('shows a configuration that is one', () => {
    const [, example = ''] = /```yaml\n([^`]*)```/.exec(readme) ?? []
    expect(parseConfig(example).decision.policies).toMatchObject({
      mode: 'warn',
      namespaces: { 'team-a': { mode: 'enforce' } },
      exceptions: [{ name: 'debugging' }],
    })
  })
})
