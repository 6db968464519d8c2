/**
 * A GPU's memory as one line of blocks and one line of words, readable without colour.
 * @module
 */
import { formatGiB } from '../../vocabulary/quantity.ts'
import type { MemoryBreakdown } from '../decision.ts'

interface Part {
  readonly word: string
  readonly block: string
  readonly gib: number
}

/** The parts of a breakdown that a bar shows. */
export type Memory = Pick<
  MemoryBreakdown,
  'totalGiB' | 'budgetGiB' | 'weightsGiB' | 'activationsGiB' | 'nonTorchGiB' | 'graphsGiB' | 'kvCacheGiB'
>

/** Less is not shown, GiB. */
const seen = 0.05

/** What the device holds, in the order of the bar. The parts add up to the device; a cache below zero is what is missing. */
export function memoryParts(memory: Memory): readonly Part[] {
  return [
    { word: 'weights', block: '█', gib: memory.weightsGiB },
    { word: 'activations', block: '▒', gib: memory.activationsGiB },
    { word: 'graphs', block: '▓', gib: memory.graphsGiB },
    { word: 'other', block: '░', gib: memory.nonTorchGiB },
    { word: 'KV cache', block: '·', gib: memory.kvCacheGiB },
    { word: 'kept free', block: '▁', gib: memory.totalGiB - memory.budgetGiB },
  ]
}

/** The bar, `width` characters; a part that is there at all gets at least one. */
export function memoryBar(memory: Memory, width = 52): string {
  const parts = memoryParts(memory).filter((part) => part.gib > seen)
  const sum = parts.reduce((total, part) => total + part.gib, 0)
  const lengths = parts.map((part) => Math.max(1, Math.round((part.gib / sum) * width)))
  // rounding is settled on the longest part
  const longest = lengths.indexOf(Math.max(...lengths))
  const excess = lengths.reduce((total, length) => total + length, 0) - width
  return parts
    .map((part, i) => part.block.repeat(Math.max(1, (lengths[i] ?? 1) - (i === longest ? excess : 0))))
    .join('')
}

/**
 * `weights 61.1   activations 2.4   other 1.7   KV cache 111.4   kept free 15.4`, closer together where that is too wide;
 * `missing 41.1` where the cache would be below zero.
 */
export function memoryWords(memory: Memory, width = 88): string {
  const words = memoryParts(memory)
    .filter((part) => Math.abs(part.gib) > seen)
    .map(({ word, gib }) => (gib < 0 ? `missing ${formatGiB(-gib)}` : `${word} ${formatGiB(gib)}`))
  const wide = words.join('   ')
  return wide.length <= width ? wide : words.join('  ')
}
