/**
 * How a fetch or a removal ended: one word each for exit codes, conditions and metrics.
 * @module
 */

export interface OutcomeRow {
  /** Of the process. 1 is a fault of ours. */
  readonly exitCode: number
  /**
   * What trying again brings: `never` until somebody changes something, `later` may well work, `soon` goes on where it stopped.
   */
  readonly again: 'done' | 'never' | 'later' | 'soon'
  /** What happened, for people; lower case, no full stop. */
  readonly meaning: string
}

const table = {
  Fetched: { exitCode: 0, again: 'done', meaning: 'everything is there, verified and published' },
  AlreadyThere: { exitCode: 0, again: 'done', meaning: 'it was there already' },
  Removed: { exitCode: 0, again: 'done', meaning: 'it is no longer there' },
  BadInput: { exitCode: 2, again: 'never', meaning: 'arguments, a list or a volume that cannot be used' },
  InsufficientSpace: { exitCode: 10, again: 'later', meaning: 'it does not fit the volume or the quota' },
  AuthRequired: {
    exitCode: 11,
    again: 'never',
    meaning: 'the source wants a token, or one with more rights',
  },
  NotFound: { exitCode: 12, again: 'never', meaning: 'no such model, revision or file' },
  RateLimited: { exitCode: 13, again: 'later', meaning: 'the source said 429 for too long' },
  Unavailable: { exitCode: 14, again: 'later', meaning: 'the source did not answer, or with 5xx' },
  Stalled: { exitCode: 15, again: 'soon', meaning: 'no byte came for too long' },
  ChecksumMismatch: { exitCode: 16, again: 'later', meaning: 'what came is not what the source declares' },
  SourceChanged: { exitCode: 17, again: 'soon', meaning: 'the source changed while it was fetched' },
  LinkExpired: { exitCode: 18, again: 'soon', meaning: 'a signed link expired and a new one did too' },
  SourceForbidden: { exitCode: 19, again: 'never', meaning: 'a host or address outside the allow-lists' },
  Interrupted: { exitCode: 20, again: 'soon', meaning: 'stopped by a signal; goes on where it stopped' },
} as const satisfies Readonly<Record<string, OutcomeRow>>

export type Outcome = keyof typeof table

export const outcomes: Readonly<Record<Outcome, OutcomeRow>> = table

export function isOutcome(word: string): word is Outcome {
  return Object.hasOwn(table, word)
}

/** `undefined` for codes that no outcome has: a fault of ours, or the end that a system puts to a process. */
export function outcomeOfExitCode(exitCode: number): Outcome | undefined {
  if (exitCode === 0) return 'Fetched'
  return (Object.keys(table) as Outcome[]).find((word) => table[word].exitCode === exitCode)
}
