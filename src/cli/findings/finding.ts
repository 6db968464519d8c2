/**
 * A finding as it is reported: on which object, where in which file, how bad.
 * @module
 */
import type { ObjectFinding } from '../../controllers/audit/object-finding.ts'
import type { ObjectReference } from '../../controllers/audit/object-reference.ts'
import type { Region } from '../source/region.ts'

/** `note`: recorded, or excepted by the platform. */
export const levels = ['error', 'warning', 'note'] as const
export type Level = (typeof levels)[number]

export interface Place {
  /** As given on the command line; `-` is standard input. */
  readonly file: string
  readonly region: Region
}

export interface ReportedFinding extends Omit<ObjectFinding, 'severity'> {
  readonly level: Level
  /** Absent for a document that could not be read. */
  readonly object?: ObjectReference
  /** Absent for what exists in a cluster. */
  readonly place?: Place
}

export interface Report {
  readonly findings: readonly ReportedFinding[]
  /** Objects that were judged. */
  readonly judged: number
  /** Objects of kinds that fitgate has nothing to say about. */
  readonly passedOver: number
  /** One line for people: what was assumed or read. */
  readonly against: string
}

/**
 * What admission would do; where the platform set no modes for policies, every one of them only warns at admission, and how bad it is decides
 * instead: a pull request is the place to hear that something will not run.
 */
export function levelOf(finding: ObjectFinding, platformSetModes: boolean, isPolicy: boolean): Level {
  if (finding.outcome === 'excepted') return 'note'
  if (isPolicy && !platformSetModes) return finding.severity
  return finding.outcome === 'denied' ? 'error' : finding.outcome === 'warned' ? 'warning' : 'note'
}

export function countOf(findings: readonly ReportedFinding[]): Readonly<Record<Level, number>> {
  const of = (level: Level) => findings.filter((finding) => finding.level === level).length
  return { error: of('error'), warning: of('warning'), note: of('note') }
}
