/**
 * The difference between the children that are wanted and those that are there.
 * @module
 */
import { deploymentAnnotations } from '../../render/deployment.ts'
import { type Child, findChild } from './child.ts'
import { frozenFields, settleClaim } from './claim.ts'
import { differsFromKept, isKept, keepTemplate, type PodMaker } from './keep-template.ts'

export interface ChildrenPlan {
  /** To apply, in this order. */
  readonly apply: readonly Child[]
  /** To delete before anything is applied. */
  readonly remove: readonly Child[]
  /** Replicas to hand to the autoscaler before what makes the pods is applied without them. */
  readonly handOver?: { readonly kind: PodMaker['kind']; readonly name: string; readonly replicas: number }
  /** What makes the pods, where the template of another fitgate is kept in it and this one would write it otherwise. */
  readonly outdated?: Pick<PodMaker, 'kind' | 'metadata'>
  /** What the cache's volume cannot become. */
  readonly frozen: readonly string[]
}

/** A volume claim is data: it stays until somebody deletes it, or the endpoint. */
const staysUnwanted = (child: Child) => child.kind === 'PersistentVolumeClaim'

const isSame = (one: Child, other: Child) =>
  one.kind === other.kind && one.metadata.name === other.metadata.name

/** @param wanted as rendered, at most one Deployment or LeaderWorkerSet and one claim among them */
export function planChildren(wanted: readonly Child[], live: readonly Child[]): ChildrenPlan {
  const maker = wanted.find(({ kind }) => kind === 'Deployment' || kind === 'LeaderWorkerSet')
  const running =
    maker &&
    findChild(live, maker.kind === 'Deployment' ? 'Deployment' : 'LeaderWorkerSet', maker.metadata.name)
  const kept = maker && isKept(maker, running) ? running : undefined
  const claim = wanted.find((object) => object.kind === 'PersistentVolumeClaim')
  const volume = claim && findChild(live, 'PersistentVolumeClaim', claim.metadata.name)

  const settle = (object: Child): Child => {
    if (object === maker && kept) return keepTemplate(object, kept)
    if (object === claim && volume) return settleClaim(object, volume)
    // Configuration and template are kept together, or the next pod that restarts would run with another.
    const there = object.kind === 'ConfigMap' && kept && live.find((child) => isSame(child, object))
    return there ? { ...object, data: there.data } : object
  }
  const handOver = maker && running && replicasToHandOver(maker, running)
  return {
    apply: wanted.map(settle),
    remove: live.filter((child) => !staysUnwanted(child) && !wanted.some((object) => isSame(object, child))),
    ...(handOver === undefined ? {} : { handOver }),
    ...(maker !== undefined && kept !== undefined && differsFromKept(maker, kept) ? { outdated: kept } : {}),
    frozen: claim && volume ? frozenFields(claim, volume) : [],
  }
}

/** Replicas that fitgate owns still, where they will be an autoscaler's. */
function replicasToHandOver(wanted: Child, live: PodMaker): ChildrenPlan['handOver'] {
  const { autoscaled } = deploymentAnnotations
  const begins = wanted.metadata.annotations?.[autoscaled] && !live.metadata.annotations?.[autoscaled]
  if (!begins) return undefined
  return { kind: live.kind, name: live.metadata.name, replicas: live.spec.replicas ?? 1 }
}
