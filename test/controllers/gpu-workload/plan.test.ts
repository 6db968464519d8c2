import { describe, expect, it } from 'vitest'
import type { GPUWorkload } from '../../../src/api/warp/workload.ts'
import { bindDeadlineSeconds } from '../../../src/controllers/gpu-workload/running.ts'
import { waiterOf } from '../../../src/controllers/gpu-workload/waiter.ts'
import { batchWish } from '../../../src/controllers/gpu-workload/wish.ts'
import { findCondition } from '../../../src/vocabulary/conditions.ts'
import { knowing, nodes } from '../../decide/builders.ts'
import { asWritten, device, grant, job, placed, plan, pod, start, workload } from './builders.ts'

const standing = {
  place: 3,
  of: 8,
  competition: { nodes: 2, mostFree: 1, holders: 4, freesUp: true },
}
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000)

describe('a GPUWorkload on its way', () => {
  it('waits in the line until devices are taken for it', () => {
    const { status, waits, create } = plan(workload(), { standing })
    expect(status).toMatchObject({ phase: 'Pending', queue: '3rd of 8' })
    expect(status?.message).toBe(
      'needs 2 MI300X on one node; the fullest-free node has 1; 4 workloads hold the rest; 3rd of 8 in the queue',
    )
    expect(waits?.wish.devices[0]).toMatchObject(device)
    expect(create).toBeUndefined()
  })

  it('waits for a PriorityClass that does not exist, and renders one that does', () => {
    const named = workload({ priorityClassName: 'urgent' })
    const { status, waits, afterSeconds } = plan(named)
    expect([waits, afterSeconds]).toEqual([undefined, 30])
    expect(status?.conditions?.find(({ type }) => type === 'Placed')?.reason).toBe('NoPriorityClass')
    const urgency = () => ({ priority: 7, preempts: false })
    expect(plan(named, { urgency }).waits?.urgency.priority).toBe(7)
    const reserved = asWritten(named, plan(named, { grant, urgency }))
    expect(plan(reserved, { held: device }).create?.spec).toMatchObject({
      template: { spec: { priorityClassName: 'urgent' } },
    })
  })

  it('says nothing of a pod that is bound until it runs, for a moment', () => {
    const bound = { job: job(), pods: [pod('n1')] }
    expect(plan(placed(), { ...bound, now: later(0.75) })).toEqual({ afterSeconds: 0.25 })
    expect(plan(placed(), { ...bound, now: later(1) }).status).toMatchObject({ phase: 'Scheduled' })
    for (const phase of ['Running', 'Succeeded'])
      expect(plan(placed(), { job: job(), pods: [pod('n1', phase)], now: later(0.5) }).status).toMatchObject({
        phase: 'Running',
      })
  })

  it('reserves in its status before there is a Job', () => {
    const { status, create, again } = plan(workload(), { grant })
    expect(create).toBeUndefined()
    expect(again).toBe(true)
    expect(status).toMatchObject({
      phase: 'Scheduling',
      assignedNode: 'n1',
      jobName: 'batch-job-01234567',
      reservation: {
        devices: [{ node: 'n1', resource: 'amd.com/gpu', count: 2 }],
        expiresAt: grant.expiresAt,
      },
    })
  })

  it('makes the Job suspended, then lets it go to its node', () => {
    const reserved = asWritten(workload(), plan(workload(), { grant }))
    const made = plan(reserved, { held: device })
    expect(made.create?.spec).toMatchObject({ suspend: true })
    expect(made.status).toBeUndefined()
    const free = plan(reserved, { held: device, job: job({ suspend: true }) })
    expect(free.letGo?.node).toBe('n1')
    expect(free.status?.phase).toBe('Scheduled')
    expect(free.counts).toEqual([{ what: 'scheduled', strategy: 'leastLoaded' }])
    expect(free.events?.[0]).toMatchObject({ type: 'Normal', reason: 'Scheduled' })
  })

  it('drops the reservation on bind, and keeps the rest of the node where it is exclusive', () => {
    const bound = { job: job(), pods: [pod('n1')], now: later(3) }
    expect(plan(placed(), bound).status?.reservation).toBeUndefined()
    expect(plan(placed({ schedulingStrategy: 'exclusive' }), bound).status?.reservation?.expiresAt).toMatch(
      /^9999/,
    )
  })

  it('runs, and succeeds when its Job is complete', () => {
    const runs = asWritten(placed(), plan(placed(), { job: job(), pods: [pod('n1', 'Running')] }))
    expect(runs.status?.phase).toBe('Running')
    const done = plan(runs, { job: job({ condition: 'Complete' }), pods: [pod('n1', 'Succeeded')] })
    expect(done.status).toMatchObject({ phase: 'Succeeded', assignedNode: 'n1' })
    expect(plan(asWritten(runs, done), { job: job({ condition: 'Complete' }) })).toEqual({})
  })

  it('says the same when nothing happened', () => {
    const situations = [
      [workload(), {}],
      [placed(), { job: job(), pods: [pod('n1', 'Running')] }],
    ] as const
    for (const [object, more] of situations) {
      const once = asWritten(object, plan(object, more))
      expect(asWritten(once, plan(once, { ...more, now: later(5) })).status).toEqual(once.status)
    }
  })
})

