/**
 * How one stands that waits, in words: its place, coarsely, what is missing, and whether waiting helps.
 *
 * Exact where a person would count, and coarser the further back: words that move with every step of the line would be written for
 * thousands at every step.
 * @module
 */
import type { Competition } from './competition.ts'

export interface Standing {
  /** 1 is the first. */
  readonly place: number
  /** How many wait. */
  readonly of: number
  readonly competition: Competition
  /** What its namespace may not have, in words. */
  readonly refusal?: string
  /** Workloads that are taken down for it. */
  readonly makeRoom?: number
}

/** Reason of the condition `Placed`: all that would do is taken. */
export const noCapacity = 'NoCapacity'

/** Reasons of the condition `Placed`. */
export type WaitingReason = typeof noCapacity | 'NothingFreesUp' | 'QuotaUsedUp' | 'MakingRoom'

export function waitingReason({ competition, refusal, makeRoom = 0 }: Standing): WaitingReason {
  if (refusal !== undefined) return 'QuotaUsedUp'
  if (makeRoom > 0) return 'MakingRoom'
  return competition.freesUp ? noCapacity : 'NothingFreesUp'
}

/** Up to here places are told exactly. */
const near = 10

const steps = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000]

/** `3rd of 12`, `among the first 50 of more than 100`. */
export function placeWords({ place, of }: Pick<Standing, 'place' | 'of'>): string {
  const all = of <= near ? `${of}` : `more than ${steps.findLast((step) => step < of) ?? near}`
  if (place <= near) return `${ordinal(place)} of ${all}`
  const step = steps.find((each) => place <= each)
  return step === undefined ? `behind the first ${steps.at(-1)}` : `among the first ${step} of ${all}`
}

/** What a table has room for: the place, and whether waiting alone will not do. */
export function columnWords(standing: Standing): string {
  switch (waitingReason(standing)) {
    case 'QuotaUsedUp':
      return `${placeWords(standing)}; over quota`
    case 'NothingFreesUp':
      return `${placeWords(standing)}; nothing frees up`
    default:
      return placeWords(standing)
  }
}

/** What follows after what is needed: `the fullest-free node has 5; 3 workloads hold the rest; 3rd of 12 in the queue`. */
export function standingWords(standing: Standing): string {
  return [...obstacle(standing), `${placeWords(standing)} in the queue`].join('; ')
}

function obstacle({ place, competition, refusal, makeRoom = 0 }: Standing): readonly string[] {
  if (refusal !== undefined) return [refusal]
  const { nodes, mostFree, holders, freesUp } = competition
  if (nodes === 0) return ['no node that may be used takes pods now']
  const hold = holdersWords(holders)
  if (makeRoom > 0)
    return [`${workloads(makeRoom)} of lower priority ${makeRoom === 1 ? 'makes' : 'make'} room`]
  if (!freesUp) return [hold, nothingFreesUp]
  // free devices come and go with every pod: told to those whose turn is near
  return place > near ? [hold] : [`the fullest-free node has ${mostFree}`, hold]
}

/** Said where waiting alone will not do. */
export const nothingFreesUp = 'nothing will free up by itself, as what holds them does not end'

export function holdersWords(holders: number): string {
  if (holders <= near) return `${workloads(holders)} ${holders === 1 ? 'holds' : 'hold'} the rest`
  return `more than ${steps.findLast((step) => step < holders) ?? near} workloads hold the rest`
}

const workloads = (count: number) => `${count} ${count === 1 ? 'workload' : 'workloads'}`

function ordinal(place: number): string {
  const ending = place % 100 > 10 && place % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th')
  return `${place}${ending}`
}
