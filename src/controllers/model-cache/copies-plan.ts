/**
 * Copies on the disks of nodes: which nodes, what is on each, and the Jobs that bring it there from the volume that was downloaded to.
 * @module
 */
import { bytesOf } from '../../api/cache/bytes.ts'
import { type CacheRequest, cacheClaim, copiesClass, type NodeGroup } from '../../api/cache/intent.ts'
import { mostNodesNamed } from '../../api/cache/status.ts'
import { type CopyPlaces, type GroupNode, nodesForCopies } from '../../decide/cache/nodes.ts'
import { seededRandom } from '../../decide/place/seeded-random.ts'
import { barriers } from '../../inventory/node-barriers.ts'
import { renderCopiesClaim } from '../../render/model-cache/claim.ts'
import { type CopiedModel, copyJobNameOf, renderCopyJob } from '../../render/model-cache/copy-job.ts'
import type { RenderedObject } from '../../render/object.ts'
import type { Finding } from '../aim-endpoint/finding.ts'
import { copiesFinding } from './copies-finding.ts'
import type { CachedModel } from './model-state.ts'
import { modelStep } from './model-step.ts'
import { asCopy, asModel, heldUp, isServing, type NodeCopy, resultOfCopy } from './node-copy.ts'
import { type CacheClaim, type CacheJob, endOf } from './objects.ts'
import { obstacleOf } from './obstacle.ts'
import { podsOfJob } from './result-of-job.ts'
import type { CacheSituation } from './situation.ts'

export interface CopiesInput
  extends Pick<CacheSituation, 'object' | 'results' | 'pods' | 'image' | 'now' | 'jobRefused'> {
  readonly request: CacheRequest
  readonly copies: NonNullable<CacheSituation['copies']>
  /** Jobs that copy. */
  readonly jobs: readonly CacheJob[]
  /** What is on the volume that was downloaded to. */
  readonly entries: readonly CachedModel[]
  /** Size of that volume; absent while nobody knows it. */
  readonly size: string | undefined
  /** Nobody changes that volume now. */
  readonly isStill: boolean
}

export interface CopiesPlan {
  /** The claim of the copies, where it has to be made. */
  readonly claim?: RenderedObject
  readonly nodes: readonly NodeCopy[]
  /** Nodes with a copy of those that are to have one. */
  readonly summary: string
  /** Condition `NodeCopies`. */
  readonly finding: Finding
  /** Engines find what they ask for, wherever they start. */
  readonly isServing: boolean
  readonly create: readonly RenderedObject[]
  readonly remove: readonly CacheJob[]
  readonly afterSeconds: readonly number[]
}

/** Copies at once: more would only share what the one volume gives. One where only one node mounts that. */
const atOnce = 4

/** `undefined` where no copies can be made. */
export function planCopies(input: CopiesInput): CopiesPlan | undefined {
  const { request, object, copies, jobs, size } = input
  const { nodeGroup } = request.intent
  const storageClass = copiesClass(request.intent)
  if (nodeGroup === undefined || storageClass === undefined) return undefined
  const before = object.status?.nodes ?? []
  const holders = new Set(before.map(({ name }) => name))
  const places = nodesForCopies(nodeGroup, copies.nodes, holders, copies.users)
  const steps = stepsOf(input, nodeGroup, places, before)
  const nodes = steps.flatMap(({ copy }) => copy ?? []).slice(0, mostNodesNamed)
  const wanted = nodes.filter(({ name }) => places.chosen.includes(name))
  const names = new Set(nodes.map(({ job }) => job?.name))
  const isUnwanted = (job: CacheJob) => endOf(job) === undefined && !names.has(job.metadata.name)
  const ready = wanted.filter((copy) => copy.ready).length
  const claimName = cacheClaim(request.kind, request.name)
  const finding = copiesFinding({ ...copies, claimName, storageClass, places, nodes: wanted })
  return {
    ...(copies.claim === undefined && size !== undefined
      ? { claim: renderCopiesClaim(object, storageClass, size) }
      : {}),
    nodes,
    summary: `${ready}/${Math.max(places.chosen.length, places.asked ?? 0)}`,
    finding,
    // a group that was scaled to nothing grows for pods that wait, so these have to come first
    isServing: wanted.length === 0 ? copies.claim !== undefined : isServing(wanted),
    create: steps.flatMap(({ create }) => create ?? []),
    remove: [...jobs.filter(isUnwanted), ...steps.flatMap(({ remove }) => remove ?? [])],
    afterSeconds: steps.flatMap(({ afterSeconds }) => afterSeconds ?? []),
  }
}

