import { describe, expect, it } from 'vitest'
import { RefreshLimit } from '../../../src/controllers/aim-endpoint/refresh-limit.ts'

describe('words that move with every pod', () => {
  it('are written twice a minute at most, each object for itself', () => {
    let now = 0
    const limit = new RefreshLimit(() => now)
    limit.written('a')
    expect(limit.allows('a')).toBe(true)
    now = 10_000
    limit.written('a')
    expect(limit.secondsLeft('a')).toBe(50)
    expect(limit.allows('b')).toBe(true)
    now = 60_000
    expect(limit.allows('a')).toBe(true)
    limit.written('a')
    expect(limit.secondsLeft('a')).toBe(10)
    limit.forget('a')
    expect(limit.allows('a')).toBe(true)
  })
})
