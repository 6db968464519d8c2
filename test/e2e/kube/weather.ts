/**
 * What networks and busy servers do to a client, at random: for model-based tests and soaks.
 * @module
 */
import fc from 'fast-check'
import type { FaultProxy } from '../fault-proxy.ts'
import { expiredEvent, type Fault } from '../faults.ts'

/** Every kind of fault there is; no 422, by which a server says for good that it has no streaming lists. */
export const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.constant<Fault>({ kind: 'reset' }),
  fc.constant<Fault>({ kind: 'loseAnswer' }),
  fc.integer({ min: 0, max: 4000 }).map((bytes): Fault => ({ kind: 'resetAfter', bytes })),
  fc.integer({ min: 0, max: 4000 }).map((bytes): Fault => ({ kind: 'truncateAfter', bytes })),
  fc.integer({ min: 0, max: 4000 }).map((bytes): Fault => ({ kind: 'blackHoleAfter', bytes })),
  fc.integer({ min: 1, max: 100 }).map((ms): Fault => ({ kind: 'delay', ms })),
  fc.constant<Fault>({ kind: 'throttle', bytesPerSecond: 20_000 }),
  fc.integer({ min: -7200, max: 7200 }).map((seconds): Fault => ({ kind: 'skew', seconds })),
  fc
    .constantFrom(401, 403, 409, 410, 429, 500, 503, 504)
    .map((code): Fault => ({ kind: 'answer', code, retryAfterSeconds: 0 })),
  fc.constant<Fault>({ kind: 'answer', code: 200, body: expiredEvent }),
)

export interface Weather {
  readonly faults: readonly Fault[]
  /** Of requests that meet a fault, 0 to 1. */
  readonly share: number
  readonly seed: number
}

export const weather: fc.Arbitrary<Weather> = fc.record({
  faults: fc.array(fault, { minLength: 1, maxLength: 4 }),
  share: fc.double({ min: 0.1, max: 1, noNaN: true }),
  seed: fc.integer(),
})

/** From now on, until the proxy is calmed. */
export function storm(proxy: FaultProxy, { faults, share, seed }: Weather): void {
  const random = seeded(seed)
  proxy.chaos(() => (random() < share ? faults[Math.floor(random() * faults.length)] : undefined))
}

/** A small generator with a seed, so that a run can be run again. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
