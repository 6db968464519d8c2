import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Lane, WorkQueue } from '../../src/kube/queue.ts'
import { ManualClock } from './manual-clock.ts'

function queueWith(options: ConstructorParameters<typeof WorkQueue>[0] = {}) {
  const clock = new ManualClock()
  return { clock, queue: new WorkQueue({ clock, random: () => 0.999, ...options }) }
}

describe('a work queue', () => {
  it('hands out keys in the order they came, each once however often it was added', async () => {
    const { queue } = queueWith()
    for (const key of ['b', 'a', 'b', 'c', 'a']) queue.add(key)
    expect(queue.depth).toBe(3)
    expect([await queue.take(), await queue.take(), await queue.take()]).toEqual(['b', 'a', 'c'])
  })

  it('gives a key touched while it is worked on to nobody until it is done, then once', async () => {
    const { queue } = queueWith()
    queue.add('a')
    await queue.take()
    queue.add('a')
    queue.add('a')
    expect(queue.depth).toBe(0)
    queue.done('a')
    expect(await queue.take()).toBe('a')
    queue.done('a')
    expect(queue.depth).toBe(0)
  })

  it('wakes who waits for a key', async () => {
    const { queue } = queueWith()
    const taken = Promise.all([queue.take(), queue.take()])
    queue.add('a')
    queue.add('b')
    expect(await taken).toEqual(['a', 'b'])
  })

  it('adds later, at the earliest of several wishes', () => {
    const { clock, queue } = queueWith()
    queue.addAfter('a', 500)
    queue.addAfter('a', 300)
    queue.addAfter('a', 900)
    clock.advance(299)
    expect(queue.depth).toBe(0)
    clock.advance(1)
    expect(queue.depth).toBe(1)
    clock.advance(1000)
    expect([queue.depth, clock.pending]).toEqual([1, 0])
  })

  it.each([0, -1, Number.NaN])('adds at once after %s ms', (ms) => {
    const { queue } = queueWith()
    queue.addAfter('a', ms)
    expect(queue.depth).toBe(1)
  })

  it('lets a failing key wait longer each time, up to the cap, until it is forgotten', () => {
    const { queue } = queueWith({ backoff: { baseMs: 100, capMs: 1000 }, random: () => 0.5 })
    expect([1, 2, 3, 4, 5, 6].map(() => queue.retry('a'))).toEqual([50, 100, 200, 400, 500, 500])
    expect(queue.retry('b')).toBe(50)
    queue.forget('a')
    expect([queue.failures('a'), queue.retry('a')]).toEqual([0, 50])
  })

  it('waits at least as long as the server asked', () => {
    const { clock, queue } = queueWith({ random: () => 0 })
    expect(queue.retry('a', 7000)).toBe(7000)
    clock.advance(6999)
    expect(queue.depth).toBe(0)
    clock.advance(1)
    expect(queue.depth).toBe(1)
  })

  it('hands out nothing once closed, and leaves no timer behind', async () => {
    const { clock, queue } = queueWith()
    const waiting = queue.take()
    queue.addAfter('later', 100)
    queue.close()
    queue.add('a')
    queue.addAfter('b', 1)
    expect([await waiting, await queue.take()]).toEqual([undefined, undefined])
    expect([queue.depth, clock.pending]).toEqual([0, 0])
  })

  it('measures waiting, work and retries in seconds', async () => {
    const seen: unknown[] = []
    const { clock, queue } = queueWith({
      hooks: {
        onAdd: () => seen.push('add'),
        onTaken: (seconds) => seen.push(['taken', seconds]),
        onDone: (seconds) => seen.push(['done', seconds]),
        onRetry: () => seen.push('retry'),
      },
    })
    queue.add('a')
    clock.advance(2000)
    await queue.take()
    clock.advance(500)
    expect([queue.unfinishedSeconds, queue.longestWorkSeconds]).toEqual([0.5, 0.5])
    queue.add('a')
    clock.advance(1000)
    queue.retry('a')
    queue.done('a')
    await queue.take()
    expect(seen).toEqual(['add', ['taken', 2], 'add', 'retry', ['done', 1.5], ['taken', 1]])
  })

  it('moves a waiting key up, at once or when its timer fires, and tries a failed one again in its lane', async () => {
    const { clock, queue } = queueWith({ random: () => 0.5 })
    for (const key of ['a', 'b', 'c']) queue.add(key, 'low')
    queue.add('c')
    queue.addAfter('b', 100, 'low')
    queue.addAfter('b', 200, 'high')
    expect(queue.depth).toBe(3)
    expect(await queue.take()).toBe('c')
    clock.advance(100)
    expect(await queue.take()).toBe('b')
    queue.retry('b')
    queue.done('b')
    clock.advance(1000)
    queue.add('d')
    expect([await queue.take(), await queue.take(), await queue.take()]).toEqual(['b', 'd', 'a'])
  })

  it('keeps the lane of a touch that came while the key was worked on', async () => {
    const { queue } = queueWith()
    queue.add('a')
    await queue.take()
    queue.add('a', 'low')
    queue.add('a', 'high')
    queue.add('b')
    queue.done('a')
    expect([await queue.take(), await queue.take(), queue.depth]).toEqual(['a', 'b', 0])
  })

  it('reports a depth that is always the one it has', async () => {
    const depths: number[] = []
    const { queue } = queueWith({ hooks: { onDepth: (depth) => depths.push(depth) } })
    queue.add('a')
    queue.add('b')
    await queue.take()
    queue.close()
    expect(depths).toEqual([1, 2, 1, 0])
  })
})

