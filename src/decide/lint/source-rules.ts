/**
 * Every figure has a source.
 * @module
 */
import { type Fault, fault } from './finding.ts'
import type { Subject } from './subject.ts'

export function sourceFaults({ spec, rows }: Subject): Fault[] {
  if (spec.source !== undefined) return []
  const measured = spec.performance !== undefined
  const open = rows.filter(({ configuration }) => configuration.source === undefined)
  if (open.length === 0 && !measured) return []
  const what = measured ? 'its arguments and measurements come' : 'its arguments come'
  return [fault('MissingSource', 'spec.source', `nothing says where ${what} from`, 'add spec.source')]
}