describe('a GPUWorkload that is not valid any more', () => {
  it('waits for nothing, and says what is wrong', () => {
    const waiting = asWritten(workload(), plan(workload(), { standing }))
    const { status, waits } = plan({ ...waiting, spec: { ...waiting.spec, gpuCount: 99 } })
    expect([waits, status?.queue]).toEqual([undefined, undefined])
    expect(status?.conditions?.find(({ type }) => type === 'Accepted')?.message).toContain('spec.gpuCount')
  })
})

describe('a GPUWorkload that has to make room', () => {
  const running = { job: job(), pods: [pod('n1', 'Running')] }
  const runs = () => asWritten(placed(), plan(placed(), running))

  it('is told, runs on for its grace, and goes back to the queue without a retry counted', () => {
    const told = plan(runs(), { ...running, evictedAfterSeconds: 30 })
    expect(told.remove).toBeUndefined()
    expect(told.status).toMatchObject({ phase: 'Running', preemptionTime: later(30).toISOString() })
    expect(told.events?.[0]).toMatchObject({ type: 'Warning', reason: 'PreemptionNotice' })
    const warned = asWritten(runs(), told)
    expect(plan(warned, { ...running, evictedAfterSeconds: 30, now: later(10) })).toEqual({
      afterSeconds: 20,
    })
    const down = plan(warned, { ...running, evictedAfterSeconds: 30, now: later(30) })
    expect(down.remove?.metadata.uid).toBe('uid-of-job')
    expect(down.events?.[0]?.reason).toBe('Preempted')
    expect(down.status).toMatchObject({ phase: 'Pending' })
    for (const field of ['jobName', 'retryCount', 'assignedNode'])
      expect(down.status).not.toHaveProperty(field)
    const lingering = plan(asWritten(warned, down), { lingers: true })
    expect([lingering.waits, lingering.status?.phase]).toEqual([undefined, 'Pending'])
    const back = asWritten(warned, down)
    const { waits } = plan(back)
    expect(waits).toBeDefined()
    // its old age would take it before the one that it made room for
    if (waits) expect(waiterOf(back, waits.wish, waits.urgency, () => {}).sinceMs).toBe(later(30).getTime())
    expect(plan(back, { grant }).status).not.toHaveProperty('preemptionTime')
  })

  it('runs on where it is spared', () => {
    const warned = asWritten(runs(), plan(runs(), { ...running, evictedAfterSeconds: 30 }))
    const spared = plan(warned, { ...running, now: later(31) })
    expect(spared.remove).toBeUndefined()
    expect(spared.status).not.toHaveProperty('preemptionTime')
  })

  it('is the news of the other side once', () => {
    const first = plan(workload(), { standing: { ...standing, makeRoom: 1 } })
    expect(first.events?.[0]).toMatchObject({ type: 'Normal', reason: 'Preempting' })
    const again = plan(asWritten(workload(), first), { standing: { ...standing, makeRoom: 1, place: 1 } })
    expect(again.events).toBeUndefined()
  })
})

