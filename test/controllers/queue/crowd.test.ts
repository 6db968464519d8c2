import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cluster } from './builders.ts'

interface Wanted {
  readonly gpus: number
  readonly priority: number
  readonly namespace: string
}

const wanted = fc.record<Wanted>({
  gpus: fc.constantFrom(1, 1, 2, 4, 8),
  priority: fc.constantFrom(-100, 0, 100),
  namespace: fc.constantFrom('a', 'b', 'c'),
})

/** Runs a crowd through nodes of eight GPUs; in every round some of those that run end. Answers the round in which each began. */
function run(nodes: number, crowd: readonly Wanted[], seed: number): readonly number[] {
  const { queue, join, finish, inventory, pass, touched } = cluster(Array.from({ length: nodes }, () => 8))
  const began = crowd.map(() => Number.POSITIVE_INFINITY)
  const running: string[] = []
  for (const [i, { gpus, ...more }] of crowd.entries()) join(`${i}`, gpus, more)
  // each round ends at least one, so there are never more of them than there are in the crowd
  for (let round = 0; queue.size + running.length > 0; round++) {
    if (round > crowd.length) throw new RangeError(`${queue.size} wait for ever`)
    touched.length = 0
    queue.dispatch()
    for (const uid of touched) {
      began[Number(uid)] = round
      running.push(uid)
    }
    for (const { devices } of inventory.rooms())
      for (const { taken, allocatable } of devices) expect(taken).toBeLessThanOrEqual(allocatable)
    const ends = 1 + ((seed + round) % running.length)
    for (const uid of running.splice((seed * round) % running.length, ends)) finish(uid)
    pass(1000)
  }
  return began
}

describe('a crowd that comes at once', () => {
  it('has its turn one and all, the more urgent first, and never more than there is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(wanted, { minLength: 1, maxLength: 60 }),
        fc.nat(1000),
        (nodes, crowd, seed) => {
          const began = run(nodes, crowd, seed)
          expect(began.every(Number.isFinite)).toBe(true)
          for (const [i, late] of crowd.entries())
            for (const [j, early] of crowd.entries())
              if (early.priority > late.priority && early.gpus <= late.gpus)
                expect(began[j]).toBeLessThanOrEqual(began[i] ?? 0)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('may be of a thousand, through a cluster that holds three hundred', () => {
    const crowd = Array.from({ length: 1000 }, (_, i) => ({
      gpus: [1, 1, 2, 4][i % 4] ?? 1,
      priority: [-100, 0, 100][i % 3] ?? 0,
      namespace: `team-${i % 7}`,
    }))
    const began = run(75, crowd, 7)
    const last = (priority: number) =>
      Math.max(...began.filter((_, i) => crowd[i]?.priority === priority && crowd[i]?.gpus === 1))
    expect(last(100)).toBeLessThanOrEqual(last(0))
    expect(last(0)).toBeLessThanOrEqual(last(-100))
    const first = crowd.filter((_, i) => began[i] === 0)
    expect(first.reduce((sum, { gpus }) => sum + gpus, 0)).toBe(75 * 8)
  })
})