/** What a worker pool did to the queue, against a model that knows only what must be true. */
describe('a work queue under any interleaving', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd')
  const lane = fc.constantFrom<Lane>('high', 'normal', 'low')
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('add' as const), key, lane }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('later' as const),
        key,
        lane,
        ms: fc.integer({ min: 1, max: 50 }),
      }),
    },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('take' as const) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('finish' as const), nth: fc.nat({ max: 3 }) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('fail' as const), nth: fc.nat({ max: 3 }) }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 60 }) }),
    },
  )

  it('never gives a key to two workers, and works on every touch that came', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
        const { clock, queue } = queueWith({
          backoff: { baseMs: 5, capMs: 40 },
          flowOf: (key) => (key < 'c' ? 'x' : 'y'),
        })
        const working: string[] = []
        /** Touched since it was last taken, so it must be taken again. */
        const owed = new Set<string>()
        const take = async () => {
          if (queue.depth === 0) return
          const taken = await queue.take()
          if (taken === undefined) throw new Error('the queue is not closed')
          expect(working).not.toContain(taken)
          working.push(taken)
          owed.delete(taken)
        }
        const finish = (nth: number, failed: boolean) => {
          const ended = working.splice(nth % Math.max(1, working.length), 1)[0]
          if (ended === undefined) return
          if (failed) {
            queue.retry(ended)
            owed.add(ended)
          } else queue.forget(ended)
          queue.done(ended)
        }
        for (const step of steps) {
          if (step.do === 'add') queue.add(step.key, step.lane)
          if (step.do === 'later') queue.addAfter(step.key, step.ms, step.lane)
          if (step.do === 'add' || step.do === 'later') owed.add(step.key)
          if (step.do === 'take') await take()
          if (step.do === 'finish' || step.do === 'fail') finish(step.nth, step.do === 'fail')
          if (step.do === 'wait') clock.advance(step.ms)
        }
        for (clock.advance(1000); queue.depth > 0 || working.length > 0; ) {
          await take()
          finish(0, false)
        }
        expect([...owed]).toEqual([])
        expect(clock.pending).toBe(0)
      }),
      { numRuns: 300 },
    )
  })

  it('keeps the order of thousands of keys', async () => {
    const { queue } = queueWith()
    const keys = Array.from({ length: 5000 }, (_, index) => `key-${index}`)
    for (const each of keys) queue.add(each)
    const taken: (string | undefined)[] = []
    for (const _ of keys) taken.push(await queue.take())
    expect(taken).toEqual(keys)
  })
})
