import { describe, expect, it } from 'vitest'
import { rolloutOf } from '../../../src/controllers/workload/rollout.ts'

function workload(kind: string, spec: object, status: object = {}, generation = 2) {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'x', generation },
    spec: spec as Record<string, unknown>,
    status: status as Record<string, unknown>,
  }
}

const up = { observedGeneration: 2, replicas: 2, updatedReplicas: 2, readyReplicas: 2 }

describe('a roll-out', () => {
  it.each([
    ['all replicas are new and answer', up, true, 2],
    ['the controller has not seen the newest template', { ...up, observedGeneration: 1 }, false, 0],
    ['an old pod is still there', { ...up, replicas: 3, readyReplicas: 3 }, false, 2],
    [
      'the old pods answer and the new one does not',
      { ...up, updatedReplicas: 1, readyReplicas: 1 },
      false,
      0,
    ],
    ['nothing is known yet', {}, false, 0],
  ])('when %s', (_when, status, done, updatedReady) => {
    expect(rolloutOf(workload('Deployment', { replicas: 2 }, status))).toMatchObject({ done, updatedReady })
  })

  it.each([
    ['by default', 1, undefined, true],
    ['by default with four', 4, undefined, false],
    ['where one may be away', 2, { rollingUpdate: { maxUnavailable: 1, maxSurge: 1 } }, false],
    ['where none may be away', 8, { rollingUpdate: { maxUnavailable: 0, maxSurge: '10%' } }, true],
    ['where 25 % round down to none', 3, { rollingUpdate: { maxUnavailable: '25%', maxSurge: 1 } }, true],
    [
      'where neither may be: one is taken away',
      2,
      { rollingUpdate: { maxUnavailable: 0, maxSurge: 0 } },
      false,
    ],
    ['that replaces all at once', 2, { type: 'Recreate' }, false],
  ])('of a Deployment %s (%i replicas)', (_how, replicas, strategy, needsSurge) => {
    expect(rolloutOf(workload('Deployment', { replicas, strategy }))?.needsSurge).toBe(needsSurge)
  })

  it('of a StatefulSet goes pod by pod, or waits for somebody', () => {
    expect(
      rolloutOf(workload('StatefulSet', {}, { ...up, replicas: 1, updatedReplicas: 1, readyReplicas: 1 })),
    ).toEqual({
      replicas: 1,
      updatedReady: 1,
      done: true,
      needsSurge: false,
    })
    const byHand = (updateStrategy: object) => rolloutOf(workload('StatefulSet', { updateStrategy }))?.byHand
    expect(byHand({ type: 'OnDelete' })).toContain('deleted')
    expect(byHand({ rollingUpdate: { partition: 2 } })).toContain('partition 2')
    expect(byHand({ rollingUpdate: { partition: 0 } })).toBeUndefined()
  })

  it('of groups takes one away unless told to surge', () => {
    const needs = (rollingUpdateConfiguration?: object) =>
      rolloutOf(workload('LeaderWorkerSet', { replicas: 2, rolloutStrategy: { rollingUpdateConfiguration } }))
        ?.needsSurge
    expect(needs()).toBe(false)
    expect(needs({ maxUnavailable: 0, maxSurge: 1 })).toBe(true)
    expect(needs({ maxUnavailable: 1, maxSurge: 1 })).toBe(false)
  })

  it('is nothing a Job or a Pod has', () => {
    expect(rolloutOf(workload('Job', {}))).toBeUndefined()
    expect(rolloutOf(workload('Pod', {}))).toBeUndefined()
  })
})
