import { expect, it } from 'vitest'
import type { Child } from '../../../src/controllers/aim-endpoint/child.ts'
import type { EventNote } from '../../../src/controllers/aim-endpoint/event-notes.ts'
import { RefreshLimit } from '../../../src/controllers/aim-endpoint/refresh-limit.ts'
import {
  type ServingObject,
  servingReconciler,
} from '../../../src/controllers/aim-endpoint/serving-reconciler.ts'
import { ApiError } from '../../../src/kube/api-error.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject, ResourceType } from '../../../src/kube/types.ts'
import { context } from './builders.ts'

const metadata = { name: 'a', namespace: 'team', uid: 'u1', resourceVersion: '1' }
const owner = { apiVersion: 'v1', kind: 'AIMEndpoint', name: 'a', uid: 'u1', controller: true }
const wanted: Child = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a-config', namespace: 'team', ownerReferences: [owner] },
  data: { key: 'value' },
}
const note: EventNote = { type: 'Normal', reason: 'RecipeSelected', action: 'Decide', note: 'chosen' }

/** One object that wants one child, and an API server that remembers what it made. */
function setup(status?: object, refusal?: ApiError, ofStatus?: ApiError) {
  const writes: string[] = []
  const made: Child[] = []
  const client: Pick<KubeClient, 'create' | 'patch'> = {
    async create<T extends KubeObject>(type: ResourceType, object: T) {
      writes.push(`create ${type.plural}`)
      if (refusal) throw refusal
      made.push(object)
      return object
    },
    async patch<T extends KubeObject>(type: ResourceType, _ref: unknown, _kind: unknown, patch: unknown) {
      writes.push(`patch ${type.plural}/status`)
      if (ofStatus) throw ofStatus
      return patch as T
    },
  }
  const object: ServingObject = { apiVersion: 'v1', kind: 'AIMEndpoint', metadata, ...(status && { status }) }
  const reconcile = servingReconciler({
    client: client as KubeClient,
    type: resources.aimEndpoint,
    view: { object: () => object, children: () => made, pods: () => [], context: () => context },
    events: { record: ({ reason }) => void writes.push(`Event ${reason}`) },
    refreshes: new RefreshLimit(() => 0),
    now: () => new Date(0),
    engineOf: () => undefined,
    plan: ({ refused }) => ({
      children: { apply: [wanted], remove: [], frozen: [] },
      status: { phase: refused === undefined ? 'Pending' : 'Failed' },
      events: [note],
      words: 'asTheyAre',
    }),
  })
  return {
    async pass() {
      await reconcile('team/a')
      return writes.splice(0)
    },
  }
}

it('tells of an object for the first time in the pass after the one that made its children', async () => {
  const { pass } = setup()
  expect(await pass()).toEqual(['create configmaps'])
  expect(await pass()).toEqual(['patch aimendpoints/status', 'Event RecipeSelected'])
})

it('tells at once of a child that was refused', async () => {
  const { pass } = setup(undefined, new ApiError({ code: 403, reason: 'Forbidden', message: 'quota' }))
  expect(await pass()).toEqual(['create configmaps', 'patch aimendpoints/status', 'Event RecipeSelected'])
})

it('tells at once of an object that was told of before', async () => {
  const { pass } = setup({ phase: 'Waiting' })
  expect(await pass()).toEqual(['create configmaps', 'patch aimendpoints/status', 'Event RecipeSelected'])
})

it('tells nothing of an object that is gone by then, and fails where anything else goes wrong', async () => {
  const gone = new ApiError({ code: 404, reason: 'NotFound', message: 'aimendpoints "a" not found' })
  expect(await setup({ phase: 'Waiting' }, undefined, gone).pass()).toEqual([
    'create configmaps',
    'patch aimendpoints/status',
  ])
  const down = new ApiError({ code: 500, reason: 'InternalError', message: 'no leader' })
  await expect(setup({ phase: 'Waiting' }, undefined, down).pass()).rejects.toThrow('no leader')
})
