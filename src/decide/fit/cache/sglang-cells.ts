/**
 * Bytes that one token, and one state, take on each pipeline stage under SGLang.
 * @module
 */
import type { Bucket } from './groups.ts'

export interface StageCells {
  /** Bytes of a token in the layers that keep everything. */
  readonly full: number
  /** Bytes of a token in the window layers. */
  readonly window: number
  /** Bytes of one request's states on this stage. */
  readonly state: number
}

/** One entry a stage. */
export function stageCells(buckets: readonly Bucket[]): readonly StageCells[] {
  const stages = buckets[0]?.onStage.length ?? 0
  return Array.from({ length: stages }, (_, stage) => {
    const cells = { full: 0, window: 0, state: 0 }
    for (const { entry, onStage } of buckets) {
      const layers = onStage[stage] ?? 0
      if (entry.kind === 'state') cells.state += layers * entry.bytes
      else if (entry.kind === 'full') cells.full += layers * entry.bytesPerToken
      else cells.window += layers * entry.bytesPerToken
    }
    return cells
  })
}
