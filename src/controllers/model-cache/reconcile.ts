/**
 * Brings one cache to what its plan says. What a Job told is in the status before the Job goes, and the name of a Job is there before the
 * Job is made, so a pass may end after any write.
 * @module
 */

import type { GroupNode } from '../../decide/cache/nodes.ts'
import { isConflict, isRefusal } from '../../kube/api-error.ts'
import type { ReconcileResult } from '../../kube/controller.ts'
import type { EventRecorder } from '../../kube/events.ts'
import { isControlledBy, refOf } from '../../kube/key.ts'
import { resources } from '../../kube/resources.ts'
import type { KubeClient, KubeObject, ResourceType } from '../../kube/types.ts'
import type { AllowedHosts } from '../../render/model-cache/fetch-job.ts'
import type { RenderedObject } from '../../render/object.ts'
import { cut } from '../../vocabulary/cut.ts'
import { withoutUpstreamFinalizers } from '../finalizers.ts'
import { Freshest } from '../gpu-workload/freshest.ts'
import { writeStatus } from '../write-status.ts'
import { longestMessage } from './model-state.ts'
import { type CacheClaim, type CacheJob, type CachePod, endOf, projectCachePod } from './objects.ts'
import { ClaimKeeper, type OwnClaims } from './own-claims.ts'
import { planCache } from './plan.ts'
import { ProgressWatch, type ProgressWatchOptions, progressSeconds } from './progress-watch.ts'
import type { CacheObject } from './read-cache.ts'
import { type JobResult, podsOfJob, resultOfJob } from './result-of-job.ts'
import type { CacheCount, CachePlan, CacheSituation } from './situation.ts'
import type { CacheUser } from './users.ts'

/** What is known, as the watches last told it. */
export interface CacheView {
  /** The cluster is known as a whole. */
  ready(): boolean
  cache(key: string): CacheObject | undefined
  claim(key: string): CacheClaim | undefined
  /** Jobs and pods with the labels of a cache. */
  jobs(cache: CacheObject): readonly CacheJob[]
  pods(cache: CacheObject): readonly CachePod[]
  users(cache: CacheObject): readonly CacheUser[]
  /** Of the whole cluster. */
  nodes(): readonly GroupNode[]
  /** Names of nodes with pods of users. */
  nodesOfUsers(cache: CacheObject): ReadonlySet<string>
  /** Where models may come from in a namespace; `undefined`: anywhere. */
  sources(namespace: string): AllowedHosts | undefined
}

export interface CacheReconcilerOptions extends Pick<ProgressWatchOptions, 'readText'> {
  readonly client: KubeClient
  readonly view: CacheView
  readonly events: Pick<EventRecorder, 'record'>
  /** The fitgate image, for Jobs. */
  readonly image: () => string
  readonly onCounted: (count: CacheCount) => void
  readonly onProgress: (key: string, share: number | undefined) => void
  readonly now: () => Date
}

/** Until something that is on its way out is looked at again; its deletion is usually told of sooner, seconds. */
const inTheWaySeconds = 2

/** Until a Job that was refused is tried again, seconds. */
const refusedSeconds = 60

export function cacheType({ kind }: Pick<CacheObject, 'kind'>): ResourceType {
  return kind === 'AIMCache' ? resources.aimCache : resources.modelCache
}

