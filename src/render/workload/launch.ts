/**
 * Who writes the engine's command line.
 * @module
 */
import { engineOfImage } from '../../engines/images.ts'
import type { Target } from './target.ts'

/** An image whose engine no name tells has an entry point of its own, which a command would switch off. */
function startsKnownEngine({ container }: Target): boolean {
  const { image } = container
  return typeof image !== 'string' || image === '' || engineOfImage(image) !== undefined
}

/** Whether the command line is left to fitgate. The other pods of a group are told by their leader what to do. */
export function leavesCommand(target: Target): boolean {
  const { container, serves } = target
  return (
    serves && container.command === undefined && container.args === undefined && startsKnownEngine(target)
  )
}

/** Whether only the program is: there are arguments for an engine, and neither a command nor the image would start it. */
export function leavesProgram({ container, serves, workload }: Target): boolean {
  const { written, launches, opaque } = workload.command
  return serves && container.command === undefined && written && !launches && opaque === undefined
}
