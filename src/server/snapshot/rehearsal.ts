/**
 * Which context reviews are answered in while there is much to answer. A new one makes hundreds of answers void at once: those that are
 * asked for again and again are made anew under it first, between requests, and then it is shown. Otherwise whoever comes in the moment
 * after each snapshot waits for all who came before.
 * @module
 */
import type { WebhookContext } from '../../../webhooks/context.ts'

export interface RehearsalOptions {
  readonly newest: () => WebhookContext
  /** Makes answers under a context that is not shown yet, one with each step. */
  readonly rehearse: (context: WebhookContext) => Iterator<unknown>
  /** ms of a clock that only goes forward. Default `performance.now` */
  readonly monotonic?: () => number
  /** Runs something when what came meanwhile was taken in. Default `setImmediate` */
  readonly later?: (work: () => void) => void
}

/** Who was not asked for so long has time: the newest context counts at once. Milliseconds */
const quietMs = 100
/** A newer context is held back no longer. Milliseconds */
const longestMs = 300
/** What is done with no request in between. The first is longer, so that with little to do nothing is held back. Milliseconds */
const firstSliceMs = 1
const sliceMs = 0.5

/** @returns the context for the request at hand: the newest, or the one before for at most 0.4 s */
export function rehearsed(options: RehearsalOptions): () => WebhookContext {
  const { newest, rehearse, monotonic = () => performance.now(), later = setImmediate } = options
  let shown: WebhookContext | undefined
  let next: WebhookContext | undefined
  let askedAt = Number.NEGATIVE_INFINITY

  function show(context: WebhookContext): WebhookContext {
    shown = context
    next = undefined
    return context
  }

  function go(context: WebhookContext, steps: Iterator<unknown>, slice: number, until: number): void {
    // somebody came after a quiet time, and was shown a newer one
    if (next !== context) return
    const end = monotonic() + slice
    let isDone = false
    while (!isDone && monotonic() < end) isDone = steps.next().done === true
    if (isDone || monotonic() >= until) show(context)
    else later(() => go(context, steps, sliceMs, until))
  }

  return () => {
    const now = monotonic()
    const isQuiet = now - askedAt >= quietMs
    askedAt = now
    const context = newest()
    if (shown === undefined || isQuiet) return show(context)
    if (context !== shown && next === undefined) {
      next = context
      go(context, rehearse(context), firstSliceMs, now + longestMs)
    }
    return shown
  }
}