describe('an attempt that comes to nothing', () => {
  it('is tried again after one base, whatever it failed of', () => {
    const failed = plan(placed(), { job: job({ condition: 'Failed' }), pods: [pod('n1', 'Failed')] })
    expect(failed.status).toMatchObject({ phase: 'Pending', retryCount: 1 })
    expect(failed.status).not.toHaveProperty('jobName')
    expect(failed.counts).toEqual([{ what: 'retry' }])
    expect(failed.afterSeconds).toBeGreaterThanOrEqual(30)
    expect(failed.afterSeconds).toBeLessThanOrEqual(33)
    const waiting = asWritten(placed(), failed)
    expect(plan(waiting, { now: later(29) }).status).toBeUndefined()
    const next = plan(waiting, { now: later(34), grant })
    expect(next.status?.jobName).toBe('batch-job-01234567-1')
  })

  it('counts as well where no node could ever take it, and is given up after maxRetries', () => {
    let object = workload({ retryPolicy: { maxRetries: 2, backoffSeconds: 1 } })
    const phases: unknown[] = []
    for (let i = 0; i < 4; i++) {
      const failed = plan(object, { suits: () => false, now: later(i * 10) })
      object = asWritten(object, failed)
      phases.push(object.status?.phase)
      if (i === 2) {
        expect(failed.counts).toEqual([{ what: 'failed', reason: 'no_suitable_node' }])
        expect(failed.events?.[0]).toMatchObject({ type: 'Warning', reason: 'MaxRetriesExceeded' })
      }
      if (i === 3) expect(failed).toEqual({})
    }
    expect(phases).toEqual(['Pending', 'Pending', 'Failed', 'Failed'])
  })

  it('takes down what was not bound in time, with the words of the scheduler', () => {
    const unbound = { job: job(), pods: [pod(undefined, 'Pending', '0/3 nodes are available')] }
    expect(plan(placed(), { ...unbound, now: later(bindDeadlineSeconds - 1) })).toEqual({ afterSeconds: 1 })
    const failed = plan(placed(), { ...unbound, now: later(bindDeadlineSeconds) })
    expect(failed.remove?.metadata.uid).toBe('uid-of-job')
    expect(failed.status).toMatchObject({ phase: 'Pending', retryCount: 1, assignedNode: 'n1' })
    expect(failed.status).not.toHaveProperty('reservation')
    expect(failed.status?.message).toContain('0/3 nodes are available')
  })

  it('counts a Job that was refused, and one that somebody deleted', () => {
    const reserved = asWritten(workload(), plan(workload(), { grant }))
    const refused = plan(reserved, { held: device, refused: 'Job x was refused: exceeded quota' })
    expect(refused.status?.conditions?.find(({ type }) => type === 'Placed')?.reason).toBe('JobRefused')
    expect(plan(placed()).status).toMatchObject({ phase: 'Pending', retryCount: 1 })
  })

  it('goes back to the line, uncounted, where the devices went to others before they were used', () => {
    const reserved = asWritten(workload(), plan(workload(), { grant }))
    for (const more of [{}, { job: job({ suspend: true }) }]) {
      const { status, remove } = plan(reserved, more)
      expect(status).toMatchObject({ phase: 'Pending' })
      expect(status?.retryCount ?? 0).toBe(0)
      expect(remove === undefined).toBe(!('job' in more))
    }
  })
})

describe('what stops its pod', () => {
  const status = (object: GPUWorkload, type: string) => findCondition(object.status?.conditions, type)
  const noImage = { waiting: { reason: 'ImagePullBackOff', message: 'not found' } }
  const outOfMemory = {
    terminated: {
      exitCode: 1,
      message: 'torch.OutOfMemoryError: HIP out of memory. Tried to allocate 2.00 GiB',
    },
  }
  const bound = (state: object, phase = 'Pending') => {
    const found = pod('n1', phase)
    return {
      ...found,
      status: { ...found.status, containerStatuses: [{ name: 'workload', ready: false, state }] },
    }
  }

  it('is told while it has a node and does not start, once, and not any more when it runs', () => {
    const stuck = plan(placed(), { job: job(), pods: [bound(noImage)] })
    const object = asWritten(placed(), stuck)
    expect(object.status).toMatchObject({
      phase: 'Scheduled',
      message: expect.stringMatching(/^placed on n1; .*image/),
    })
    expect(status(object, 'Healthy')).toMatchObject({ status: 'False', reason: 'ImagePull' })
    expect(stuck.events?.map(({ type, reason }) => [type, reason])).toEqual([['Warning', 'ImagePull']])
    const again = plan(object, { job: job(), pods: [bound(noImage)], now: later(60) })
    expect(again.events).toBeUndefined()
    expect(asWritten(object, again).status).toEqual(object.status)
    const runs = asWritten(object, plan(object, { job: job(), pods: [pod('n1', 'Running')] }))
    expect(status(runs, 'Healthy')).toMatchObject({ status: 'True' })
    const well = asWritten(placed(), plan(placed(), { job: job(), pods: [pod('n1', 'Running')] }))
    expect(status(well, 'Healthy')).toBeUndefined()
  })

  it('is why an attempt failed, by the same reasons as of engines that serve, with what helps', () => {
    const ended = { job: job({ condition: 'Failed' }), pods: [bound(outOfMemory, 'Failed')] }
    const failed = asWritten(placed(), plan(placed(), ended))
    expect(status(failed, 'Healthy')).toMatchObject({ status: 'False', reason: 'OutOfMemory' })
    expect(failed.status?.message).toMatch(/^its Job failed: .*; retry 1 of 3 follows$/)
    expect(status(failed, 'Succeeded')).toMatchObject({ status: 'Unknown', reason: 'Retrying' })
  })

  it('is not read from the words of a program of the user’s own, but from how it ended', () => {
    const own = placed({ command: ['train'] })
    const ended = (state: object) =>
      asWritten(own, plan(own, { job: job({ condition: 'Failed' }), pods: [bound(state, 'Failed')] }))
    const spoken = ended(outOfMemory)
    expect(status(spoken, 'Healthy')).toBeUndefined()
    expect(spoken.status?.message).toContain('its Job failed: torch.OutOfMemoryError')
    const killed = ended({ terminated: { exitCode: 137, reason: 'OOMKilled' } })
    expect(status(killed, 'Healthy')).toMatchObject({ reason: 'HostMemory' })
  })
})

