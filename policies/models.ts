/**
 * The models an object serves, whichever way it says so.
 * @module
 */
import type { CacheRequest } from '../src/api/cache/intent.ts'
import { formatPath } from '../src/api/field-path.ts'
import type { ResolvedModel } from '../src/catalog/model.ts'
import { resolveModel } from '../src/catalog/models.ts'
import { annotations } from '../src/vocabulary/names.ts'
import { draftModels } from './draft-models.ts'
import { textOf } from './json.ts'
import { servingsOf } from './serving.ts'
import type { PolicySubject } from './subject.ts'

export interface PlacedModel {
  /** Absent where an engine starts with what cannot be seen. */
  readonly id?: string
  readonly path: string
  readonly known?: ResolvedModel
}

/** A word of an argument list and where it stands. */
export interface PlacedText {
  readonly text: string
  readonly path: string
}

/** Each model once, where it is first named; those that only guess ahead are models too. */
export function modelsOf(subject: PolicySubject): readonly PlacedModel[] {
  const { wanted, cache } = subject
  if (cache !== undefined) return cachedModels(cache)
  if (wanted !== undefined) {
    const { intent, paths } = wanted
    const words = intent.engineArgs.map((text, index) => ({
      text,
      path: paths.engineArgItems?.[index] ?? formatPath(paths.engineArgs, [index]),
    }))
    const { id } = intent.model
    return [id === '' ? { path: paths.model } : placed(id, paths.model), ...draftsIn(words)]
  }
  const annotation = textOf(subject.annotations[annotations.model])
  const found: PlacedModel[] = [
    ...(annotation === undefined
      ? []
      : [placed(annotation, formatPath('metadata.annotations', [annotations.model]))]),
    ...servingsOf(subject).flatMap(({ command, gpus }): PlacedModel[] => {
      const drafts = draftsIn(command.args)
      if (command.model !== undefined) return [placed(command.model.text, command.model.path), ...drafts]
      // an annotation is completed into a command where there is none, and proves nothing of one that cannot be seen
      return command.opaque !== undefined && (gpus > 0 || annotation !== undefined)
        ? [{ path: command.opaque.path }, ...drafts]
        : drafts
    }),
  ]
  return found.filter(({ id }, index) => found.findIndex((other) => other.id === id) === index)
}

/** Under the name that engines ask for, and under the one that is fetched: the files count, whatever they are called. */
function cachedModels({ intent, paths }: CacheRequest): readonly PlacedModel[] {
  return intent.models.flatMap(({ id, source }, index) => {
    const at = paths.model[index]
    const named = placed(id, at?.id ?? paths.models)
    if (source.kind !== 'hub' || source.id === id) return [named]
    return [named, placed(source.id, at?.source ?? paths.models)]
  })
}

const draftsIn = (words: readonly PlacedText[]): PlacedModel[] =>
  draftModels(words).map(({ text, path }) => placed(text, path))

function placed(id: string, path: string): PlacedModel {
  const known = resolveModel(id)
  return { id, path, ...(known && { known }) }
}
