/**
 * Caches of a test in a namespace of its own, and the pods of their Jobs: their claims have a class that nobody serves, so no node takes
 * them, and the test says how they run and end.
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { CacheJob, CachePod } from '../../../src/controllers/model-cache/objects.ts'
import type { CacheObject, CacheStatus } from '../../../src/controllers/model-cache/read-cache.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject } from '../../../src/kube/types.ts'
import { type Outcome, outcomes } from '../../../src/vocabulary/model-files/outcome.ts'
import { type FetchResult, writeResult } from '../../../src/vocabulary/model-files/result.ts'
import { eventually } from '../eventually.ts'

export const model = 'team/tiny'

export function modelCaches(admin: KubeClient, namespace: string) {
  const statusOf = async (name: string, type = resources.aimCache): Promise<CacheStatus> =>
    (await admin.get<CacheObject>(type, { namespace, name }))?.status ?? {}

  const create = (name: string, spec: object = {}) =>
    admin.create<KubeObject>(resources.aimCache, {
      apiVersion: 'aim.engine.amd.com/v1alpha1',
      kind: 'AIMCache',
      metadata: { name, namespace },
      spec: { storage: { size: '10Gi', storageClass: 'nobody-serves-it' }, models: [{ id: model }], ...spec },
    } as KubeObject)

  /** Jobs of a cache that are not on their way out. */
  const jobsOf = async (name: string): Promise<readonly CacheJob[]> =>
    (await admin.list<CacheJob>(resources.job, { namespace })).items.filter(
      ({ metadata }) =>
        metadata.deletionTimestamp === undefined &&
        metadata.ownerReferences?.some((owner) => owner.name === name),
    )

  /** The pod of a cache that has not ended. */
  const podOf = (name: string) =>
    eventually(async () => {
      const { items } = await admin.list<CachePod>(resources.pod, {
        namespace,
        labelSelector: `app.kubernetes.io/instance=${name}`,
      })
      const [pod] = items.filter(
        ({ metadata, status }) =>
          metadata.deletionTimestamp === undefined && ['Pending', 'Running'].includes(status?.phase ?? ''),
      )
      if (pod === undefined) throw new Error(`no pod of ${name}`)
      return pod
    })

  const write = ({ metadata }: CachePod, status: object) =>
    admin.patch(resources.pod, metadata, 'merge', { status }, { subresource: 'status' })

  /** The pod of a cache runs, at an address. */
  const runs = async (name: string, podIP: string) =>
    write(await podOf(name), { phase: 'Running', podIP, podIPs: [{ ip: podIP }] })

  /** Ends a pod of a cache, with a result or without a word. */
  const ends = async (name: string, result?: Partial<FetchResult>, exitCode?: number) =>
    end(await podOf(name), result, exitCode)

  async function end(pod: CachePod, result?: Partial<FetchResult>, exitCode?: number) {
    const outcome: Outcome = result?.outcome ?? 'Fetched'
    const code = exitCode ?? outcomes[outcome].exitCode
    const told: FetchResult = {
      outcome,
      message: 'as the test says',
      models: [
        { id: model, outcome, revision: 'a'.repeat(40), bytes: 2 ** 20, files: 3, digest: 'd'.repeat(64) },
      ],
      volume: { usedBytes: 2 ** 20, freeBytes: 2 ** 30 },
      ...result,
    }
    const message = result === undefined ? {} : { message: writeResult(told) }
    const time = new Date().toISOString()
    await write(pod, {
      phase: code === 0 ? 'Succeeded' : 'Failed',
      containerStatuses: [
        {
          name: 'fitgate',
          image: 'fitgate',
          imageID: '',
          ready: false,
          restartCount: 0,
          state: { terminated: { exitCode: code, startedAt: time, finishedAt: time, ...message } },
        },
      ],
    })
  }

  /** Ends whatever pod appears, as a good fetch does, until the signal fires. */
  async function endAll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const { items } = await admin.list<CachePod>(resources.pod, { namespace })
      for (const pod of items) if (pod.status?.phase === 'Pending') await end(pod, {}).catch(() => {})
      await sleep(100)
    }
  }

  const reaches = (name: string, reason: string, type = resources.aimCache, seconds = 60) =>
    eventually(async () => {
      const status = await statusOf(name, type)
      const ready = status.conditions?.find((condition) => condition.type === 'Ready')
      expect(ready?.reason, JSON.stringify(status)).toBe(reason)
      return status
    }, seconds)

  /** Reasons of the Events about it. */
  async function toldOf(name: string): Promise<readonly (string | undefined)[]> {
    const { items } = await admin.list<
      KubeObject & { readonly reason?: string; readonly regarding?: { readonly name?: string } }
    >(resources.event, { namespace })
    return items.flatMap(({ reason, regarding }) => (regarding?.name === name ? [reason] : []))
  }

  return { statusOf, create, jobsOf, podOf, runs, ends, endAll, reaches, toldOf }
}
