import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Wake } from '../../src/controllers/wake.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a change of the cluster', () => {
  it('wakes everybody when other plans may be possible, and those that wait at most every half minute', () => {
    const woken = { all: 0, waiting: 0 }
    const wake = new Wake({ wakeAll: () => woken.all++, wakeWaiting: () => woken.waiting++ })
    wake.take('none')
    wake.take('plans')
    expect(woken).toEqual({ all: 1, waiting: 0 })
    for (let ms = 0; ms < 65_000; ms += 200) {
      wake.take('counts')
      vi.advanceTimersByTime(200)
    }
    expect(woken).toEqual({ all: 1, waiting: 3 })
    wake.take('counts')
    wake.stop()
    vi.advanceTimersByTime(60_000)
    expect(woken.waiting).toBe(3)
  })
})
