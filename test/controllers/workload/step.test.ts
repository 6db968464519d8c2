import { describe, expect, it } from 'vitest'
import type { WorkloadRecord } from '../../../src/controllers/workload/record.ts'
import { formatRecord, parseRecord } from '../../../src/controllers/workload/record.ts'
import type { Rollout } from '../../../src/controllers/workload/rollout.ts'
import { nextStep, planHash, type WorkloadSituation } from '../../../src/controllers/workload/step.ts'
import { decide } from '../../../src/decide/decide.ts'
import { pinOf } from '../../../src/decide/pin.ts'
import { formatWorkloadPin, parseWorkloadPin, type WorkloadPin } from '../../../src/decide/workload-pin.ts'
import type { HardwareShape } from '../../../src/inventory/hardware.ts'
import { cluster, knowing, nodes, wanting } from '../../decide/builders.ts'

const owner = { uid: 'u1', namespace: 'default', name: 'chat' }
const model = 'Qwen/Qwen3-32B'
const decisionOn = (...shapes: HardwareShape[]) => decide(wanting(model), knowing(cluster(...shapes)))

function pinned(decision: ReturnType<typeof decide>): WorkloadPin {
  const pin = pinOf(decision, owner)
  if (pin === undefined) throw new Error('nothing was chosen')
  return { ...pin, renderer: '0.1.0', ledger: { entries: [], made: [] } }
}

const older = pinned(decisionOn(nodes('MI300X', 2)))
const better = decisionOn(nodes('MI300X', 2), nodes('MI355X', 2))
const newer = pinned(better)
const settled: Rollout = { replicas: 2, updatedReady: 2, done: true, needsSurge: true }
const rolling: Rollout = { replicas: 2, updatedReady: 0, done: false, needsSurge: true }
const start = new Date('2026-11-21T10:00:00Z')
const later = (minutes: number) => new Date(start.getTime() + minutes * 60_000)

function situation(more: Partial<WorkloadSituation> = {}): WorkloadSituation {
  const pin = 'pin' in more ? more.pin : older
  return {
    upgrade: 'auto',
    paused: false,
    pin,
    pinText: pin && formatWorkloadPin(pin),
    decision: better,
    hasRoom: true,
    owner,
    rollout: settled,
    record: undefined,
    budgetSeconds: 600,
    hasTurn: true,
    now: start,
    ...more,
  }
}

function begun(): WorkloadRecord {
  return nextStep(situation()).record
}

describe('a workload on its plan', () => {
  it('stays there while nothing better is offered', () => {
    const step = nextStep(situation({ decision: decisionOn(nodes('MI300X', 2)) }))
    expect(step.record.state).toBe('Pinned')
    expect(step.decision).toBeUndefined()
  })

  it.each([
    ['its user pinned it', { upgrade: 'pin' }, 'UpdateAvailable'],
    ['it is held', { upgrade: 'hold' }, 'Held'],
    ['an older revision was brought back', { pin: { ...older, held: true } }, 'Held'],
    ['it is paused', { paused: true }, 'Paused'],
    ['its roll-out is not over', { rollout: rolling }, 'Waiting'],
    ['it is not its turn', { hasTurn: false }, 'Waiting'],
    [
      'it rolls out by hand',
      { rollout: { ...settled, byHand: 'pods wait to be deleted' } },
      'UpdateAvailable',
    ],
    ['it has no replicas', { rollout: { ...settled, replicas: 0 } }, 'UpdateAvailable'],
  ] as const)('is offered a better one but not moved while %s', (_why, more, state) => {
    const step = nextStep(situation(more))
    expect(step.record.state).toBe(state)
    expect(step.decision).toBeUndefined()
  })

  it('waits for room only where a new pod must come up beside an old one', () => {
    expect(nextStep(situation({ hasRoom: false })).record).toMatchObject({
      state: 'Waiting',
      message: expect.stringContaining('room for one more replica'),
    })
    const inPlace = situation({ hasRoom: false, rollout: { ...settled, needsSurge: false } })
    expect(nextStep(inPlace).record.state).toBe('Upgrading')
  })

  it('is not written to for being well, nor for an offer that is not to be taken', () => {
    expect(nextStep(situation({ decision: decisionOn(nodes('MI300X', 2)) })).isQuiet).toBe(true)
    const offered = nextStep(situation({ upgrade: 'pin' }))
    expect(offered).toMatchObject({ isQuiet: true, event: { reason: 'UpdateAvailable' } })
    expect(nextStep(situation({ rollout: rolling })).isQuiet).toBe(true)
    expect(nextStep(situation({ hasRoom: false })).isQuiet).toBeUndefined()
  })

  it.each([
    ['its own record made the object look as if it rolled out', { rollout: rolling }],
    ['there is room and it is not its turn', { hasTurn: false }],
  ])('says what it waits for once, also when %s', (_why, more) => {
    const { record } = nextStep(situation({ hasRoom: false }))
    expect(nextStep(situation({ ...more, record })).record).toEqual(record)
    const ofAnother = { ...record, plan: 'another' }
    expect(nextStep(situation({ ...more, record: ofAnother })).record).not.toEqual(ofAnother)
  })

  it('asks a webhook to render when it came in while none answered', () => {
    const step = nextStep(situation({ pin: undefined }))
    expect(step.record.state).toBe('NotRendered')
    expect(parseWorkloadPin(step.decision)?.ledger).toBeUndefined()
    expect(parseWorkloadPin(step.decision)?.candidate).toEqual(newer.candidate)
  })

  it('says why when no plan fits', () => {
    const none = decide(
      wanting('deepseek-ai/DeepSeek-V3', { gpuCount: 1 }),
      knowing(cluster(nodes('MI300X', 1))),
    )
    const step = nextStep(
      situation({ pin: undefined, decision: { ...none, chosen: undefined } as typeof none }),
    )
    expect(step.record.state).toBe('Unfit')
    expect(step.record.message).toContain('does not fit')
  })
})

