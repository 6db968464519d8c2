import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ObjectFinding, outcomes } from '../../../src/controllers/audit/object-finding.ts'
import { Tally } from '../../../src/controllers/audit/tally.ts'

const finding = fc.record({
  rule: fc.constantFrom('fit', 'field', 'whole-gpus'),
  outcome: fc.constantFrom(...outcomes),
  severity: fc.constantFrom('error' as const, 'warning' as const),
  path: fc.constantFrom('spec', 'metadata.name'),
  message: fc.constantFrom('a', 'b'),
})
const taken = fc.array(
  fc.record({
    object: fc.record({
      apiVersion: fc.constant('v1'),
      kind: fc.constant('Pod'),
      namespace: fc.constantFrom('x', 'y'),
      name: fc.constantFrom('p', 'q', 'r'),
    }),
    findings: fc.array(finding, { maxLength: 3 }),
  }),
)
const fill = (limit: number, list: typeof taken extends fc.Arbitrary<infer T> ? T : never) => {
  const tally = new Tally(limit)
  for (const { object, findings } of list) tally.take(object, findings)
  return tally
}
const rankOf = ({ outcome, severity }: ObjectFinding) =>
  outcomes.indexOf(outcome) * 2 + (severity === 'error' ? 0 : 1)

describe('the tally of an audit', () => {
  it('counts everything and keeps the worst, at most as many as it may', () => {
    fc.assert(
      fc.property(taken, fc.integer({ min: 1, max: 5 }), (list, limit) => {
        const tally = fill(limit, list)
        const all = list.flatMap(({ findings }) => findings)
        expect(tally.judged).toBe(list.length)
        expect(tally.total).toBe(all.length)
        expect(tally.counts().reduce((sum, { count }) => sum + count, 0)).toBe(all.length)
        const kept = tally.findings().map(({ finding }) => rankOf(finding))
        expect(kept).toEqual(
          all
            .map(rankOf)
            .sort((a, b) => a - b)
            .slice(0, limit),
        )
      }),
    )
  })

  it('is the same however objects were grouped and in whatever order they came', () => {
    fc.assert(
      fc.property(taken, fc.nat(), (list, at) => {
        const whole = fill(4, list)
        const cut = at % (list.length + 1)
        const parts = fill(4, list.slice(cut).toReversed())
        parts.merge(fill(4, list.slice(0, cut)))
        expect(parts.counts()).toEqual(whole.counts())
        expect(parts.findings()).toEqual(whole.findings())
        expect([parts.judged, parts.total]).toEqual([whole.judged, whole.total])
      }),
    )
  })
})
