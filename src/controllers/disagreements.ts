/**
 * Says once where labels of nodes contradict what is known of their devices, and again when it is more nodes than before.
 * @module
 */
import type { Hardware } from '../inventory/hardware.ts'
import type { Log } from './log.ts'

/** Takes the hardware of every snapshot. */
export function disagreementWatch(
  log: Pick<Log, 'warn'>,
): (hardware: Pick<Hardware, 'disagreements'>) => void {
  let said: ReadonlyMap<string, number> = new Map()
  return ({ disagreements = [] }) => {
    for (const { words, nodes } of disagreements)
      if (nodes > (said.get(words) ?? 0)) log.warn({ nodes }, `labels of nodes cannot all be right: ${words}`)
    said = new Map(disagreements.map(({ words, nodes }) => [words, nodes]))
  }
}