describe('an upgrade', () => {
  it('asks for the better plan and remembers the pin to go back to, in one write', () => {
    const step = nextStep(situation())
    expect(parseWorkloadPin(step.decision)?.candidate).toEqual(newer.candidate)
    expect(step.record).toMatchObject({ state: 'Upgrading', previous: formatWorkloadPin(older) })
    expect(parseRecord(formatRecord(step.record))).toEqual(step.record)
  })

  const during = (more: Partial<WorkloadSituation>) =>
    nextStep(situation({ pin: newer, rollout: rolling, record: begun(), ...more }))

  it('is over when every replica runs the new plan and answers', () => {
    const step = during({ rollout: settled })
    expect(step.record.state).toBe('Pinned')
    expect(step.event?.reason).toBe('Upgraded')
  })

  it('has its whole budget again with every replica that answers', () => {
    const step = during({ now: later(9), rollout: { ...rolling, updatedReady: 1 } })
    expect(step.record).toMatchObject({ state: 'Upgrading', ready: 1, since: later(9).toISOString() })
    expect(step.requeueAfterSeconds).toBe(600)
    const next = nextStep(
      situation({
        pin: newer,
        rollout: { ...rolling, updatedReady: 1 },
        record: step.record,
        now: later(18),
      }),
    )
    expect(next.decision).toBeUndefined()
    expect(next.requeueAfterSeconds).toBe(60)
  })

  it('goes back to exactly the pin before when its pods do not answer in time', () => {
    const step = during({ now: later(11) })
    expect(step.decision).toBe(formatWorkloadPin(older))
    expect(step.record.state).toBe('RolledBack')
    expect(step.event).toMatchObject({ type: 'Warning', reason: 'RolledBack' })
  })

  it('that went back is not tried again until another plan is offered', () => {
    const back = during({ now: later(11) }).record
    const rested = nextStep(situation({ record: back, now: later(60) }))
    expect(rested.record).toEqual(back)
    expect(rested.decision).toBeUndefined()
    const another = decisionOn(nodes('MI300X', 2), nodes('MI325X', 2))
    expect(nextStep(situation({ record: back, decision: another })).record.state).toBe('Upgrading')
  })

  it('survives a clock that is set back', () => {
    const step = during({ now: later(-600) })
    expect(step.requeueAfterSeconds).toBe(600)
    expect(step.record.since).toBe(later(-600).toISOString())
  })

  it('ends when somebody put another plan in its stead', () => {
    const step = nextStep(situation({ pin: older, rollout: rolling, record: begun(), now: later(11) }))
    expect(step.record.state).toBe('Pinned')
    expect(step.decision).toBeUndefined()
  })
})

describe('the identity of a plan', () => {
  it('is that of its pods: the name of a recipe and the size of nodes do not count', () => {
    const { candidate } = older
    expect(planHash({ ...candidate, gpusPerNode: 4, recipe: { ...candidate.recipe, name: 'other' } })).toBe(
      planHash(candidate),
    )
    expect(planHash({ ...candidate, image: 'other' })).not.toBe(planHash(candidate))
  })
})
