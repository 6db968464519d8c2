/**
 * Brings one cache to what its plan says. What a Job told is in the status before the Job goes, and the name of a Job is there before the
 * Job is made, so a pass may end after any write.
 * @module
 */
import { isConflict, isRefusal } from '../../kube/api-error.ts'
import type { ReconcileResult } from '../../kube/controller.ts'
import type { EventRecorder } from '../../kube/events.ts'
import { isControlledBy, refOf } from '../../kube/key.ts'
import { resources } from '../../kube/resources.ts'
import type { KubeClient, KubeObject, ResourceType } from '../../kube/types.ts'
import type { AllowedHosts } from '../../render/model-cache/fetch-job.ts'
import type { RenderedObject } from '../../render/object.ts'
import { cut } from '../../vocabulary/cut.ts'
import { belonging } from '../aim-endpoint/belonging.ts'
import type { Finding } from '../aim-endpoint/finding.ts'
import { withoutUpstreamFinalizers } from '../finalizers.ts'
import { Freshest } from '../gpu-workload/freshest.ts'
import { mergePatch } from '../merge-patch.ts'
import { ClaimApplier } from './apply-claim.ts'
import { longestMessage } from './model-state.ts'
import { type CacheClaim, type CacheJob, type CachePod, endOf, projectCachePod } from './objects.ts'
import { planCache } from './plan.ts'
import { ProgressWatch, type ProgressWatchOptions, progressSeconds } from './progress-watch.ts'
import { type CacheObject, claimKeyOf } from './read-cache.ts'
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
  const claims = new ClaimApplier(client, monotonic)
  const caches = new Freshest<CacheObject>()
  /** Cache → the Job that was made last, until a watch has told of it. */
  const made = new Map<string, CacheJob>()
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
    const { live, taken } = await claimOf(object)
    const jobs = await jobsOf(key, object)
    const results = await resultsOf(object, jobs)
    let claim = live
    let refused = taken
    const plan = () => planCache(situation(key, object, { claim, refused, jobs, results }))
    let planned = plan()
    if (planned.claim !== undefined && taken === undefined) {
      const applied = await claims.apply(key, planned.claim, claim)
      if (applied.afterSeconds !== undefined) looks.push(applied.afterSeconds)
      if (applied.claim !== claim || applied.refused !== undefined) {
        claim = applied.claim
        refused = applied.refused
        planned = plan()
      }
    } else if (taken !== undefined) looks.push(inTheWaySeconds * 5)
    if (planned.ask === undefined) progress.forget(key)
    else {
      looks.push(progressSeconds)
      if (await progress.ask(key, planned.ask)) planned = plan()
    }
    const { bytes = 0, total = 0 } = progress.last(key) ?? {}
    options.onProgress(key, total === 0 ? undefined : bytes / total)
    const written = await writeStatus(object, planned)
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
      readonly claim: CacheClaim | undefined
      readonly refused: Finding | undefined
      readonly jobs: readonly CacheJob[]
      readonly results: ReadonlyMap<string, JobResult>
    },
  ): CacheSituation {
    const { claim, refused, jobs, results } = found
    const told = progress.last(key)
    const jobRefused = refusedJobs.get(key)
    const sources = view.sources(object.metadata.namespace ?? '')
    return {
      object,
      ...(claim === undefined ? {} : { claim }),
      ...(refused === undefined ? {} : { refused }),
      ...(jobRefused === undefined ? {} : { jobRefused }),
      jobs,
      results,
      pods: view.pods(object),
      ...(told === undefined ? {} : { progress: told }),
      users: view.users(object),
      image: options.image(),
      ...(sources === undefined ? {} : { sources }),
      now: now(),
    }
  }

  /** A claim that no watch has told of may be there all the same: made a moment ago, or somebody else's. */
  async function claimOf(object: CacheObject): Promise<{ live?: CacheClaim; taken?: Finding }> {
    const key = claimKeyOf(object)
    const [namespace = '', name = ''] = key.split('/')
    const found =
      view.claim(key) ?? (await client.get<CacheClaim>(resources.persistentVolumeClaim, { namespace, name }))
    if (found === undefined) return {}
    const whose = belonging(found, object)
    if (whose === 'own') return { live: found }
    const message =
      whose === 'foreign'
        ? `PersistentVolumeClaim ${name} is here already and does not belong to this ${object.kind}; rename one of the two`
        : `PersistentVolumeClaim ${name} of a ${object.kind} that had this name is still being deleted`
    const reason = whose === 'foreign' ? 'NameTaken' : 'Terminating'
    return { taken: { status: 'False', reason, message } }
  }

  async function jobsOf(key: string, object: CacheObject): Promise<readonly CacheJob[]> {
    const own = view.jobs(object).filter((job) => isControlledBy(job, object.metadata.uid))
    const last = made.get(key)
    if (last === undefined) return own
    if (own.some(({ metadata }) => metadata.uid === last.metadata.uid)) {
      made.delete(key)
      return own
    }
    const there = await client.get<CacheJob>(resources.job, refOf(last))
    if (there === undefined || there.metadata.uid !== last.metadata.uid) {
      made.delete(key)
      return own
    }
    return [...own.filter(({ metadata }) => metadata.name !== there.metadata.name), there]
  }

  /** Of Jobs that have ended and are not accounted for. A watch of pods may lag behind that of Jobs, so in doubt the pods are asked for. */
  async function resultsOf(object: CacheObject, jobs: readonly CacheJob[]) {
    const counted = new Set(object.status?.cachedModels?.map(({ job }) => job?.uid))
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

  async function writeStatus(object: CacheObject, plan: CachePlan): Promise<CacheObject> {
    const status = mergePatch(object.status ?? {}, plan.status)
    if (status === undefined) return object
    const { resourceVersion } = object.metadata
    const patch = { metadata: { resourceVersion }, status }
    const written = await client.patch<CacheObject>(cacheType(object), refOf(object), 'merge', patch, {
      subresource: 'status',
    })
    caches.note(written)
    for (const event of plan.events) events.record({ regarding: object, ...event })
    for (const count of plan.counts) options.onCounted(count)
    return written
  }

  /** @returns when to look again */
  async function createJob(key: string, owner: CacheObject, wanted: RenderedObject): Promise<number[]> {
    try {
      made.set(key, (await client.create(resources.job, wanted)) as KubeObject as CacheJob)
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
    claims.forget(key)
    made.delete(key)
    refusedJobs.delete(key)
  }
}
