/**
 * What lint says: a closed list of codes, each with the weight it has unless a rule says otherwise.
 * @module
 */
import type { ReasonCode } from '../../vocabulary/reasons.ts'

/** `error`: the recipe, or a row of it, cannot serve. `warning`: it can, but not as written. `info`: worth knowing. */
export const severities = ['error', 'warning', 'info'] as const
export type Severity = (typeof severities)[number]

/** Codes of lint's own; a row that is illegal has the code of the reason (`AttentionHeads`, `FormatUnsupported`, …). */
const weights = {
  InvalidField: 'error',
  UnknownField: 'warning',
  NoPlace: 'info',
  UnknownModel: 'info',
  NotComputed: 'info',
  PrecisionUnavailable: 'error',
  PrecisionNotStored: 'warning',
  CannotLoad: 'error',
  MayNotLoad: 'warning',
  LittleRoom: 'info',
  ParallelSizes: 'error',
  UnknownPartition: 'error',
  UnknownArgument: 'error',
  InvalidValue: 'error',
  StrayValue: 'error',
  UnsupportedDtype: 'error',
  UnsupportedQuantization: 'error',
  DtypeSpelling: 'warning',
  ForeignArgument: 'warning',
  AbbreviatedArgument: 'warning',
  RemovedArgument: 'warning',
  DeprecatedArgument: 'warning',
  RepeatedArgument: 'warning',
  NotJSON: 'warning',
  ManagedArgument: 'info',
  UnknownVariable: 'warning',
  RepeatedVariable: 'warning',
  DeviceVariable: 'warning',
  FallingBatch: 'warning',
  DuplicateName: 'error',
  DuplicateRow: 'error',
  MissingSource: 'warning',
} as const satisfies Record<string, Severity>

export type LintCode = keyof typeof weights | ReasonCode

/** A finding before anybody knows which file it is in; its path is that of the object. */
export interface Fault {
  readonly severity: Severity
  readonly code: LintCode
  readonly path: string
  /** What is wrong, lower case, no full stop. */
  readonly message: string
  readonly fix?: string
}

export interface Finding extends Fault {
  /** File as it was given, with the document where it has several. */
  readonly file: string
  /** Name of the recipe. */
  readonly recipe: string
}

/** A fault with the weight its code has. */
export function fault(code: keyof typeof weights, path: string, message: string, fix?: string): Fault {
  return { severity: weights[code], code, path, message, ...(fix === undefined ? {} : { fix }) }
}
