/**
 * Lengths of time: whole seconds, or text such as `5m`, `1m30s` and, where days are meant, `30d`.
 * @module
 */
import { z } from 'zod'
import { isSet, type Rule } from '../rule.ts'

const words = 'a number of seconds or a duration such as 30s, 5m or 1h'

export const duration = z.union(
  [
    z.int().min(0).max(31_536_000),
    z
      .string()
      .max(32)
      .regex(/^([0-9]{1,6}[hms]){1,3}$/, words),
  ],
  { error: words },
)

const ageWords = 'a number of seconds or a duration such as 12h, 7d or 30d'

/** How long things are kept: of days too, which CEL's `duration()` does not read. */
export const age = z.union(
  [
    z.int().min(0).max(3_153_600_000),
    z
      .string()
      .max(32)
      .regex(/^([0-9]{1,5}[dhms]){1,4}$/, ageWords),
  ],
  { error: ageWords },
)

export type Duration = z.infer<typeof duration>

/** Whole seconds; the text is one that the schema lets pass. */
export function durationSeconds(value: Duration): number {
  if (typeof value === 'number') return value
  const unit = { d: 86_400, h: 3600, m: 60, s: 1 } as const
  return [...value.matchAll(/(\d+)([dhms])/g)].reduce(
    (sum, [, digits, letter]) => sum + Number(digits) * unit[letter as keyof typeof unit],
    0,
  )
}

/** The autoscaler looks back at most an hour (`stabilizationWindowSeconds`). */
export function atMostOneHour<T>(path: string, read: (value: T) => Duration | undefined): Rule<T> {
  const field = `self.${path}`
  return {
    path,
    cel: `!${isSet(path)} || (type(${field}) == int ? ${field} <= 3600 : duration(${field}) <= duration('1h'))`,
    message: 'is above 1h',
    violations: (value) => {
      const found = read(value) ?? 0
      return durationSeconds(found) > 3600 ? [{ message: `is ${found}, allowed at most 1h` }] : []
    },
  }
}
