import { describe, expect, it } from 'vitest'
import type { Failure } from '../../../src/controllers/failures/failure.ts'
import { withFailure } from '../../../src/controllers/workload/failing.ts'
import { formatRecord, parseRecord, type WorkloadRecord } from '../../../src/controllers/workload/record.ts'
import type { Rollout } from '../../../src/controllers/workload/rollout.ts'
import type { WorkloadStep } from '../../../src/controllers/workload/step.ts'

const failure: Failure = { reason: 'DeviceMemoryHeld', message: '31 of 192 GiB were free', remedy: 'wait' }
const record = (state: WorkloadRecord['state'], more: Partial<WorkloadRecord> = {}): WorkloadRecord => ({
  v: 1,
  state,
  message: 'as it is',
  ...more,
})
const pinned: WorkloadStep = { record: record('Pinned'), isQuiet: true }
const up: Rollout = { replicas: 1, updatedReady: 1, done: true, needsSurge: false }
const down: Rollout = { ...up, updatedReady: 0, done: false }

describe('a workload whose pods fail', () => {
  const step = withFailure(pinned, { failure, record: undefined, rollout: down })

  it('says so once, with the reason and what helps', () => {
    expect(step.record).toMatchObject({
      state: 'Failing',
      reason: 'DeviceMemoryHeld',
      message: '31 of 192 GiB were free: wait',
    })
    expect(step.event).toMatchObject({ type: 'Warning', reason: 'DeviceMemoryHeld' })
    expect(step.isQuiet).toBeUndefined()
    expect(parseRecord(formatRecord(step.record))).toEqual(step.record)
  })

  it('is not written again for other numbers, nor between two starts', () => {
    const other = { ...failure, message: '40 of 192 GiB were free' }
    for (const now of [other, undefined]) {
      const next = withFailure(pinned, { failure: now, record: step.record, rollout: down })
      expect(next).toEqual({ record: step.record })
    }
  })

  it('is told anew when it fails for another reason', () => {
    const other = { ...failure, reason: 'OutOfMemory' } as const
    const next = withFailure(pinned, { failure: other, record: step.record, rollout: down })
    expect(next.record.reason).toBe('OutOfMemory')
    expect(next.event?.reason).toBe('OutOfMemory')
  })

  it('is what it was when every replica answers', () => {
    expect(withFailure(pinned, { failure: undefined, record: step.record, rollout: up })).toEqual(pinned)
  })

  it.each(['Upgrading', 'RolledBack', 'NotRendered'] as const)(
    'keeps what %s remembers, and warns',
    (state) => {
      const busy: WorkloadStep = { record: record(state, { plan: 'p' }), requeueAfterSeconds: 9 }
      const next = withFailure(busy, { failure, record: undefined, rollout: down })
      expect(next).toMatchObject(busy)
      expect(next.event?.reason).toBe('DeviceMemoryHeld')
      expect(withFailure(busy, { failure: undefined, record: step.record, rollout: down })).toBe(busy)
    },
  )

  it('is upgraded all the same', () => {
    const event = { type: 'Normal', reason: 'Upgrading', action: 'Upgrade', note: 'on' } as const
    const asked: WorkloadStep = { record: record('Upgrading'), decision: '{}', event }
    expect(withFailure(asked, { failure, record: step.record, rollout: down })).toBe(asked)
  })
})

it('leaves a healthy workload alone', () => {
  expect(withFailure(pinned, { failure: undefined, record: undefined, rollout: up })).toBe(pinned)
  expect(withFailure(pinned, { failure: undefined, record: undefined, rollout: down })).toBe(pinned)
})
