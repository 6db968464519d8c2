import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { runPolicies } from '../../policies/run.ts'
import { subjectOf } from '../../policies/subject.ts'
import { defaultPolicyConfig } from '../../src/inventory/policy-config.ts'
import { defaultDecisionConfig } from '../../src/inventory/snapshot.ts'
import { cluster, knowing, nodes } from '../decide/builders.ts'

const folder = new URL('manifests/', import.meta.url)
const hardware = cluster(
  nodes('MI300X', 8),
  nodes('MI355X', 4),
  nodes('MI300X', 1, { gpus: 64, partition: 'cpx_nps4' }),
)

function subjectsIn(file: string) {
  return parseAllDocuments(readFileSync(new URL(file, folder), 'utf8')).flatMap(
    (document) => subjectOf(document.toJS()) ?? [],
  )
}

/** `policy path` of everything that is found in a file, its objects standing beside each other. */
function foundIn(file: string): string[] {
  const related = subjectsIn(file)
  const policies = { ...defaultPolicyConfig, mode: 'enforce' as const }
  const decision = { ...knowing(hardware), config: { ...defaultDecisionConfig, policies } }
  return related.flatMap((subject) =>
    runPolicies(subject, { decision, now: new Date('2026-06-01T00:00:00Z'), related }).denied.map(
      ({ policy, path }) => `${policy} ${path}`,
    ),
  )
}

/** What manifests in production do that one should be told of. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'vllm-one-gpu.yaml': ['trust-remote-code spec.template.spec.containers[0].args[0]'],
  'lws-sglang.yaml': ['leader', 'worker'].map(
    (role) => `trust-remote-code spec.leaderWorkerTemplate.${role}Template.spec.containers[0].command[13]`,
  ),
}

describe('manifests as people run them on AMD GPUs', () => {
  it.each(readdirSync(folder))('%s breaks nothing it does not mean to', (file) => {
    expect(subjectsIn(file).length).toBeGreaterThan(0)
    expect(foundIn(file)).toEqual(expected[file] ?? [])
  })
})