interface NodeStep {
  /** Absent: nothing of the cache is on the node, and nothing is to be. */
  readonly copy?: NodeCopy
  readonly create?: RenderedObject
  readonly remove?: CacheJob
  readonly afterSeconds?: number
}

function stepsOf(
  input: CopiesInput,
  group: NodeGroup,
  places: CopyPlaces,
  before: readonly NodeCopy[],
): readonly NodeStep[] {
  const { request, copies, jobs, entries, isStill, pods, now } = input
  const all = copiedModels(request, entries)
  const nodes = new Map(copies.nodes.map((node) => [node.name, node]))
  const known = new Map(before.map((copy) => [copy.name, copy]))
  // what is gone from the cluster is gone with its disk
  const left = before.filter(({ name, job }) => !places.chosen.includes(name) && job !== undefined)
  const isOneNode = request.intent.storage.accessMode !== 'ReadWriteMany'
  const isAtWork = (job: CacheJob) =>
    endOf(job) === undefined && obstacleOf(job, podsOfJob(job, pods), now) === undefined
  let slots = (isOneNode ? 1 : atOnce) - jobs.filter(isAtWork).length
  const step = (name: string, models: readonly CopiedModel[]): NodeStep => {
    const node = nodes.get(name)
    if (node === undefined) return {}
    const isFree = isStill && slots > 0 && node.barriers.length === 0
    const made = stepOf(input, group, node, models, known.get(name), isFree)
    if (made.create !== undefined) slots -= 1
    return made
  }
  return [
    ...places.chosen.map((name) => step(name, all)),
    ...left.map(({ name }) => step(name, [])).map(withoutEmpty),
  ]
}

const withoutEmpty = ({ copy, ...step }: NodeStep): NodeStep =>
  copy === undefined || copy.reason === 'Empty' ? step : { ...step, copy }

function stepOf(
  input: CopiesInput,
  group: NodeGroup,
  { name, life, barriers: closed }: GroupNode,
  models: readonly CopiedModel[],
  before: NodeCopy | undefined,
  isFree: boolean,
): NodeStep {
  const { request, object, copies, jobs, results, pods, image, now, jobRefused } = input
  const isEmpty = models.length === 0
  const volume = copies.claim?.metadata.uid
  const why = closed[0] && barriers[closed[0]]
  // nothing is there, and nothing is to come
  if (volume === undefined || (isEmpty && before?.job === undefined))
    return { copy: heldUp({ name, ready: false, reason: 'Waiting' }, why) }
  const wish = { owner: object, node: { name, life }, volume, models }
  const jobName = copyJobNameOf(wish)
  const job = jobs.find(({ metadata }) => metadata.name === jobName)
  const result = results.get(job?.metadata.uid ?? '')
  const obstacle = job && obstacleOf(job, podsOfJob(job, pods), now)
  const { state, start, remove, afterSeconds } = modelStep({
    id: name,
    jobName,
    ...(before === undefined ? {} : { before: asModel(before) }),
    ...(job === undefined ? {} : { job }),
    ...(result === undefined ? {} : { result: resultOfCopy(name, result) }),
    ...(obstacle === undefined ? {} : { obstacle }),
    isWanted: true,
    mayStart: isFree && copies.claim?.metadata.deletionTimestamp === undefined,
    now,
    random: seededRandom(`${jobName}/${before?.attempts ?? 0}`)(),
  })
  const refused = start === true && jobRefused !== undefined ? { message: jobRefused } : {}
  return {
    copy: heldUp(asCopy({ ...state, ...refused }, isEmpty), why),
    ...(start === undefined
      ? {}
      : {
          create: renderCopyJob({ ...wish, intent: request.intent, group, image, ...quotaOf(copies.claim) }),
        }),
    ...(remove === undefined ? {} : { remove }),
    ...(afterSeconds === undefined ? {} : { afterSeconds }),
  }
}

function quotaOf(claim: CacheClaim | undefined): { readonly quotaBytes?: number } {
  const capacity = claim?.status?.capacity?.storage ?? claim?.spec.resources?.requests?.storage
  return capacity === undefined ? {} : { quotaBytes: bytesOf(capacity) }
}

/** What of the cache is on the volume, listed or not: what somebody may use is taken off no node before it goes from there. */
function copiedModels({ intent }: CacheRequest, entries: readonly CachedModel[]): readonly CopiedModel[] {
  const listed = new Map(intent.models.map((model) => [model.id, model.source]))
  return entries
    .flatMap(({ id, status, revision }) => {
      if ((status !== 'Ready' && status !== 'Evicting') || revision === undefined) return []
      const source = listed.get(id)
      const ref = source?.kind === 'hub' ? (source.revision ?? 'main') : source ? 'main' : revision
      return [{ id, ref, revision }]
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}
