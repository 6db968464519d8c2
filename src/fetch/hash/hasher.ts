/**
 * Hashing beside everything else: SHA-256 takes a core a GiB/s, which is as fast as files arrive.
 * @module
 */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Declared } from '../remote-file.ts'
import type { Answer, Hashes, Order } from './messages.ts'

export interface HashJob {
  /** So many bytes from the start are in the file. */
  advance(to: number): void
  /** When all bytes were read. */
  readonly hashes: Promise<Hashes>
  cancel(): void
}

export interface Hasher {
  /** @param path a file that exists; it may still grow */
  start(path: string, bytes: number, declared?: Declared): HashJob
  close(): Promise<void>
}

interface Waiting {
  readonly worker: Worker
  resolve(hashes: Hashes): void
  reject(error: Error): void
}

/** One keeps up with 8 Gbit/s; the other half of the cores receives and writes. More than four would only take memory. */
const defaultThreads = Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)))
/** Beside sources and in a bundle. */
const entry = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './hash-worker.mjs', import.meta.url)

export function createHasher(threads = defaultThreads): Hasher {
  const workers: Worker[] = []
  const waiting = new Map<number, Waiting>()
  let jobs = 0

  function workerFor(job: number): Worker {
    const found = workers[job % threads]
    if (found !== undefined) return found
    // a small heap: what it hashes is not in it
    const worker = new Worker(entry, {
      resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
    })
    worker.on('message', settle)
    worker.on('error', (error) => failAll(worker, error instanceof Error ? error : new Error(String(error))))
    workers[job % threads] = worker
    return worker
  }

  function settle(answer: Answer): void {
    const asked = waiting.get(answer.job)
    waiting.delete(answer.job)
    if ('failed' in answer) asked?.reject(Object.assign(new Error(answer.failed), { code: answer.code }))
    else asked?.resolve(answer)
  }

  function failAll(worker: Worker, error: Error): void {
    for (const [job, asked] of waiting) {
      if (asked.worker !== worker) continue
      waiting.delete(job)
      asked.reject(error)
    }
  }

  return {
    start(path, bytes, declared) {
      const job = jobs++
      const worker = workerFor(job)
      const order = (order: Order) => worker.postMessage(order)
      const hashes = new Promise<Hashes>((resolve, reject) => waiting.set(job, { worker, resolve, reject }))
      // whoever gives up a file does not wait for its digest
      hashes.catch(() => undefined)
      order({ job, open: path, bytes, ...(declared && { declared }) })
      let told = -1
      return {
        hashes,
        advance(to) {
          if (to <= told) return
          told = to
          order({ job, upTo: to })
        },
        cancel() {
          if (!waiting.delete(job)) return
          order({ job, close: true })
        },
      }
    },
    async close() {
      await Promise.all(workers.map((worker) => worker?.terminate()))
    },
  }
}
