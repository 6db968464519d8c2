/**
 * How far the roll-out of a workload's newest pod template is, from its spec and status alone.
 * @module
 */
import type { WorkloadObject } from '../feeds/workload.ts'

export interface Rollout {
  /** Replicas wanted. */
  readonly replicas: number
  /** Replicas of the newest template that answer, at least. */
  readonly updatedReady: number
  /** Every replica has the newest template and answers. */
  readonly done: boolean
  /** A new replica starts before an old one ends, so it needs room of its own. */
  readonly needsSurge: boolean
  /** Why a changed template would not roll out by itself; absent where it does. */
  readonly byHand?: string
}

type Fields = Readonly<Record<string, unknown>>

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}

const count = (value: unknown, otherwise = 0) => (typeof value === 'number' ? value : otherwise)

/** An `IntOrString` of `replicas`: `2`, `"25%"`. */
function share(
  value: unknown,
  otherwise: string,
  replicas: number,
  round: (exact: number) => number,
): number {
  if (typeof value === 'number') return value
  const percent = /^(\d+)%$/.exec(typeof value === 'string' ? value : otherwise)?.[1]
  return percent === undefined ? 0 : round((Number(percent) * replicas) / 100)
}

/** `undefined` for kinds whose pods are never replaced by a changed template. */
export function rolloutOf({ kind, metadata, spec = {}, status = {} }: WorkloadObject): Rollout | undefined {
  const replicas = count(spec.replicas, 1)
  const updated = count(status.updatedReplicas)
  const total = count(status.replicas)
  const ready = count(status.readyReplicas)
  const isSeen = count(status.observedGeneration, metadata.generation ?? 0) >= (metadata.generation ?? 0)
  const updatedReady = isSeen ? Math.max(0, ready - Math.max(0, total - updated)) : 0
  const done = isSeen && updated === replicas && total === replicas && ready === replicas
  const common = { replicas, updatedReady, done }
  switch (kind) {
    case 'Deployment':
      return { ...common, ...deploymentStrategy(spec, replicas) }
    case 'StatefulSet':
      return { ...common, needsSurge: false, ...statefulSetStrategy(spec) }
    case 'LeaderWorkerSet':
      return { ...common, needsSurge: groupsNeedSurge(spec, replicas) }
    default:
      return undefined
  }
}

function deploymentStrategy(spec: Fields, replicas: number): Pick<Rollout, 'needsSurge' | 'byHand'> {
  const { type, rollingUpdate } = fields(spec.strategy)
  const paused = spec.paused === true ? { byHand: 'its roll-outs are paused' } : {}
  if (type === 'Recreate') return { needsSurge: false, ...paused }
  const { maxUnavailable, maxSurge } = fields(rollingUpdate)
  const surge = share(maxSurge, '25%', replicas, Math.ceil)
  // both rounded to nothing: the API takes one away
  return { needsSurge: surge > 0 && share(maxUnavailable, '25%', replicas, Math.floor) === 0, ...paused }
}

function statefulSetStrategy(spec: Fields): Pick<Rollout, 'byHand'> {
  const { type, rollingUpdate } = fields(spec.updateStrategy)
  if (type === 'OnDelete') return { byHand: 'its pods are replaced when they are deleted' }
  const partition = count(fields(rollingUpdate).partition)
  return partition > 0 ? { byHand: `its roll-outs stop at partition ${partition}` } : {}
}

function groupsNeedSurge(spec: Fields, replicas: number): boolean {
  const { maxUnavailable, maxSurge } = fields(fields(spec.rolloutStrategy).rollingUpdateConfiguration)
  return (
    share(maxSurge, '0%', replicas, Math.ceil) > 0 &&
    share(maxUnavailable ?? 1, '0%', replicas, Math.floor) === 0
  )
}
