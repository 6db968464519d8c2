/**
 * Arguments that stop the engine and whose right spelling is known: in a list that people wrote, nobody writes them otherwise.
 * @module
 */
import { textAt } from '../../api/workload/json.ts'
import type { OwnArguments } from '../../api/workload/own-arguments.ts'
import type { Workload } from '../../api/workload/workload.ts'
import { engineOfImage } from '../../engines/images.ts'
import { lookUp } from '../../engines/look-up.ts'
import type { Finding } from './problem.ts'

export function nameProblems({ container }: Workload, { engine, errors }: OwnArguments): Finding[] {
  const image = textAt(container.value, ['image']) ?? ''
  // an engine that nobody can tell may know arguments that this one does not
  if (image !== '' && engineOfImage(image) === undefined) return []
  return errors.flatMap(({ code, instead, written, ...problem }): Finding[] => {
    if (instead === undefined || written === undefined) return []
    if (code === 'unknown') {
      const renames = [{ path: problem.path, from: written, to: instead }]
      return [{ ...problem, severity: 'error', renames }]
    }
    const { argument } = lookUp(engine, written)
    if (argument === undefined) return []
    return [{ ...problem, severity: 'error', changes: [`--${argument.name}=${instead}`] }]
  })
}
