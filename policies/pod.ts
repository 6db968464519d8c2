/**
 * A pod template as policies see it: containers of every list with their paths.
 * @module
 */
import { formatPath } from '../src/api/field-path.ts'
import { field, fieldAt, type JsonRecord, listOf, recordOf, textOf } from './json.ts'

/** A sidecar is an init container that never ends (`restartPolicy: Always`). */
export type ContainerRole = 'main' | 'init' | 'sidecar'

export interface PodContainer {
  readonly role: ContainerRole
  readonly name: string
  readonly path: string
  /** Empty where none is written. */
  readonly image: string
  readonly requests: JsonRecord
  readonly limits: JsonRecord
  readonly env: readonly unknown[]
  /** As written. */
  readonly value: JsonRecord
}

export interface PodTemplate {
  /** The pod's spec as written. */
  readonly spec: JsonRecord
  /** Path of the spec. */
  readonly path: string
  readonly annotations: JsonRecord
  readonly labels: JsonRecord
  /** Pods that are wanted of it in one replica of the object: workers of a group. */
  readonly copies: number
  readonly containers: readonly PodContainer[]
}

/** Reads a template; `path` is that of the object with `metadata` and `spec`, `''` for a Pod. */
export function readPodTemplate(template: unknown, path: string, copies: number): PodTemplate {
  const spec = recordOf(field(template, 'spec'))
  const specPath = path === '' ? 'spec' : `${path}.spec`
  const containers = [
    ...containersIn(spec, specPath, 'containers', () => 'main'),
    ...containersIn(spec, specPath, 'initContainers', (container) =>
      field(container, 'restartPolicy') === 'Always' ? 'sidecar' : 'init',
    ),
  ]
  const annotations = recordOf(fieldAt(template, 'metadata', 'annotations'))
  const labels = recordOf(fieldAt(template, 'metadata', 'labels'))
  return { spec, path: specPath, annotations, labels, copies, containers }
}

function containersIn(
  spec: JsonRecord,
  path: string,
  list: string,
  roleOf: (container: unknown) => ContainerRole,
): PodContainer[] {
  return listOf(spec[list]).map((item, index) => {
    const value = recordOf(item)
    return {
      role: roleOf(value),
      name: textOf(value.name) ?? '',
      path: formatPath(path, [list, index]),
      image: textOf(value.image)?.trim() ?? '',
      requests: recordOf(fieldAt(value, 'resources', 'requests')),
      limits: recordOf(fieldAt(value, 'resources', 'limits')),
      env: listOf(value.env),
      value,
    }
  })
}
