/**
 * Small pieces of text that every screen shares.
 * @module
 */
import { formatCount, formatGiB } from '../../vocabulary/quantity.ts'
import type { Reason } from '../../vocabulary/reasons.ts'
import type { Candidate, MemoryBreakdown } from '../decision.ts'

/** `1 GPU`, `8 GPUs`. */
export function gpus(count: number): string {
  return `${count} ${count === 1 ? 'GPU' : 'GPUs'}`
}

type Devices = Pick<Candidate, 'accelerator' | 'partition' | 'gpuCount' | 'nodes'>

/** `1 x MI300X`, `2 x MI300X (cpx_nps4)`, `2 nodes of 8 x MI300X`. */
export function devices({ accelerator, partition, gpuCount, nodes = 1 }: Devices): string {
  const each = `${gpuCount / nodes} x ${accelerator}${partition ? ` (${partition})` : ''}`
  return nodes === 1 ? each : `${nodes} nodes of ${each}`
}

/** `1.1 M`, `180 k`, `640`: enough to compare by. */
export function roughly(count: number): string {
  if (count >= 1e6) return `${(count / 1e6).toFixed(1)} M`
  if (count >= 10_000) return `${Math.round(count / 1000)} k`
  return formatCount(count)
}

/** `13.9`, `140`: one decimal where it matters. */
export function times(value: number): string {
  return value >= 100 ? formatCount(value) : value.toFixed(1)
}

/** `111.4 GiB of KV cache, 13.9 requests of 32,768 tokens at once`. */
export function served(memory: MemoryBreakdown): string {
  return `${formatGiB(memory.kvCacheGiB)} GiB of KV cache, ${times(memory.maxConcurrency)} requests of ${formatCount(memory.maxModelLen)} tokens at once`
}

/** Columns padded to the widest cell of each, two blanks apart, no blanks at line ends. */
export function table(rows: readonly (readonly string[])[], indent = '  '): string[] {
  const widths: number[] = []
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  return rows.map((row) => (indent + row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')).trimEnd())
}

/** Breaks a text at blanks so that no line is longer than `width`; further lines get `indent`. */
export function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const limit = lines.length === 0 ? width : width - indent.length
    if (line !== '' && line.length + 1 + word.length > limit) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  lines.push(line)
  return lines.map((l, i) => (i === 0 ? l : indent + l))
}

/** Several reasons in one sentence. */
export function summaryOfReasons(reasons: readonly Reason[]): string {
  return reasons.map((reason) => reason.message).join('; ')
}