export function cacheReconciler(options: CacheReconcilerOptions) {
  const { client, view, events, now } = options
  const monotonic = () => performance.now()
  const progress = new ProgressWatch({ readText: options.readText, now: monotonic })
  const keeper = new ClaimKeeper(client, view.claim, monotonic)
  const caches = new Freshest<CacheObject>()
  /** Cache → Jobs that were made, until a watch has told of them. */
  const made = new Map<string, readonly CacheJob[]>()
  /** Cache → why its last Job was not made. */
  const refusedJobs = new Map<string, string>()

  return async (key: string): Promise<ReconcileResult> => {
    const seen = view.cache(key)
    if (seen === undefined) {
      forget(key)
      return {}
    }
    const object = await withoutUpstreamFinalizers(client, cacheType(seen), caches.of(seen))
    if (object.metadata.deletionTimestamp !== undefined) return {}
    if (!view.ready()) return { requeueAfterSeconds: 1 }
    return pass(key, object)
  }

  async function pass(key: string, object: CacheObject): Promise<ReconcileResult> {
    const looks: number[] = []
    let claims = await keeper.read(object)
    const jobs = await jobsOf(key, object)
    const results = await resultsOf(object, jobs)
    const plan = () => planCache(situation(key, object, { claims, jobs, results }))
    let planned = plan()
    const applied = await keeper.apply(key, planned, claims)
    looks.push(...applied.looks)
    if (applied.isNews) {
      claims = applied.claims
      planned = plan()
    }
    if (planned.ask === undefined) progress.forget(key)
    else {
      looks.push(progressSeconds)
      if (await progress.ask(key, planned.ask)) planned = plan()
    }
    const { bytes = 0, total = 0 } = progress.last(key) ?? {}
    options.onProgress(key, total === 0 ? undefined : bytes / total)
    const written = await tell(object, planned)
    if (written === undefined) return {}
    for (const { metadata } of planned.remove) {
      const { name, namespace, uid } = metadata
      await client.delete(resources.job, { name, namespace }, { uid, propagation: 'Background' })
      looks.push(inTheWaySeconds)
    }
    for (const job of planned.create) looks.push(...(await createJob(key, written, job)))
    if (planned.afterSeconds !== undefined) looks.push(planned.afterSeconds)
    return looks.length === 0 ? {} : { requeueAfterSeconds: Math.min(...looks) }
  }

  function situation(
    key: string,
    object: CacheObject,
    found: {
      readonly claims: OwnClaims
      readonly jobs: readonly CacheJob[]
      readonly results: ReadonlyMap<string, JobResult>
    },
  ): CacheSituation {
    const { claims, jobs, results } = found
    const { claim, refused } = claims.download
    const told = progress.last(key)
    const jobRefused = refusedJobs.get(key)
    const sources = view.sources(object.metadata.namespace ?? '')
    return {
      object,
      ...(claim === undefined ? {} : { claim }),
      ...(refused === undefined ? {} : { refused }),
      ...(jobRefused === undefined ? {} : { jobRefused }),
      ...(claims.copies === undefined
        ? {}
        : { copies: { ...claims.copies, nodes: view.nodes(), users: view.nodesOfUsers(object) } }),
      jobs,
      results,
      pods: view.pods(object),
      ...(told === undefined ? {} : { progress: told }),
      users: view.users(object),
      ...mountedOn(object, claims),
      image: options.image(),
      ...(sources === undefined ? {} : { sources }),
      now: now(),
    }
  }

  /** Where pods of users are on a volume that one node mounts: the first by name, as the others wait for it. */
  function mountedOn(object: CacheObject, { download, copies }: OwnClaims): { mountedOn?: string } {
    const modes = download.claim?.spec.accessModes ?? ['ReadWriteMany']
    if (copies !== undefined || modes.includes('ReadWriteMany')) return {}
    const [node] = [...view.nodesOfUsers(object)].sort()
    return node === undefined ? {} : { mountedOn: node }
  }

  async function jobsOf(key: string, object: CacheObject): Promise<readonly CacheJob[]> {
    const own = view.jobs(object).filter((job) => isControlledBy(job, object.metadata.uid))
    const untold = (made.get(key) ?? []).filter(
      (job) => !own.some(({ metadata }) => metadata.uid === job.metadata.uid),
    )
    const there: CacheJob[] = []
    for (const job of untold) {
      const found = await client.get<CacheJob>(resources.job, refOf(job))
      if (found !== undefined && found.metadata.uid === job.metadata.uid) there.push(found)
    }
    if (there.length === 0) made.delete(key)
    else made.set(key, there)
    const names = new Set(there.map(({ metadata }) => metadata.name))
    return [...own.filter(({ metadata }) => !names.has(metadata.name)), ...there]
  }

  /** Of Jobs that have ended and are not accounted for. A watch of pods may lag behind that of Jobs, so in doubt the pods are asked for. */
  async function resultsOf(object: CacheObject, jobs: readonly CacheJob[]) {
    const { cachedModels = [], nodes = [] } = object.status ?? {}
    const counted = new Set([...cachedModels, ...nodes].map(({ job }) => job?.uid))
    const results = new Map<string, JobResult>()
    for (const job of jobs) {
      const { uid = '' } = job.metadata
      if (endOf(job) === undefined || counted.has(uid)) continue
      const seen = resultOfJob(job, podsOfJob(job, view.pods(object)))
      const result = seen?.outcome === 'Unknown' ? resultOfJob(job, podsOfJob(job, await podsNow(job))) : seen
      if (result !== undefined) results.set(uid, result)
    }
    return results
  }

  async function podsNow({ metadata }: CacheJob): Promise<readonly CachePod[]> {
    const { namespace = '', uid } = metadata
    const labelSelector = `batch.kubernetes.io/controller-uid=${uid}`
    const { items } = await client.list<CachePod>(resources.pod, { namespace, labelSelector })
    return items.map(projectCachePod)
  }

  /** The object as it is now; `undefined` where it is gone. */
  async function tell(object: CacheObject, plan: CachePlan): Promise<CacheObject | undefined> {
    const written = await writeStatus(client, cacheType(object), object, plan.status)
    if (typeof written === 'string') return written === 'gone' ? undefined : object
    caches.note(written.object)
    for (const event of plan.events) events.record({ regarding: object, ...event })
    for (const count of plan.counts) options.onCounted(count)
    return written.object
  }

  /** @returns when to look again */
  async function createJob(key: string, owner: CacheObject, wanted: RenderedObject): Promise<number[]> {
    try {
      const job = (await client.create(resources.job, wanted)) as KubeObject as CacheJob
      made.set(key, [...(made.get(key) ?? []), job])
      refusedJobs.delete(key)
      return []
    } catch (error) {
      // the one that is there is in the way, or is just this one: the watch tells
      if (isConflict(error)) return [inTheWaySeconds]
      if (!isRefusal(error)) throw error
      const message = cut(`its Job was refused: ${error.message}`, longestMessage)
      const isNews = refusedJobs.get(key) !== message
      refusedJobs.set(key, message)
      if (isNews)
        events.record({
          regarding: owner,
          type: 'Warning',
          reason: 'JobRefused',
          action: 'Fetch',
          note: message,
        })
      return [isNews ? inTheWaySeconds : refusedSeconds]
    }
  }

  function forget(key: string): void {
    options.onProgress(key, undefined)
    progress.forget(key)
    keeper.forget(key)
    made.delete(key)
    refusedJobs.delete(key)
  }
}
