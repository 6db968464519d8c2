/**
 * Kubernetes quantities, never negative. Whole numbers need no quotes.
 * @module
 */
import { z } from 'zod'
import { parseMilli } from '../../vocabulary/quantity.ts'
import { isSet, optionalPath, type Rule, violatedIf } from '../rule.ts'

const pattern = /^([0-9]+(\.[0-9]*)?|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]{1,2})?$/
const words = 'a quantity such as 500m, 4 or 64Gi'

/** `500m`, `4`, `64Gi`. */
export const quantity = z.union([z.int().min(0), z.string().max(32).regex(pattern, words)], { error: words })

export type Quantity = z.infer<typeof quantity>

const cel = (path: string) => `quantity(string(self.${path}))`

/** The request at `request` is not above the limit at `limit`. */
export function requestWithinLimit<T>(
  request: string,
  limit: string,
  read: (value: T) => readonly [Quantity | undefined, Quantity | undefined],
): Rule<T> {
  const below = limit.split('.').at(-1)
  return {
    path: request,
    cel: `!(${isSet(request)} && ${isSet(limit)}) || ${cel(request)}.compareTo(${cel(limit)}) <= 0`,
    message: `is above ${below}`,
    violations: (value) => {
      const [wanted, most] = read(value)
      if (wanted === undefined || most === undefined) return []
      if ((parseMilli(wanted) ?? 0n) <= (parseMilli(most) ?? 0n)) return []
      return [{ message: `is ${wanted}, above ${below} ${most}` }]
    },
  }
}

/** The quantity at `path` is more than nothing. */
export function moreThanZero<T>(path: string, read: (value: T) => Quantity | undefined): Rule<T> {
  return {
    path,
    cel: `!${optionalPath(path)}.hasValue() || ${cel(path)}.isGreaterThan(quantity('0'))`,
    message: 'is 0, more is wanted',
    violations: (value) => violatedIf(parseMilli(read(value) ?? 1) === 0n),
  }
}
