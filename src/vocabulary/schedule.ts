/**
 * Times that come again: cron schedules of five fields, in UTC.
 * @module
 */
import { Cron, CronPattern } from 'croner'

const parts = ['minute', 'hour', 'day of the month', 'month', 'day of the week'] as const

/** Of a leap year: a schedule for February 29 does come. */
const daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/**
 * What is wrong with a schedule, naming the part, lower case, no full stop; `undefined` where it is one that comes.
 *
 * @example scheduleProblem('0 25 * * *') // 'has the hour "25", which is none (0 to 23)'
 */
export function scheduleProblem(text: string): string | undefined {
  const pattern = readPattern(text)
  if (pattern !== undefined)
    return comes(pattern) ? undefined : 'names a day that none of its months has: it never comes'
  const fields = text.trim().split(/\s+/)
  if (fields.length !== parts.length)
    return `has ${fields.length} ${fields.length === 1 ? 'part' : 'parts'}, a schedule has five: ${parts.join(', ')}`
  const ranges = ['0 to 59', '0 to 23', '1 to 31', '1 to 12 or JAN to DEC', '0 to 7 or SUN to SAT']
  const wrong = fields.findIndex(
    (field, index) => readPattern(parts.map((_, at) => (at === index ? field : '*')).join(' ')) === undefined,
  )
  return wrong === -1
    ? 'is no schedule'
    : `has the ${parts[wrong]} "${fields[wrong]}", which is none (${ranges[wrong]})`
}

/**
 * The first time after `after` that the schedule names, both milliseconds since 1970; `undefined` where it is no schedule, or none
 * that comes.
 */
export function nextRun(text: string, after: number): number | undefined {
  // looking for a day that never comes takes croner a second
  const pattern = readPattern(text)
  if (pattern === undefined || !comes(pattern)) return undefined
  const cron = new Cron(text, { mode: '5-part', utcOffset: 0, paused: true })
  return cron.nextRun(new Date(after))?.getTime()
}

function readPattern(text: string): CronPattern | undefined {
  try {
    return new CronPattern(text, undefined, { mode: '5-part' })
  } catch {
    return undefined
  }
}

function comes({ day, month, nearestWeekdays, lastDayOfMonth, starDOM, starDOW }: CronPattern): boolean {
  // a day of the week beside a day of the month is another chance
  if (starDOM || !starDOW || lastDayOfMonth) return true
  return month.some((named, index) => {
    const length = daysOfMonth[index] ?? 0
    const has = (days: readonly number[]) => days.some((set, before) => set !== 0 && before < length)
    return named !== 0 && (has(day) || has(nearestWeekdays))
  })
}
