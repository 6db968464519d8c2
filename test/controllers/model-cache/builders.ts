/**
 * Jobs of caches and their pods, as the API server has them.
 * @module
 */
import type { CacheJob, CachePod } from '../../../src/controllers/model-cache/objects.ts'
import { type FetchResult, writeResult } from '../../../src/vocabulary/model-files/result.ts'

export const qwen = 'Qwen/Qwen3-8B'
export const start = new Date('2026-11-21T10:00:00Z')
export const later = (seconds: number) => new Date(start.getTime() + seconds * 1000)

export const fetched: FetchResult = {
  outcome: 'Fetched',
  message: 'fetched 1 model',
  models: [
    {
      id: qwen,
      outcome: 'Fetched',
      revision: 'a'.repeat(40),
      bytes: 16_000,
      files: 9,
      digest: 'd'.repeat(64),
    },
  ],
  volume: { usedBytes: 16_000, freeBytes: 90 * 2 ** 30 },
}

export function job(
  condition?: 'Complete' | 'Failed',
  metadata: Partial<CacheJob['metadata']> = {},
): CacheJob {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'models-fetch-1', namespace: 'team', uid: 'uid-of-job', ...metadata },
    status: condition
      ? { conditions: [{ type: condition, status: 'True', reason: 'Why', message: 'the backoff limit' }] }
      : {},
  }
}

interface Ending {
  readonly exitCode?: number
  readonly message?: string
  readonly reason?: string
  readonly finishedAt?: string
  readonly of?: string
}

/** A pod of `job()` that has ended. */
export function endedPod({ of = 'uid-of-job', exitCode = 0, ...terminated }: Ending = {}): CachePod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `pod-${terminated.finishedAt ?? ''}`,
      namespace: 'team',
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'models-fetch-1', uid: of }],
    },
    spec: { containers: [{ name: 'fitgate' }] },
    status: {
      phase: exitCode === 0 ? 'Succeeded' : 'Failed',
      containerStatuses: [
        { name: 'fitgate', ready: false, state: { terminated: { exitCode, ...terminated } } },
      ],
    },
  }
}

export const said = (result: Partial<FetchResult>) => writeResult({ ...fetched, ...result })
