/**
 * Which container of a pod serves the model.
 * @module
 */
import type { Backend } from '../../catalog/recipe.ts'
import { type ContainerCommand, readContainerCommand } from '../../engines/container-command.ts'
import { type FieldError, notAllowed } from '../../vocabulary/field-error.ts'
import { annotations } from '../../vocabulary/names.ts'
import { formatPath, joinPath } from '../field-path.ts'
import { gpuRequests } from './gpu-request.ts'
import { type JsonObject, objectsAt, textAt } from './json.ts'
import { annotationPath } from './settings.ts'

export interface WorkloadContainer {
  readonly name: string
  readonly value: JsonObject
  /** In `containers`. */
  readonly index: number
  /** `spec.template.spec.containers[0]`. */
  readonly path: string
  readonly command: ContainerCommand
}

/** `kubectl logs` and others go by it; people who have sidecars write it. */
const defaultContainer = 'kubectl.kubernetes.io/default-container'

/** @param path of the pod template */
export function containersOf(template: JsonObject, path: string, meant?: Backend): WorkloadContainer[] {
  const list = joinPath(path, 'spec.containers')
  return objectsAt(template, ['spec', 'containers']).map(({ value, index }) => {
    const own = formatPath(list, [index])
    const command = readContainerCommand(value, own, meant)
    return { name: textAt(value, ['name']) ?? '', value, index, path: own, command }
  })
}

/** What tells the serving container from the others, the surest first. */
const signs: readonly ((container: WorkloadContainer) => boolean)[] = [
  ({ command }) => command.launches,
  ({ command }) => command.engine !== undefined,
  ({ value, path }) => gpuRequests(value, path).length > 0,
  // sidecars that others inject have an image
  ({ value }) => (textAt(value, ['image']) ?? '') === '',
]

/** The container that the annotation names, else the only one of its kind; else what to write. */
export function servingContainer(
  containers: readonly WorkloadContainer[],
  template: JsonObject,
  path: string,
  named: string | undefined,
): WorkloadContainer | FieldError {
  const names = containers.map(({ name }) => name)
  const [first, second] = containers
  if (first === undefined) return { path: joinPath(path, 'spec.containers'), message: 'has no container' }
  if (named !== undefined)
    return (
      containers.find(({ name }) => name === named) ??
      notAllowed(annotationPath(annotations.container), 'container', named, names)
    )
  if (second === undefined) return first
  for (const sign of signs) {
    const [one, other] = containers.filter(sign)
    if (one !== undefined && other === undefined) return one
  }
  const byDefault = textAt(template, ['metadata', 'annotations', defaultContainer])
  return (
    containers.find(({ name }) => name === byDefault) ?? {
      path: joinPath(path, 'spec.containers'),
      message: `has ${containers.length} containers (${names.join(', ')}), and nothing tells which of them serves`,
      fix: `name it in the annotation ${annotations.container}`,
    }
  )
}
