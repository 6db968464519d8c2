/**
 * What is wrong with one object: fields, fit and policies in one form, for the audit and for `fitgate check`.
 * @module
 */
import type { Finding as PolicyFinding } from '../../../policies/run.ts'
import type { FieldError } from '../../vocabulary/field-error.ts'

/** What admission does about it: refuses, warns, or only records it; `excepted`: it would, but the platform made an exception. */
export const outcomes = ['denied', 'warned', 'audited', 'excepted'] as const
export type Outcome = (typeof outcomes)[number]

/** Rules that are no policies. */
export const ownRules = {
  field: {
    title: 'Fields have values that are allowed',
    why: 'The API server or fitgate refuses the object otherwise, with all wrong fields at once.',
  },
  'unknown-field': {
    title: 'Fields are ones that the kind has',
    why: 'The API server drops a field it does not know, so what was meant by it never happens.',
  },
  fit: {
    title: 'The workload can run: arguments are legal and the memory is enough',
    why: 'A model whose weights, overheads and KV cache do not fit, or whose parallelism is illegal, dies at start after minutes of loading.',
  },
  recipe: {
    title: 'A recipe can work on the hardware it is for',
    why: 'Everything that uses the recipe fails in the same way.',
  },
  cache: {
    title: 'The volume of a cache can hold its models',
    why: 'A download that does not fit is refused when everybody waits for it, and a volume rarely grows by itself.',
  },
} as const
export type OwnRule = keyof typeof ownRules

export interface ObjectFinding extends FieldError {
  /** One of `ownRules`, or the id of a policy. */
  readonly rule: string
  readonly outcome: Outcome
  /** `error`: it will not run, or harms others. `warning`: it runs, and will hurt later. */
  readonly severity: 'error' | 'warning'
  /** Several lines: the arithmetic, and what would fit. */
  readonly details?: string
  readonly exception?: PolicyFinding['exception']
}
