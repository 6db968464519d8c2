/**
 * The models an object serves, whichever way it says so.
 * @module
 */
import { formatPath } from '../src/api/field-path.ts'
import type { ResolvedModel } from '../src/catalog/model.ts'
import { resolveModel } from '../src/catalog/models.ts'
import { annotations } from '../src/vocabulary/names.ts'
import { textOf } from './json.ts'
import { servingsOf } from './serving.ts'
import type { PolicySubject } from './subject.ts'

export interface PlacedModel {
  /** Absent where an engine starts with what cannot be seen. */
  readonly id?: string
  readonly path: string
  readonly known?: ResolvedModel
}

/** Each model once, where it is first named. */
export function modelsOf(subject: PolicySubject): readonly PlacedModel[] {
  const { wanted } = subject
  if (wanted !== undefined) return [placed(wanted.intent.model.id, wanted.paths.model)]
  const annotation = textOf(subject.annotations[annotations.model])
  const found: PlacedModel[] = [
    ...(annotation === undefined
      ? []
      : [placed(annotation, formatPath('metadata.annotations', [annotations.model]))]),
    ...servingsOf(subject).flatMap(({ command, gpus }): PlacedModel[] => {
      if (command.model !== undefined) return [placed(command.model.text, command.model.path)]
      // the annotation is completed into a command
      return gpus > 0 && annotation === undefined && command.opaque !== undefined
        ? [{ path: command.opaque.path }]
        : []
    }),
  ]
  return found.filter(({ id }, index) => found.findIndex((other) => other.id === id) === index)
}

function placed(id: string, path: string): PlacedModel {
  const known = resolveModel(id)
  return { id, path, ...(known && { known }) }
}
