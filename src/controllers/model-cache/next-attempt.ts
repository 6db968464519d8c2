/**
 * When a model is tried again, by how the last attempt ended.
 * @module
 */
import { type Outcome, outcomes } from '../../vocabulary/model-files/outcome.ts'

/** How an attempt ended: an outcome, or without a word, as a process does that is killed. */
export type Ending = Outcome | 'Unknown'

/** Waits double from `first` up to `most`, seconds. */
interface Waits {
  readonly first: number
  readonly most: number
}

/**
 * What somebody has to change first is looked at once an hour, as Secrets are changed without a word to us; what passes by itself within
 * minutes. A source that limits requests sets the pace itself, where it names one.
 */
const waitsOf: Readonly<Record<(typeof outcomes)[Outcome]['again'], Waits>> = {
  done: { first: 10, most: 600 },
  soon: { first: 10, most: 600 },
  later: { first: 60, most: 1800 },
  never: { first: 3600, most: 3600 },
}

/** What a source may ask for at most, seconds: a day. */
const mostAsked = 86_400

/** A herd that failed together comes back spread over this share of the wait. */
const jitter = 0.1

/**
 * Seconds to wait.
 *
 * @param failures how many attempts have ended so in a row, this one included
 * @param askedSeconds Retry-After of the source
 * @param random from 0 to 1
 */
export function nextAttemptSeconds(
  ending: Ending,
  failures: number,
  askedSeconds: number | undefined,
  random: number,
): number {
  const { first, most } = waitsOf[ending === 'Unknown' ? 'soon' : outcomes[ending].again]
  const own = Math.min(most, first * 2 ** Math.max(0, Math.min(failures, 32) - 1))
  const asked = Math.min(askedSeconds ?? 0, mostAsked)
  return Math.ceil(Math.max(own, asked) * (1 + jitter * random))
}

/**
 * Seconds left until a time that a status names; 0 when it is due. A time that no wait reaches was written by a clock that has since
 * been set back.
 */
export function secondsUntil(time: string, now: Date): number {
  const left = (Date.parse(time) - now.getTime()) / 1000
  return left > 0 && left <= mostAsked * (1 + jitter) ? left : 0
}
