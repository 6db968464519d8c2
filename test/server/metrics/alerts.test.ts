import { readFileSync } from 'node:fs'
import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { auditMetrics } from '../../../src/server/metrics/audit.ts'
import { certificateExpiry, snapshotAge } from '../../../src/server/metrics/process.ts'
import { selfAdmissionMetrics } from '../../../src/server/metrics/self-admission.ts'
import { SnapshotHolder } from '../../../src/server/snapshot/freshness.ts'

const { spec } = parse(readFileSync('manifests/alerts/fitgate.yaml', 'utf8')) as {
  spec: { groups: { rules: { alert: string; expr: string; annotations: Record<string, string> }[] }[] }
}
const rules = spec.groups.flatMap((group) => group.rules)

function registered(): string[] {
  const registry = new Registry()
  auditMetrics(registry)
  selfAdmissionMetrics(registry)
  snapshotAge(registry, () => new SnapshotHolder().ageSeconds())
  certificateExpiry(registry, { current: () => undefined, onChange: () => {}, stop: () => {} })
  return registry.getMetricsAsArray().map(({ name }) => name)
}

describe('the alerts', () => {
  it.each(rules)('$alert asks for metrics that there are, and says what happened and what to do', (rule) => {
    const asked = rule.expr.match(/fitgate_\w+/g) ?? []
    expect(asked.length).toBeGreaterThan(0)
    for (const name of asked) expect(registered()).toContain(name)
    expect(rule.annotations.summary).toBeTruthy()
    expect(rule.annotations.description).toBeTruthy()
  })

  it('know every outcome of the dry run: healthy, wrong, or saying nothing', async () => {
    const registry = new Registry()
    const { onAttempt } = selfAdmissionMetrics(registry)
    onAttempt({ outcome: 'unreachable', seconds: 1, message: '' })
    const text = await registry.getSingleMetricAsString('fitgate_self_admission_attempts_total')
    const outcomes = [...text.matchAll(/outcome="(\w+)"/g)].map(([, outcome]) => outcome)
    expect(text).toContain('outcome="unreachable"} 1')
    const { expr } = rules.find(({ alert }) => alert === 'FitgateWebhooksNotAsked') ?? expect.fail()
    expect(outcomes.filter((outcome) => !expr.includes(String(outcome)))).toEqual(['failed'])
  })
})
