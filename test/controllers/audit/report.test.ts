import { describe, expect, it } from 'vitest'
import type { ObjectFinding } from '../../../src/controllers/audit/object-finding.ts'
import { auditReport, reportedFindings } from '../../../src/controllers/audit/report.ts'
import { Tally } from '../../../src/controllers/audit/tally.ts'
import { bounded } from '../../../src/server/metrics/audit.ts'

const finding: ObjectFinding = {
  rule: 'whole-gpus',
  outcome: 'denied',
  severity: 'error',
  path: 'spec.x',
  message: 'is wrong',
  fix: 'write 1',
}
const deployment = (namespace: string, name: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace,
  name,
})
const read = (report: ReturnType<typeof auditReport>) => JSON.parse(report.data['report.json'] ?? '')

describe('the report of an audit', () => {
  it('has counts, the worst findings, and who is excepted until when', () => {
    const tally = new Tally(10)
    const exception = { name: 'trial', owner: 'sam', reason: 'a trial', expires: '2027-01-01T00:00:00Z' }
    tally.take(deployment('a', 'x'), [finding, { ...finding, outcome: 'excepted', exception }])
    tally.take(deployment('b', 'y'), [])
    const report = auditReport({ tally, failures: [{ what: 'Job', message: 'may not' }] }, 'fitgate-system')
    expect(report.metadata).toMatchObject({ namespace: 'fitgate-system', name: 'fitgate-audit' })
    expect(read(report)).toEqual({
      judged: 2,
      findings: 2,
      failures: ['Job: may not'],
      counts: { 'whole-gpus': { denied: { a: 1 }, excepted: { a: 1 } } },
      exceptions: [{ ...exception, rule: 'whole-gpus', count: 1 }],
      worst: [
        'denied whole-gpus Deployment a/x spec.x: is wrong; write 1',
        'excepted whole-gpus Deployment a/x spec.x: is wrong; write 1',
      ],
    })
  })

  it('stays far below the size of an object however much is wrong, and says what it left out', () => {
    const tally = new Tally(reportedFindings)
    const long = { ...finding, path: 'p'.repeat(2000), message: 'm '.repeat(5000), fix: 'f'.repeat(5000) }
    for (let i = 0; i < 5000; i++)
      tally.take(deployment(`namespace-${'x'.repeat(50)}${i}`, 'n'.repeat(253)), [long])
    const report = auditReport({ tally, failures: [] }, 'fitgate-system')
    expect(JSON.stringify(report).length).toBeLessThan(256 * 1024)
    const { findings, worst, counts, countsLeftOut } = read(report)
    expect({ findings, worst: worst.length }).toEqual({ findings: 5000, worst: reportedFindings })
    expect(Object.keys(counts['whole-gpus'].denied).length + countsLeftOut).toBe(5000)
  })

  it('is the same text when the same is found in another order, so that nothing is written', () => {
    const filled = (names: readonly string[]) => {
      const tally = new Tally(10)
      for (const name of names) tally.take(deployment(name, name), [finding])
      return auditReport({ tally, failures: [] }, 'fitgate-system')
    }
    expect(filled(['a', 'b', 'c'])).toEqual(filled(['c', 'a', 'b']))
  })
})

describe('the metrics of an audit', () => {
  it('name the namespaces with the most findings, and keep the sum', () => {
    const count = (namespace: string, n: number) =>
      ({ rule: 'r', namespace, outcome: 'denied', count: n }) as const
    const counts = [count('a', 1), count('b', 5), count('c', 3), count('d', 1)]
    expect(bounded(counts, 2)).toEqual([
      count('_others', 1),
      count('b', 5),
      count('c', 3),
      count('_others', 1),
    ])
  })
})
