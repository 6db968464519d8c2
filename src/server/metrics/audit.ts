/**
 * Metrics of the audit, bounded: the namespaces with the most findings by name, all others together.
 * @module
 */
import { Counter, Gauge, type Registry } from 'prom-client'
import type { AuditHooks } from '../../controllers/audit/audit.ts'
import type { Count } from '../../controllers/audit/tally.ts'

/** Namespaces that get series of their own. */
const maxNamespaces = 50
/** No namespace can be called so. */
const others = '_others'

export function auditMetrics(registry: Registry): AuditHooks {
  const registers = [registry]
  const findings = new Gauge({
    name: 'fitgate_audit_findings',
    help: 'Findings of the last audit by policy (or fit, field, recipe), namespace and what admission would do',
    labelNames: ['policy', 'namespace', 'outcome'],
    registers,
  })
  const objects = new Gauge({
    name: 'fitgate_audit_objects',
    help: 'Objects judged by the last audit',
    registers,
  })
  const seconds = new Gauge({
    name: 'fitgate_audit_duration_seconds',
    help: 'Time the last audit took',
    registers,
  })
  const last = new Gauge({
    name: 'fitgate_audit_last_success_timestamp_seconds',
    help: 'Unix time at which an audit last looked at everything',
    registers,
  })
  const failures = new Counter({
    name: 'fitgate_audit_failures_total',
    help: 'Kinds and objects that could not be audited',
    registers,
  })
  return {
    onPass(result, took) {
      findings.reset()
      for (const { rule, namespace, outcome, count } of bounded(result.tally.counts()))
        findings.inc({ policy: rule, namespace, outcome }, count)
      objects.set(result.tally.judged)
      seconds.set(took)
      failures.inc(result.failures.length)
      if (result.failures.length === 0) last.setToCurrentTime()
    },
    onEnd() {
      for (const metric of [findings, objects, seconds, last]) metric.reset()
    },
  }
}

/** Counts with at most so many namespaces; the sum stays what it was. */
export function bounded(counts: readonly Count[], limit = maxNamespaces): readonly Count[] {
  const sums = new Map<string, number>()
  for (const { namespace, count } of counts) sums.set(namespace, (sums.get(namespace) ?? 0) + count)
  const named = new Set(
    [...sums]
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([namespace]) => namespace),
  )
  return counts.map((each) => (named.has(each.namespace) ? each : { ...each, namespace: others }))
}
