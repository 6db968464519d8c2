/**
 * Whether the heap fits into the memory that the process may use: if not, the kernel ends it before V8 has collected all it could.
 *
 * V8 takes its bound when it starts, so it is set where the process is started (`NODE_OPTIONS` in the manifests); here it is only seen.
 * @module
 */
import process from 'node:process'
import { getHeapStatistics } from 'node:v8'

/** What a process takes beside its heap: the program, stacks, buffers of connections. MiB; 91 once every part is loaded, 41 from the bundle. */
export const besideHeapMiB = 96

const bytesPerMiB = 2 ** 20

/** In words, with the remedy; `undefined` where it fits or nothing limits the process. MiB */
export function heapFault(heapMiB: number, allowedMiB: number | undefined): string | undefined {
  if (allowedMiB === undefined || heapMiB + besideHeapMiB <= allowedMiB) return undefined
  const percentage = Math.max(10, Math.floor((100 * (allowedMiB - besideHeapMiB)) / allowedMiB))
  return `the heap may grow to ${Math.round(heapMiB)} MiB where ${Math.round(allowedMiB)} MiB are allowed in all, so the kernel may end the process before it collects: start it with NODE_OPTIONS=--max-old-space-size-percentage=${percentage}, or on Deno with DENO_V8_FLAGS=--max-old-space-size=${Math.floor((allowedMiB * percentage) / 100)}`
}

/** Of this process. */
export function ownHeapFault(): string | undefined {
  // not there on every runtime; a limit that is none is told as 0 or as more than any machine has
  const allowed: number = process.constrainedMemory?.() ?? 0
  const isLimited = allowed > 0 && allowed < 2 ** 50
  return heapFault(
    getHeapStatistics().heap_size_limit / bytesPerMiB,
    isLimited ? allowed / bytesPerMiB : undefined,
  )
}
