/**
 * A plain workload as it was written: its kind, its annotations, and the container that serves.
 * @module
 */
import type { ContainerCommand } from '../../engines/container-command.ts'
import { type FieldError, notAllowed } from '../../vocabulary/field-error.ts'
import { annotations } from '../../vocabulary/names.ts'
import type { ObjectMeta } from '../../vocabulary/object-meta.ts'
import { formatPath, valueAt } from '../field-path.ts'
import { disagreements } from './disagreements.ts'
import { countAt, isJsonObject, type JsonObject, objectAt, textAt } from './json.ts'
import { ownModelFiles } from './own-model-files.ts'
import { containersOf, servingContainer, type WorkloadContainer } from './serving-container.ts'
import { annotationPath, readSettings, type WorkloadSettings } from './settings.ts'
import { type TemplatePlace, type WorkloadKind, workloadKindOf, workloadKinds } from './workload-kinds.ts'

export type { JsonObject } from './json.ts'
export type { WorkloadContainer } from './serving-container.ts'
export { ownArgumentsOf, toIntentRequest } from './workload-intent.ts'

/** A pod of the object: what has its `metadata` and `spec`. */
export interface PodTemplate {
  readonly place: TemplatePlace
  readonly value: JsonObject
  /** `spec.template`; empty for a Pod. */
  readonly path: string
}

export interface Workload {
  readonly kind: WorkloadKind
  /** The object as it came. */
  readonly object: JsonObject
  readonly metadata: ObjectMeta
  readonly settings: WorkloadSettings
  /** The pod that serves. */
  readonly template: PodTemplate
  /** Every pod template of the object, `template` first. */
  readonly templates: readonly PodTemplate[]
  /** The container that serves; `container.command` is what it starts. */
  readonly container: WorkloadContainer
  readonly command: ContainerCommand
  /** Replicas, 1 where nobody says. */
  readonly replicas: number
  /** Pods of one replica; 1 but for groups. */
  readonly groupSize: number
}

export interface ParsedWorkload {
  /** Absent when there are errors. */
  readonly workload?: Workload
  /** All problems at once, with whole paths. */
  readonly errors: readonly FieldError[]
  /** Annotations that nobody knows or that do nothing here. */
  readonly warnings: readonly FieldError[]
}

/**
 * Understands an object, whatever the JSON: an error for what fitgate has to know, nothing for what only the API server judges.
 * Without the annotation `fitgate.dev/model` nothing is asked of fitgate, and a container is picked without a word.
 */
export function parseWorkload(object: unknown): ParsedWorkload {
  const kind = workloadKindOf(valueAt(object, ['apiVersion']), valueAt(object, ['kind']))
  if (kind === undefined || !isJsonObject(object)) {
    const written = textAt(object, ['kind']) ?? ''
    const words = workloadKinds.map((row) => row.kind)
    return { errors: [notAllowed('kind', 'kind of workload', written, words)], warnings: [] }
  }
  const metadata = metadataOf(object)
  const { settings, errors, warnings } = readSettings(metadata)
  const templates = kind.templates.flatMap((place): PodTemplate[] => {
    const value = objectAt(object, place.steps)
    return value === undefined ? [] : [{ place, value, path: formatPath('', place.steps) }]
  })
  const [template] = templates
  if (template === undefined) {
    const path = formatPath('', kind.templates.at(-1)?.steps ?? [])
    return { errors: [...errors, { path, message: 'is missing' }], warnings }
  }
  const containers = containersOf(template.value, template.path, settings.engine)
  const chosen = servingContainer(containers, template.value, template.path, settings.container)
  const asks = valueAt(metadata, ['annotations', annotations.model]) !== undefined
  const container = 'message' in chosen ? (asks ? undefined : containers[0]) : chosen
  const problems = 'message' in chosen && (asks || container === undefined) ? [chosen] : []
  const disagreed =
    container === undefined ? { errors: [], warnings: [] } : disagreements(settings, container)
  const all = [...errors, ...problems, ...disagreed.errors]
  return {
    ...(container === undefined || all.length > 0
      ? {}
      : {
          workload: {
            kind,
            object,
            metadata,
            settings,
            template,
            templates,
            container,
            command: container.command,
            replicas: kind.replicas === undefined ? 1 : (countAt(object, kind.replicas) ?? 1),
            groupSize: kind.groupSize === undefined ? 1 : (countAt(object, kind.groupSize) ?? 1),
          },
        }),
    errors: all,
    warnings: [
      ...warnings,
      ...disagreed.warnings,
      ...unmounted(settings, container),
      ...misplaced(templates, metadata),
    ],
  }
}

/** Who says where files are gets no volume of ours beside them. */
function unmounted({ cache }: WorkloadSettings, container: WorkloadContainer | undefined): FieldError[] {
  const own = cache === undefined || container === undefined ? undefined : ownModelFiles(container.value)
  if (own === undefined) return []
  return [
    {
      path: annotationPath(annotations.cache),
      message: `is not mounted: the container has ${own}, which says where model files are`,
      fix: 'keep one of the two',
    },
  ]
}

function metadataOf(object: JsonObject): ObjectMeta {
  const metadata = objectAt(object, ['metadata']) ?? {}
  return { ...metadata, name: textAt(metadata, ['name']) ?? '' }
}

/** On the pod template the annotation is read by nobody: pods that a controller makes are never looked at. */
function misplaced(templates: readonly PodTemplate[], metadata: ObjectMeta): FieldError[] {
  if (valueAt(metadata, ['annotations', annotations.model]) !== undefined) return []
  return templates
    .filter(({ value }) => valueAt(value, ['metadata', 'annotations', annotations.model]) !== undefined)
    .map(({ path }) => ({
      path: formatPath(path, ['metadata', 'annotations', annotations.model]),
      message: 'does nothing on the pod template',
      fix: "write it into the object's own metadata",
    }))
}
