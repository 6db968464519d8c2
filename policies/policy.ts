/**
 * What a policy is. One policy a file beside this one; `all.ts` lists them.
 * @module
 */
import type { DecisionContext } from '../src/decide/context.ts'
import type { FieldError } from '../src/vocabulary/field-error.ts'
import type { CelNames, CelVariable } from './cel/names.ts'
import type { PolicySubject } from './subject.ts'

/** One place where an object breaks a policy: path, what is wrong with it, and what to write instead. */
export type Violation = FieldError

/**
 * How bad it is to let it be. `error`: it will not run, or harms others. `warning`: it runs, and will hurt later. What happens is the
 * mode's business, not the severity's.
 */
export type Severity = 'error' | 'warning'

/** All that a policy may know beside the object. */
export interface PolicyContext {
  /** Hardware, recipes and what the platform set; `hardware: undefined` is "could not check", never "there is none". */
  readonly decision: DecisionContext
  /** For the expiry of exceptions. */
  readonly now: Date
  /** What stands beside the object: the other files of a pull request, the rest of its namespace. Absent at admission. */
  readonly related?: readonly PolicySubject[]
}

/** A static rule in the API server's own language, so that it holds while every pod of ours is down. */
export interface CelTwin {
  /** Kinds it is about. Default: all that have pods, and AIMEndpoint. */
  readonly kinds?: readonly CelKind[]
  /** Every object of its kinds is ours. Default: what `isOurs` says. */
  readonly everyObject?: true
  /** Further variables, before the expression. Default: none. */
  readonly variables?: readonly CelVariable[]
  /** A CEL expression, true where the object keeps the rule. */
  keeps(names: CelNames): string
  /** What people read; no path, as CEL has none. */
  readonly message: string
}

/** A kind as admission rules name it. */
export interface CelKind {
  readonly group: string
  readonly versions: readonly string[]
  readonly resource: string
}

export interface Policy {
  /** Lower case words with `-`: file name, configuration, audit annotation and documents use it. */
  readonly id: string
  readonly title: string
  /** One sentence. */
  readonly why: string
  readonly severity: Severity
  /** It asks the hardware that is here: with a stale snapshot it warns at most. Default false. */
  readonly asksCluster?: boolean
  appliesTo(subject: PolicySubject): boolean
  /** Every violation at once; only called where it applies. */
  check(subject: PolicySubject, context: PolicyContext): readonly Violation[]
  /** Absent where the rule needs data that CEL does not have. */
  readonly cel?: CelTwin
}
