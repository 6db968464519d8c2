import { describe, expect, it } from 'vitest'
import { ApiError } from '../../src/kube/api-error.ts'
import {
  type ControllerHooks,
  runWorkers,
  TerminalError,
  type WorkerOptions,
} from '../../src/kube/controller.ts'
import { WorkQueue } from '../../src/kube/queue.ts'
import { ManualClock } from './manual-clock.ts'

type Reconciled = Parameters<NonNullable<ControllerHooks['onReconciled']>>[0]

function controller(
  reconcile: WorkerOptions['reconcile'],
  workers = 4,
  options: Partial<WorkerOptions> = {},
) {
  const clock = new ManualClock()
  const queue = new WorkQueue({ clock, random: () => 0.5 })
  const seen: Reconciled[] = []
  const waiters: (() => void)[] = []
  const running = runWorkers({
    queue,
    reconcile,
    workers,
    ...options,
    hooks: {
      onReconciled: (each) => {
        seen.push(each)
        for (const wake of waiters.splice(0)) wake()
      },
    },
  })
  /** Resolves with what was reconciled when there are that many. */
  const reconciled = async (count: number): Promise<readonly Reconciled[]> => {
    while (seen.length < count) await new Promise<void>((resolve) => waiters.push(resolve))
    return seen
  }
  return { clock, queue, running, reconciled }
}

describe('workers', () => {
  it('reconcile every key and look again when asked to', async () => {
    const { clock, queue, running, reconciled } = controller(async (key) =>
      key === 'later' ? { requeueAfterSeconds: 10 } : undefined,
    )
    queue.add('once')
    queue.add('later')
    const seen = await reconciled(2)
    expect(seen.map(({ key, outcome }) => `${key} ${outcome}`)).toEqual([
      'once success',
      'later requeue_after',
    ])
    clock.advance(9999)
    expect(queue.depth).toBe(0)
    clock.advance(1)
    expect((await reconciled(3))[2]?.key).toBe('later')
    await running.stop()
  })

  it('try a key again that failed, with backoff, and forget that when it went well', async () => {
    let failing = true
    const { clock, queue, running, reconciled } = controller(async () => {
      if (failing) throw new Error('not yet')
    })
    queue.add('a')
    expect((await reconciled(1))[0]).toMatchObject({ outcome: 'error', retryMs: 100, terminal: false })
    clock.advance(100)
    expect((await reconciled(2))[1]).toMatchObject({ outcome: 'error', retryMs: 200 })
    failing = false
    clock.advance(200)
    expect((await reconciled(3))[2]).toMatchObject({ outcome: 'success' })
    expect(queue.failures('a')).toBe(0)
    await running.stop()
  })

  it('leave a terminal error alone until the object is touched', async () => {
    const { clock, queue, running, reconciled } = controller(async () => {
      throw new TerminalError('cannot ever work')
    })
    queue.add('a')
    expect((await reconciled(1))[0]).toMatchObject({ outcome: 'error', terminal: true })
    expect(clock.pending).toBe(0)
    queue.add('a')
    await reconciled(2)
    await running.stop()
  })

  it('count a lost race as a requeue, and give the server the time it asks for', async () => {
    const { queue, running, reconciled } = controller(async (key) => {
      throw key === 'race'
        ? new ApiError({ code: 409, reason: 'Conflict', message: '' })
        : new ApiError({ code: 429, reason: 'TooManyRequests', message: '', retryAfterSeconds: 30 })
    })
    queue.add('race')
    queue.add('busy')
    const [race, busy] = await reconciled(2)
    expect(race).toMatchObject({ outcome: 'requeue', retryMs: 100 })
    expect(busy).toMatchObject({ outcome: 'error', retryMs: 30_000 })
    await running.stop()
  })

  it('survive whatever is thrown, before the first await too', async () => {
    const { queue, running, reconciled } = controller((key) => {
      if (key === 'sync') throw 'a string'
      return Promise.reject(undefined)
    }, 1)
    for (const key of ['sync', 'async', 'sync']) queue.add(key)
    expect((await reconciled(2)).map(({ key, outcome }) => `${key} ${outcome}`)).toEqual([
      'sync error',
      'async error',
    ])
    await running.stop()
  })

  it('work on as many keys at a time as there are workers, and stop after those', async () => {
    const held: { key: string; release: () => void }[] = []
    const { queue, running, reconciled } = controller(
      (key) => new Promise<void>((resolve) => held.push({ key, release: resolve })),
      2,
    )
    for (const key of ['a', 'b', 'c']) queue.add(key)
    await new Promise((resolve) => setImmediate(resolve))
    expect(held.map(({ key }) => key)).toEqual(['a', 'b'])
    let stopped = false
    const stopping = running.stop().then(() => {
      stopped = true
    })
    held[0]?.release()
    await reconciled(1)
    expect(stopped).toBe(false)
    held[1]?.release()
    await stopping
    expect(held.map(({ key }) => key)).toEqual(['a', 'b'])
  })

  it('signal a reconcile whose time is up, wait for it to end, and say so', async () => {
    const { queue, running, reconciled } = controller(
      (key, signal) =>
        new Promise<void>((resolve, reject) => {
          if (key === 'quick') resolve()
          else signal.addEventListener('abort', () => setImmediate(reject, new Error('gave up')))
        }),
      1,
      { timeoutSeconds: 0.05 },
    )
    queue.add('slow')
    queue.add('quick')
    expect(await reconciled(2)).toMatchObject([
      { key: 'slow', outcome: 'error', timedOut: true, panicked: false, retryMs: 100 },
      { key: 'quick', outcome: 'success', timedOut: false },
    ])
    await running.stop()
  })

  it('tell errors of the program from those of the world', async () => {
    const thrown: Readonly<Record<string, unknown>> = {
      bug: new TypeError("Cannot read properties of undefined (reading 'spec')"),
      world: new ApiError({ code: 500, reason: 'InternalError', message: '' }),
    }
    const { queue, running, reconciled } = controller(async (key) => {
      throw thrown[key]
    })
    queue.add('bug')
    queue.add('world')
    expect((await reconciled(2)).map(({ panicked }) => panicked)).toEqual([true, false])
    await running.stop()
  })

  it('signal those that are still at it when patience has run out', async () => {
    const { queue, running } = controller(
      (_, signal) => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve())),
    )
    queue.add('stuck')
    await new Promise((resolve) => setImmediate(resolve))
    await running.stop(0)
    expect(queue.depth).toBe(0)
  })
})
