import { expect, it } from 'vitest'
import type { CachePod } from '../../../src/controllers/model-cache/objects.ts'
import { obstacleOf, untoldSeconds } from '../../../src/controllers/model-cache/obstacle.ts'
import { job, later, start } from './builders.ts'

const pod = (status: CachePod['status']): CachePod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'team', uid: 'u' },
  spec: { containers: [{ name: 'fitgate' }] },
  status: { phase: 'Pending', ...status },
})
const waiting = (reason: string, message: string) =>
  pod({ containerStatuses: [{ name: 'fitgate', ready: false, state: { waiting: { reason, message } } }] })
const told = (...pods: readonly CachePod[]) => obstacleOf(job(), pods, start)

it('says what holds a pod up, and nothing of one that runs or needs a moment', () => {
  expect(told(pod({ phase: 'Running' }))).toBeUndefined()
  expect(told(pod({}))).toBeUndefined()
  expect(told(waiting('ErrImagePull', 'not found'))).toMatch(/image cannot be pulled/)
  expect(told(waiting('CreateContainerConfigError', 'secret "hub" not found'))).toMatch(
    /secret "hub" not found/,
  )
  const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes' }
  expect(told(pod({ conditions: [condition] }))).toBe('no node takes its pod: 0/3 nodes')
})

it('says that a pod has its node and does not start there', () => {
  const condition = { type: 'PodScheduled', status: 'True', lastTransitionTime: start.toISOString() }
  const stuck = pod({ conditions: [condition] })
  const on = { ...stuck, spec: { ...stuck.spec, nodeName: 'gpu-1' } }
  expect(obstacleOf(job(), [on], later(60))).toBeUndefined()
  expect(untoldSeconds(job(), [on])).toBeGreaterThan(60)
  expect(obstacleOf(job(), [on], later(200))).toMatch(/does not start on gpu-1, .*kubectl describe pod p\)$/)
})

it('says that a pod ended and comes again, or that none could be made', () => {
  const made = job(undefined, { creationTimestamp: start.toISOString() })
  expect(obstacleOf(made, [], later(10))).toBeUndefined()
  expect([untoldSeconds(made, []), untoldSeconds(job('Complete'), [])]).toEqual([31, undefined])
  expect(obstacleOf(made, [], later(40))).toMatch(/no pod of it could be made/)
  expect(obstacleOf({ ...made, status: { failed: 2 } }, [], later(40))).toMatch(/ended 2 times/)
})
