/**
 * Several models onto one volume, one after the other, and one result for all of them.
 * @module
 */

import { formatBytes } from '../vocabulary/bytes.ts'
import { outcomes } from '../vocabulary/model-files/outcome.ts'
import type { FetchResult, ModelResult } from '../vocabulary/model-files/result.ts'
import { FetchError } from './fetch-error.ts'
import { fetchModel, type ModelRequest, type TransferLimits, type VolumeOptions } from './fetch-model.ts'
import { createHasher } from './hash/hasher.ts'
import type { Meter } from './progress/meter.ts'
import { volumeUse } from './volume/space.ts'

export interface FetchOptions {
  readonly requests: readonly ModelRequest[]
  readonly volume: VolumeOptions
  readonly limits: TransferLimits
  readonly meter: Meter
  readonly signal: AbortSignal
  readonly onWait: (id: string, holder: string) => void
}

/** Never throws for what happens to models: one that fails keeps none of the others from coming. */
export async function fetchAll(options: FetchOptions): Promise<FetchResult> {
  const { requests, volume, limits, meter, signal, onWait } = options
  const hasher = createHasher()
  const models: ModelResult[] = []
  let failure: FetchError | undefined
  try {
    // all of them from the start, so that whoever looks sees what is to come
    const meters = requests.map(({ id }) => meter.model(id))
    for (const [index, request] of requests.entries()) {
      const own = meters[index] ?? meter.model(request.id)
      const wait = (holder: string) => onWait(request.id, holder)
      try {
        models.push(await fetchModel(request, { volume, limits, hasher, meter: own, signal, onWait: wait }))
      } catch (error) {
        const known = asOutcome(error, signal)
        failure ??= known
        const { total, revision } = own.read()
        models.push({
          id: request.id,
          outcome: known.outcome,
          ...(revision !== undefined && { revision }),
          ...(total > 0 && { bytes: total }),
        })
      } finally {
        request.source.close()
      }
    }
  } finally {
    await hasher.close()
  }
  const use = await volumeUse(volume.root).catch(() => undefined)
  return {
    ...(failure === undefined ? success(models) : failed(failure)),
    models,
    ...(use && { volume: use }),
  }
}

function asOutcome(error: unknown, signal: AbortSignal): FetchError {
  if (error instanceof FetchError) return error
  if (signal.aborted)
    return new FetchError(
      'Interrupted',
      'stopped before the end; what is there is kept, the next attempt goes on from it',
    )
  throw error
}

function success(models: readonly ModelResult[]): Pick<FetchResult, 'outcome' | 'message'> {
  const fetched = models.filter(({ outcome }) => outcome === 'Fetched')
  const bytes = models.reduce((sum, model) => sum + (model.bytes ?? 0), 0)
  const files = models.reduce((sum, model) => sum + (model.files ?? 0), 0)
  const what = `${models.length === 1 ? (models[0]?.id ?? '') : `${models.length} models`}: ${files} files, ${formatBytes(bytes)}`
  return fetched.length === 0
    ? { outcome: 'AlreadyThere', message: `${what}, ${outcomes.AlreadyThere.meaning}` }
    : { outcome: 'Fetched', message: `${what}, verified and published` }
}

function failed({ outcome, message, retryAfterSeconds }: FetchError) {
  return { outcome, message, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) }
}
