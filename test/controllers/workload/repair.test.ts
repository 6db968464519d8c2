import { describe, expect, it } from 'vitest'
import type { Failure } from '../../../src/controllers/failures/failure.ts'
import type { WorkloadRecord } from '../../../src/controllers/workload/record.ts'
import { formatRecord, parseRecord } from '../../../src/controllers/workload/record.ts'
import {
  keepingRepair,
  notedRepair,
  repairedDecision,
  withRepair,
} from '../../../src/controllers/workload/repair.ts'
import { planHash, type WorkloadStep } from '../../../src/controllers/workload/step.ts'
import { decide } from '../../../src/decide/decide.ts'
import { pinOf } from '../../../src/decide/pin.ts'
import { parseWorkloadPin, type WorkloadPin } from '../../../src/decide/workload-pin.ts'
import { cluster, knowing, nodes, wanting } from '../../decide/builders.ts'

const request = wanting('Qwen/Qwen3-32B')
const { intent } = request
const decision = decide(request, knowing(cluster(nodes('MI300X', 2))))
const made = pinOf(decision, { namespace: 'default', name: 'chat' })
if (made === undefined) throw new Error('nothing was chosen')
const pin: WorkloadPin = { ...made, renderer: '0.1.0', ledger: { entries: [], made: [] } }
const asked = pin.candidate.settings.maxModelLen ?? 0
const failure: Failure = {
  reason: 'CacheTooSmall',
  message: 'too long',
  remedy: 'shorter',
  length: { asked, fits: 20_960 },
}
const failing: WorkloadStep = {
  record: { v: 1, state: 'Failing', message: 'too long', reason: 'CacheTooSmall' },
}
const step = withRepair(failing, { intent, pin, failure, noted: undefined })

describe('a workload whose length does not fit', () => {
  it('is asked to be rendered with the one that does, and says so', () => {
    const written = parseWorkloadPin(step.decision)
    expect(written?.candidate.settings.maxModelLen).toBe(20_480)
    expect(written?.ledger).toBeUndefined()
    expect(step.event).toMatchObject({ reason: 'LengthShortened', note: expect.stringContaining('20,480') })
    expect(step.record.repair).toMatchObject({ from: asked, to: 20_480 })
    expect(parseRecord(formatRecord(step.record))).toEqual(step.record)
  })

  it('is not offered the longer plan again as a better one', () => {
    const noted = notedRepair(step.record, intent)
    const offered = repairedDecision(decision, noted).chosen?.candidate
    const written = parseWorkloadPin(step.decision)
    expect(offered && planHash(offered)).toBe(written && planHash(written.candidate))
    expect(repairedDecision(decision, undefined)).toBe(decision)
  })

  it('is repaired once for an intent', () => {
    const noted = notedRepair(step.record, intent)
    expect(withRepair(failing, { intent, pin, failure, noted })).toBe(failing)
    const pinned: WorkloadRecord = { v: 1, state: 'Pinned', message: 'well' }
    expect(keepingRepair({ record: pinned }, noted).record).toEqual({ ...pinned, repair: noted })
    expect(notedRepair(step.record, { ...intent, maxModelLen: 4096 })).toBeUndefined()
  })

  it.each<[string, Partial<Parameters<typeof withRepair>[1]>]>([
    ['its plan was brought back by hand', { pin: { ...pin, held: true } }],
    ['a webhook has still to render it', { pin: { ...pin, ledger: undefined } as WorkloadPin }],
    ['its user chose the length', { intent: { ...intent, maxModelLen: asked } }],
    ['its arguments are its own', { intent: { ...intent, ownArguments: true } }],
    [
      'the pods that fail had another length',
      { failure: { ...failure, length: { asked: asked + 1, fits: 20_960 } } },
    ],
  ])('is left as it is where %s', (_what, more) => {
    expect(withRepair(failing, { intent, pin, failure, noted: undefined, ...more })).toBe(failing)
  })

  it('is left as it is while something else is done about it', () => {
    const busy: WorkloadStep = { record: { v: 1, state: 'Upgrading', message: 'on its way' } }
    expect(withRepair(busy, { intent, pin, failure, noted: undefined })).toBe(busy)
  })
})
