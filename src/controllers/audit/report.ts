/**
 * The result of a pass for people: one ConfigMap of bounded size beside the controller. Not a kind of its own, which would be another
 * definition to install for one object; not an object a finding, of which a cluster could have as many as it has pods. It holds no time,
 * so a pass that finds the same writes nothing.
 * @module
 */
import type { KubeObject } from '../../kube/types.ts'
import { managedBy } from '../../render/object.ts'
import { cut } from '../../vocabulary/cut.ts'
import { labels } from '../../vocabulary/names.ts'
import { wordsFor } from './object-reference.ts'
import type { AuditResult } from './pass.ts'
import type { AuditedFinding, Count } from './tally.ts'

export const auditReportName = 'fitgate-audit'

/** Findings in the report; counts tell how many there are. */
export const reportedFindings = 100
const reportedCounts = 200
const reportedFailures = 20
/** Characters of one text. */
const maxText = 300

export interface ConfigMap extends KubeObject {
  readonly data: Readonly<Record<string, string>>
}

export function auditReport({ tally, failures }: AuditResult, namespace: string): ConfigMap {
  const counts = tally.counts()
  const most = counts.toSorted((a, b) => b.count - a.count).slice(0, reportedCounts)
  const report = {
    judged: tally.judged,
    findings: tally.total,
    failures: failures
      .slice(0, reportedFailures)
      .map(({ what, message }) => `${what}: ${cut(message, maxText)}`),
    counts: byRule(most),
    ...(most.length < counts.length ? { countsLeftOut: counts.length - most.length } : {}),
    exceptions: tally.exceptions(),
    worst: tally.findings().slice(0, reportedFindings).map(lineOf),
  }
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace, name: auditReportName, labels: { [labels.managedBy]: managedBy } },
    data: { 'report.json': `${JSON.stringify(report, null, 2)}\n` },
  }
}

/** Rule → outcome → namespace → count; cluster-scoped kinds are under `""`. */
function byRule(counts: readonly Count[]): Record<string, Record<string, Record<string, number>>> {
  const rules: Record<string, Record<string, Record<string, number>>> = {}
  for (const { rule, outcome, namespace, count } of counts) {
    rules[rule] ??= {}
    const outcomes = rules[rule]
    outcomes[outcome] = { ...outcomes[outcome], [namespace]: count }
  }
  return rules
}

function lineOf({ object, finding }: AuditedFinding): string {
  const { outcome, rule, path, message, fix } = finding
  const where = path === '' ? '' : ` ${cut(path, maxText)}:`
  return `${outcome} ${rule} ${wordsFor(object)}${where} ${cut(message, maxText)}${fix === undefined ? '' : `; ${cut(fix, maxText)}`}`
}
