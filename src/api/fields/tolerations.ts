/**
 * Tolerations, as pods have them.
 * @module
 */
import { z } from 'zod'
import { isSet, type Rule } from '../rule.ts'

const toleration = z.object({
  key: z.string().max(317).optional().describe('Key of the taint; left out, every key (operator Exists).'),
  operator: z.enum(['Exists', 'Equal']).optional().describe('Exists or Equal. Default Equal.'),
  value: z.string().max(63).optional().describe('Value of the taint, with operator Equal.'),
  effect: z
    .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
    .optional()
    .describe('Effect of the taint; left out, every effect.'),
  tolerationSeconds: z
    .int()
    .optional()
    .describe('How long a NoExecute taint is tolerated, seconds; left out, for ever.'),
})

/** At most 32. */
export const tolerations = z.array(toleration).max(32)

type Item = z.infer<typeof toleration>

const clauses: readonly {
  readonly cel: string
  readonly broken: (item: Item) => boolean
  readonly message: string
}[] = [
  {
    cel: `(has(t.key) && t.key != '') || (has(t.operator) && t.operator == 'Exists')`,
    broken: ({ key, operator }) => (key ?? '') === '' && operator !== 'Exists',
    message: 'without a key needs operator Exists',
  },
  {
    cel: `!(has(t.operator) && t.operator == 'Exists' && has(t.value) && t.value != '')`,
    broken: ({ operator, value }) => operator === 'Exists' && (value ?? '') !== '',
    message: 'has operator Exists, which takes no value',
  },
  {
    cel: `!has(t.tolerationSeconds) || (has(t.effect) && t.effect == 'NoExecute')`,
    broken: ({ effect, tolerationSeconds }) => tolerationSeconds !== undefined && effect !== 'NoExecute',
    message: 'has tolerationSeconds, which needs effect NoExecute',
  },
]

/** What pods demand of each toleration of the list at `path`. */
export function tolerationRules<T>(
  path: string,
  read: (value: T) => readonly Item[] | undefined,
): readonly Rule<T>[] {
  const isThere = path.includes('.') ? isSet(path) : `has(self.${path})`
  return clauses.map(({ cel, broken, message }) => ({
    path,
    cel: `!${isThere} || self.${path}.all(t, ${cel})`,
    message: `an entry ${message}`,
    violations: (value) =>
      (read(value) ?? []).flatMap((item, index) =>
        broken(item) ? [{ path: `${path}[${index}]`, message }] : [],
      ),
  }))
}
