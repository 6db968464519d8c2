/**
 * How far a fetch is: what `fitgate fetch --listen` answers under `/progress`, and the fields of its JSON lines.
 * @module
 */
import { isAmount, isRecord, type JsonRecord } from './json-record.ts'

const modelPhases = ['Waiting', 'Listing', 'Fetching', 'Verifying', 'Publishing', 'Done'] as const

/** Waiting: for somebody else who fetches the same model onto the same volume. */
export type ModelPhase = (typeof modelPhases)[number]

export interface FileCount {
  readonly done: number
  readonly total: number
}

export interface ModelProgress {
  /** `org/name`. */
  readonly id: string
  /** Absent until it is known. */
  readonly revision?: string
  readonly phase: ModelPhase
  /** That are on the volume, those of earlier attempts too. */
  readonly bytes: number
  /** 0 until it is known. */
  readonly total: number
  readonly files: FileCount
}

export interface FetchProgress {
  /** Sums over the models. */
  readonly bytes: number
  readonly total: number
  readonly files: FileCount
  /** Over the last seconds; 0 while nothing arrives. */
  readonly bytesPerSecond: number
  /** Absent while there is no rate to tell it by. */
  readonly secondsLeft?: number
  readonly models: readonly ModelProgress[]
}

/** `undefined` for what is no such answer. */
export function readProgress(value: unknown): FetchProgress | undefined {
  if (!isRecord(value) || !Array.isArray(value.models)) return undefined
  const sums = sumsOf(value)
  const models = value.models.map(modelOf)
  if (sums === undefined || models.includes(undefined) || !isAmount(value.bytesPerSecond)) return undefined
  return {
    ...sums,
    bytesPerSecond: value.bytesPerSecond,
    ...(isAmount(value.secondsLeft) && { secondsLeft: value.secondsLeft }),
    models: models.filter((model) => model !== undefined),
  }
}

function modelOf(value: unknown): ModelProgress | undefined {
  if (!isRecord(value) || typeof value.id !== 'string') return undefined
  const sums = sumsOf(value)
  const phase = modelPhases.find((word) => word === value.phase)
  if (sums === undefined || phase === undefined) return undefined
  return {
    id: value.id,
    ...(typeof value.revision === 'string' && { revision: value.revision }),
    phase,
    ...sums,
  }
}

function sumsOf({ bytes, total, files }: JsonRecord) {
  if (!isAmount(bytes) || !isAmount(total) || !isRecord(files)) return undefined
  const { done, total: all } = files
  return isAmount(done) && isAmount(all) ? { bytes, total, files: { done, total: all } } : undefined
}
