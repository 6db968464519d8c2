/**
 * A thread that reads what was written and hashes it, a little behind whoever writes: the page cache still has it.
 * @module
 */
import { closeSync, openSync, readSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { createDigest, type Digest } from './digest.ts'
import type { Answer, Order } from './messages.ts'

interface Job {
  readonly descriptor: number
  readonly bytes: number
  readonly sha256: Digest
  readonly declared: Digest | undefined
  at: number
}

const jobs = new Map<number, Job>()
/** Stays in the core's own cache. */
const buffer = new Uint8Array(2 ** 17)

parentPort?.on('message', (order: Order) => {
  try {
    obey(order)
  } catch (error) {
    end(order.job)
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
    tell({ job: order.job, failed: error instanceof Error ? error.message : String(error), code })
  }
})

function obey(order: Order): void {
  if ('open' in order) {
    const { open: path, bytes, declared } = order
    const own =
      declared === undefined || declared.algorithm === 'sha256' ? undefined : createDigest(declared, bytes)
    const sha256 = createDigest({ algorithm: 'sha256' }, bytes)
    jobs.set(order.job, { descriptor: openSync(path, 'r'), bytes, sha256, declared: own, at: 0 })
  } else if ('upTo' in order) {
    hash(order.job, order.upTo)
  } else {
    end(order.job)
  }
}

function hash(id: number, upTo: number): void {
  const job = jobs.get(id)
  if (job === undefined) return
  while (job.at < upTo) {
    const read = readSync(job.descriptor, buffer, 0, Math.min(buffer.length, upTo - job.at), job.at)
    if (read === 0) throw new Error(`the file ends at byte ${job.at}`)
    const data = buffer.subarray(0, read)
    job.sha256.update(data)
    job.declared?.update(data)
    job.at += read
  }
  if (job.at < job.bytes) return
  const sha256 = job.sha256.hex()
  const declared = job.declared?.hex() ?? sha256
  end(id)
  tell({ job: id, sha256, declared })
}

function end(id: number): void {
  const job = jobs.get(id)
  if (job === undefined) return
  jobs.delete(id)
  closeSync(job.descriptor)
}

function tell(answer: Answer): void {
  parentPort?.postMessage(answer)
}
