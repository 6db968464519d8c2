/**
 * One pod template of a workload, and where its parts are in the object.
 * @module
 */
import type { JsonObject, PodTemplate, Workload } from '../../api/workload/workload.ts'
import { isTree, type Place, readAt } from './place.ts'

/** Where an addition belongs; its steps are counted from there. */
export type Scope = 'object' | 'template' | 'pod' | 'container'

export interface Target {
  /** As its owner wrote it. */
  readonly workload: Workload
  readonly pod: JsonObject
  /** The container with the engine. */
  readonly container: JsonObject
  /** The pod that clients talk to, and no other of its template; the others of a group only compute. */
  readonly serves: boolean
  readonly places: Readonly<Record<Scope, Place>>
}

/** Every pod template with a container for the engine, the one that serves first. */
export function targetsOf(workload: Workload): readonly Target[] {
  return workload.templates
    .map((template) => targetOf(workload, template))
    .filter((target) => target !== undefined)
    .sort((a, b) => Number(b.serves) - Number(a.serves))
}

/** One template for all pods of a group: what only the one that serves may have would be in all of them. */
function isShared({ groupSize, templates }: Workload): boolean {
  return groupSize > 1 && templates.length === 1
}

/** The container of the same name, or the only one: a group's other pods need not repeat the name. */
function targetOf(workload: Workload, template: PodTemplate): Target | undefined {
  const pod = template.value.spec
  if (!isTree(pod)) return undefined
  const listed = readAt(pod, ['containers'])
  const containers = (Array.isArray(listed) ? (listed as readonly unknown[]) : []).filter(isTree)
  const named = containers.find(({ name }) => name === workload.container.name)
  const container = named ?? (containers.length === 1 ? containers[0] : undefined)
  if (container === undefined || typeof container.name !== 'string') return undefined
  const place = template.place.steps
  return {
    workload,
    pod,
    container,
    serves: template.place === workload.template.place && !isShared(workload),
    places: {
      object: [],
      template: place,
      pod: [...place, 'spec'],
      container: [...place, 'spec', 'containers', `name=${container.name}`],
    },
  }
}