describe('the end', () => {
  it('is at once where the model can never run so', () => {
    const { status, counts } = plan(workload({ modelName: 'Qwen/Qwen3-32B', gpuCount: 3 }))
    expect(status).toMatchObject({ phase: 'Failed' })
    expect(counts).toEqual([{ what: 'failed', reason: 'does_not_fit' }])
  })

  it('comes by cancellation in every phase, and takes an unfinished Job along', () => {
    const cancelled = { ...placed(), spec: workload({ cancel: true }).spec }
    expect(plan(workload({ cancel: true })).status).toMatchObject({
      phase: 'Failed',
      message: 'cancelled by spec.cancel',
    })
    const { remove, status } = plan(cancelled, { job: job() })
    expect(remove).toBeDefined()
    expect(status?.phase).toBe('Failed')
    expect(plan(cancelled, { job: job({ condition: 'Complete' }) }).remove).toBeUndefined()
  })

  it('is a new beginning when the spec is changed after a failure, and none after success', () => {
    const failed = workload({}, { phase: 'Failed', retryCount: 3, observedGeneration: 1 }, { generation: 2 })
    const again = plan(failed, { grant })
    expect(again.status).toMatchObject({ phase: 'Scheduling', jobName: 'batch-job-01234567-g2' })
    expect(again.status).not.toHaveProperty('retryCount')
    expect(plan(workload({}, { phase: 'Succeeded', observedGeneration: 1 }, { generation: 2 }))).toEqual({})
  })
})

describe('a GPUWorkload with the label of Kueue', () => {
  const labels = { 'kueue.x-k8s.io/queue-name': 'team', 'kueue.x-k8s.io/priority-class': 'batch' }

  it('is rendered for the queue, and let go by Kueue alone', () => {
    const object = workload({}, undefined, { labels: { ...labels, team: 'red' } })
    const named = asWritten(object, plan(object))
    expect(named.status).toMatchObject({ phase: 'Scheduling' })
    expect(named.status).not.toHaveProperty('reservation')
    const { create } = plan(named)
    expect(create?.metadata.labels).toMatchObject(labels)
    expect(create?.metadata.labels).not.toHaveProperty('team')
    // Kueue chooses among all that it may run on: MI300X and MI355X
    const both = knowing({ shapes: [nodes('MI300X', 1), nodes('MI355X', 1)], unknownNodes: 0 })
    const rendered = JSON.stringify(plan(named, { wish: (of) => batchWish(of, both) }).create?.spec)
    for (const id of ['74a1', '75a3']) expect(rendered).toContain(id)
    expect(plan(object).waits).toBeUndefined()
    const waiting = plan(named, { job: job({ suspend: true, labels }) })
    expect(waiting.letGo).toBeUndefined()
    const stuck = plan(named, { job: job({ labels }), pods: [pod(undefined, 'Pending', '0/3 nodes')] })
    expect(stuck.status).toMatchObject({ phase: 'Scheduling' })
    expect(stuck.status?.message).toContain('Kueue admitted its Job, and no pod of it has a node: 0/3 nodes')
    expect(plan(named, { job: job({ labels }) })).toEqual({})
    expect(plan(named, { job: job({ labels }), pods: [pod('n2', 'Running')] }).status).toMatchObject({
      phase: 'Running',
      assignedNode: 'n2',
    })
  })
})
