/**
 * Recipes against each other: a name that overwrites another object, a row that two recipes have.
 * @module
 */
import { type Fault, fault } from './finding.ts'
import type { Subject } from './subject.ts'

/** One list of faults a subject, in their order; the later of two is the one that is told. */
export function duplicateFaults(
  subjects: readonly { readonly file: string; readonly subject: Subject }[],
): Fault[][] {
  const names = new Map<string, string>()
  const taken = new Map<string, string>()
  return subjects.map(({ file, subject: { recipe, rows } }) => {
    const faults: Fault[] = []
    const before = names.get(recipe.name)
    if (before !== undefined)
      faults.push(
        fault('DuplicateName', 'metadata.name', `"${recipe.name}" is the name of a recipe in ${before} too`),
      )
    names.set(recipe.name, file)
    for (const { path, configuration } of rows) {
      const { modelId, hardware, precision, backend } = recipe
      const key = [modelId.toLowerCase(), hardware, precision, backend, configuration.gpuCount].join(' ')
      const other = taken.get(key)
      const who = `${configuration.gpuCount} x ${hardware} in ${precision} with ${backend}`
      if (other !== undefined && before === undefined)
        faults.push(fault('DuplicateRow', path, `${modelId} on ${who} is a row of ${other} too`))
      taken.set(key, recipe.name)
    }
    return faults
  })
}
