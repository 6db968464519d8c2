/**
 * What a fetch or a removal tells of itself when it ends: one JSON object that fits a pod's termination message.
 * @module
 */
import { cut } from '../cut.ts'
import { isRecord, type JsonRecord, parseJson } from './json-record.ts'
import { isOutcome, type Outcome } from './outcome.ts'

/** Bytes of a termination message that a kubelet keeps. Source: Kubernetes, "Customizing the termination message". */
export const mostResultBytes = 4096

export interface ModelResult {
  /** `org/name`. */
  readonly id: string
  readonly outcome: Outcome
  /** Commit, or the digest of the list of files; absent where it did not become known. */
  readonly revision?: string
  /** Of all files; with `InsufficientSpace` what it would take. */
  readonly bytes?: number
  readonly files?: number
  /** SHA-256 over names, sizes and digests of all files: equal for equal content. */
  readonly digest?: string
}

export interface VolumeUse {
  /** What models and unfinished downloads take, each content once. */
  readonly usedBytes: number
  /** What may still be written, as the file system says. */
  readonly freeBytes: number
}

export interface FetchResult {
  /** The worst of the models'. */
  readonly outcome: Outcome
  /** What happened, with numbers, and what to do; for people. */
  readonly message: string
  readonly models: readonly ModelResult[]
  readonly volume?: VolumeUse
  /** What the source asked to wait before the next try. */
  readonly retryAfterSeconds?: number
}

const size = (text: string) => new TextEncoder().encode(text).length

/** At most `mostResultBytes`: first the message is cut, then models are left out, the last ones first. */
export function writeResult(result: FetchResult): string {
  let models = result.models
  for (const most of [result.message.length, 800, 200]) {
    const text = JSON.stringify({ ...result, message: cut(result.message, Math.max(most, 1)) })
    if (size(text) <= mostResultBytes) return text
  }
  for (;;) {
    const text = JSON.stringify({ ...result, message: cut(result.message, 200), models })
    if (size(text) <= mostResultBytes || models.length === 0) return text
    models = models.slice(0, -1)
  }
}

/** `undefined` for anything else than what `writeResult` wrote: a pod may say whatever it wants. */
export function readResult(text: string): FetchResult | undefined {
  const value = parseJson(text)
  if (!isRecord(value) || typeof value.outcome !== 'string' || !isOutcome(value.outcome)) return undefined
  const models = Array.isArray(value.models) ? value.models.map(modelOf) : []
  if (models.includes(undefined)) return undefined
  const volume = isRecord(value.volume) ? volumeOf(value.volume) : undefined
  const retryAfterSeconds = countIn(value.retryAfterSeconds)
  return {
    outcome: value.outcome,
    message: typeof value.message === 'string' ? value.message : '',
    models: models.filter((model) => model !== undefined),
    ...(volume && { volume }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  }
}

function modelOf(value: unknown): ModelResult | undefined {
  if (!isRecord(value) || typeof value.id !== 'string') return undefined
  if (typeof value.outcome !== 'string' || !isOutcome(value.outcome)) return undefined
  const bytes = countIn(value.bytes)
  const files = countIn(value.files)
  return {
    id: value.id,
    outcome: value.outcome,
    ...(typeof value.revision === 'string' && { revision: value.revision }),
    ...(bytes !== undefined && { bytes }),
    ...(files !== undefined && { files }),
    ...(typeof value.digest === 'string' && { digest: value.digest }),
  }
}

function volumeOf(value: JsonRecord): VolumeUse | undefined {
  const usedBytes = countIn(value.usedBytes)
  const freeBytes = countIn(value.freeBytes)
  return usedBytes === undefined || freeBytes === undefined ? undefined : { usedBytes, freeBytes }
}

function countIn(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined
}
