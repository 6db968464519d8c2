import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NamespaceUsage } from '../../../src/controllers/queue/namespace-usage.ts'
import { reservationLabel } from '../../../src/inventory/reservations.ts'
import { resource } from './builders.ts'

const namespaces = ['a', 'b'] as const

/** Of owner `o<owner>`, in the namespace that it has for ever. */
const pod = (owner: number, name: string, count: number, phase = 'Running') => ({
  metadata: { name, namespace: namespaceOf(owner), labels: { [reservationLabel]: `o${owner}` } },
  spec: { containers: [{ resources: { requests: { [resource]: `${count}` } } }] },
  status: { phase },
})
const namespaceOf = (owner: number) => namespaces[owner % 2] ?? 'a'

const step = fc.oneof(
  fc.record({
    op: fc.constant('pod' as const),
    owner: fc.integer({ min: 0, max: 3 }),
    name: fc.constantFrom('p', 'q'),
    count: fc.integer({ min: 0, max: 4 }),
    phase: fc.constantFrom('Pending', 'Running', 'Succeeded'),
  }),
  fc.record({
    op: fc.constant('remove' as const),
    owner: fc.integer({ min: 0, max: 3 }),
    name: fc.constantFrom('p', 'q'),
  }),
  fc.record({ op: fc.constant('withdraw' as const), owner: fc.integer({ min: 0, max: 3 }) }),
  fc.record({
    op: fc.constant('promise' as const),
    owner: fc.integer({ min: 0, max: 3 }),
    count: fc.integer({ min: 1, max: 8 }),
  }),
)

describe('GPUs by namespace', () => {
  it('are those of live pods, and of promises without one, whatever happened before', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const usage = new NamespaceUsage()
        const pods = new Map<string, { readonly owner: number; readonly count: number }>()
        const promises = new Map<number, number>()
        for (const each of steps) {
          const { owner } = each
          if (each.op === 'promise') {
            usage.promise(`o${owner}`, namespaceOf(owner), resource, each.count)
            promises.set(owner, each.count)
          } else if (each.op === 'withdraw') {
            usage.withdraw(`o${owner}`)
            promises.delete(owner)
          } else if (each.op === 'remove') {
            usage.removePod(namespaceOf(owner), `${each.name}${owner}`)
            pods.delete(`${each.name}${owner}`)
          } else {
            usage.applyPod(pod(owner, `${each.name}${owner}`, each.count, each.phase))
            pods.set(`${each.name}${owner}`, { owner, count: each.phase === 'Succeeded' ? 0 : each.count })
          }
        }
        for (const namespace of namespaces) {
          const live = [...pods.values()].filter(({ count }) => count > 0)
          const held = live.filter(({ owner }) => namespaceOf(owner) === namespace)
          const open = [...promises].filter(
            ([owner]) => namespaceOf(owner) === namespace && !live.some((each) => each.owner === owner),
          )
          const ofPods = held.reduce((sum, { count }) => sum + count, 0)
          const promised = open.reduce((sum, [, count]) => sum + count, 0)
          for (const of of [resource, undefined]) {
            expect(usage.ofPods(namespace, of)).toBe(ofPods)
            expect(usage.promised(namespace, of)).toBe(promised)
          }
          expect(usage.used(namespace)).toBe(ofPods + promised)
        }
      }),
      { numRuns: 200 },
    )
  })
})
