/**
 * A plain workload as it was written: its kind, its annotations, and the container that serves.
 * @module
 */
import type { ContainerCommand } from '../../engines/container-command.ts'
import type { ObjectMeta } from '../../vocabulary/object-meta.ts'
import type { WorkloadSettings } from './settings.ts'
import type { TemplatePlace, WorkloadKind } from './workload-kinds.ts'

/** JSON that nobody has looked at yet. */
export type JsonObject = Readonly<Record<string, unknown>>

/** A pod of the object: what has its `metadata` and `spec`. */
export interface PodTemplate {
  readonly place: TemplatePlace
  readonly value: JsonObject
  /** `spec.template`; empty for a Pod. */
  readonly path: string
}

export interface WorkloadContainer {
  readonly name: string
  readonly value: JsonObject
  /** In `containers`. */
  readonly index: number
  /** `spec.template.spec.containers[0]`. */
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
  /** Every pod template of the object, `template` among them. */
  readonly templates: readonly PodTemplate[]
  readonly container: WorkloadContainer
  readonly command: ContainerCommand
  /** Replicas, 1 where nobody says. */
  readonly replicas: number
  /** Pods of one replica; 1 but for groups. */
  readonly groupSize: number
}
