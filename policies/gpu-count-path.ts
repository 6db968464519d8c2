/**
 * Where people write how many GPUs, and how many replicas.
 * @module
 */
import { formatPath } from '../src/api/field-path.ts'
import { annotations } from '../src/vocabulary/names.ts'
import { gpusOf } from './devices.ts'
import { fieldAt } from './json.ts'
import { podKindOf } from './pod-shapes.ts'
import type { PolicySubject } from './subject.ts'

/** The first container that asks for any; the annotation where none does yet. */
export function gpuCountPath({ wanted, pods }: PolicySubject): string {
  if (wanted !== undefined) return wanted.paths.gpuCount
  for (const { containers } of pods) {
    for (const container of containers) {
      const [resource] = gpusOf(container).keys()
      if (resource === undefined) continue
      const list = resource in container.limits ? 'limits' : 'requests'
      return formatPath(container.path, ['resources', list, resource])
    }
  }
  return formatPath('metadata.annotations', [annotations.gpus])
}

export function replicasPath({ group, kind, object, wanted }: PolicySubject): string {
  if (wanted !== undefined) {
    const spec = fieldAt(object, 'spec')
    if (fieldAt(spec, 'scaling', 'maxReplicas') !== undefined) return 'spec.scaling.maxReplicas'
    if (fieldAt(spec, 'autoscaling', 'enabled') === true) return 'spec.autoscaling.maxReplicas'
    return wanted.replicas === 1 ? wanted.paths.gpuCount : 'spec.replicas'
  }
  return podKindOf(group, kind)?.replicas?.join('.') ?? 'spec'
}
