/**
 * Batches of a recipe as its GPUs grow: more GPUs have more room, so a batch that falls is a slip.
 * @module
 */
import { namedSettings } from '../../engines/named-settings.ts'
import { formatCount } from '../../vocabulary/quantity.ts'
import { argumentAt } from './argument-at.ts'
import { type Fault, fault } from './finding.ts'
import type { Row, Subject } from './subject.ts'

const batches = ['maxNumSeqs', 'maxNumBatchedTokens'] as const

export function growthFaults({ engine, rows }: Subject): Fault[] {
  const bySize = rows.toSorted((a, b) => a.configuration.gpuCount - b.configuration.gpuCount)
  return batches.flatMap((key) => {
    const name = namedSettings[engine.backend].find((setting) => setting.key === key)?.name ?? key
    const set = bySize.filter(({ read }) => read.settings[key] !== undefined)
    return set.flatMap((row, index) => {
      const before = set[index - 1]
      const [value, smaller] = [row.read.settings[key] ?? 0, before?.read.settings[key] ?? 0]
      if (before === undefined || value >= smaller) return []
      const where = argumentAt(engine, row.configuration.args ?? [], name, row.path)
      return [fault('FallingBatch', where, falls(name, before, smaller, row, value))]
    })
  })
}

function falls(name: string, before: Row, from: number, row: Row, to: number): string {
  const gpus = (count: number) => `${count} GPU${count === 1 ? '' : 's'}`
  return `--${name} falls from ${formatCount(from)} on ${gpus(before.configuration.gpuCount)} to ${formatCount(to)} on ${gpus(row.configuration.gpuCount)}`
}
