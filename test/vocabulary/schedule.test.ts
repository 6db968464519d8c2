import { describe, expect, it } from 'vitest'
import { nextRun, scheduleProblem } from '../../src/vocabulary/schedule.ts'

const at = (text: string) => Date.parse(text)

describe('scheduleProblem', () => {
  it.for(['0 2 * * *', '*/15 8-18 * * MON-FRI', '@daily', '0 0 L * *', '0 0 29 2 *', '0 0 30 2 1'])(
    'has nothing to say of %s',
    (text) => {
      expect(scheduleProblem(text)).toBeUndefined()
      expect(nextRun(text, at('2026-01-01T00:00:00Z'))).toBeGreaterThan(at('2026-01-01T00:00:00Z'))
    },
  )

  it.for([
    ['61 * * * *', 'has the minute "61", which is none (0 to 59)'],
    ['0 25 * * *', 'has the hour "25", which is none (0 to 23)'],
    ['0 0 32 * *', 'has the day of the month "32", which is none (1 to 31)'],
    ['0 0 * 13 *', 'has the month "13", which is none (1 to 12 or JAN to DEC)'],
    ['0 0 * * FOO', 'has the day of the week "FOO", which is none (0 to 7 or SUN to SAT)'],
    ['*/0 * * * *', 'has the minute "*/0", which is none (0 to 59)'],
    ['* * * *', 'has 4 parts, a schedule has five: minute, hour, day of the month, month, day of the week'],
    ['0 0 30 2 *', 'names a day that none of its months has: it never comes'],
    ['0 0 31 4,6 *', 'names a day that none of its months has: it never comes'],
  ] as const)('names the part of %s', ([text, problem]) => {
    expect(scheduleProblem(text)).toBe(problem)
    expect(nextRun(text, 0)).toBeUndefined()
  })
})

describe('nextRun', () => {
  it('is the next time in UTC, never the time itself', () => {
    expect(nextRun('0 2 * * *', at('2026-03-01T01:59:59Z'))).toBe(at('2026-03-01T02:00:00Z'))
    expect(nextRun('0 2 * * *', at('2026-03-01T02:00:00Z'))).toBe(at('2026-03-02T02:00:00Z'))
    expect(nextRun('0 2 29 2 *', at('2026-03-01T00:00:00Z'))).toBe(at('2028-02-29T02:00:00Z'))
  })
})
