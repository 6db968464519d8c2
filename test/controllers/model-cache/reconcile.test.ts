import { expect, it } from 'vitest'
import type { CacheClaim } from '../../../src/controllers/model-cache/objects.ts'
import { cacheReconciler } from '../../../src/controllers/model-cache/reconcile.ts'
import { ApiError } from '../../../src/kube/api-error.ts'
import type { KubeClient, KubeObject, ResourceType } from '../../../src/kube/types.ts'
import { start } from './builders.ts'
import { cache, claim } from './caches.ts'

it('tells once of a Job that is refused, however long the refusal', async () => {
  const told: string[] = []
  let object = cache()
  let live: CacheClaim | undefined
  const client = {
    get: async () => undefined,
    apply: async (_type: ResourceType, wanted: KubeObject) => {
      live = { ...claim(), ...wanted }
      return live
    },
    create: async () => {
      throw new ApiError({ code: 403, reason: 'Forbidden', message: 'a policy says no. '.repeat(100) })
    },
    patch: async (_type: ResourceType, _ref: unknown, _kind: unknown, patch: { status: object }) => {
      object = { ...object, status: { ...object.status, ...patch.status } }
      return object
    },
  } as unknown as KubeClient
  const reconcile = cacheReconciler({
    client,
    view: {
      ready: () => true,
      cache: () => object,
      claim: () => live,
      jobs: () => [],
      pods: () => [],
      users: () => [],
      nodes: () => [],
      nodesOfUsers: () => new Set(),
      sources: () => undefined,
    },
    events: { record: ({ reason }) => void told.push(reason) },
    readText: async () => '',
    image: () => 'fitgate',
    onCounted: () => {},
    onProgress: () => {},
    now: () => start,
  })
  const waits: (number | undefined)[] = []
  for (let pass = 0; pass < 3; pass++)
    waits.push((await reconcile('AIMCache/team/models')).requeueAfterSeconds)
  expect(told.filter((reason) => reason === 'JobRefused')).toHaveLength(1)
  expect(waits).toEqual([2, 60, 60])
  const [model] = object.status?.cachedModels ?? []
  expect(model?.message).toMatch(/^its Job was refused: a policy says no/)
  expect(model?.message?.length).toBeLessThanOrEqual(1024)
})
