import { describe, expect, it } from 'vitest'
import type { AIMEndpoint } from '../../../src/api/aim/endpoint.ts'
import type { Failure, LengthThatFits } from '../../../src/controllers/failures/failure.ts'
import { parsePin } from '../../../src/decide/pin.ts'
import { findCondition } from '../../../src/vocabulary/conditions.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import { applied, pinned, plan } from './builders.ts'

const pinnedLength = (object: AIMEndpoint) =>
  parsePin(object.metadata.annotations?.[annotations.pin])?.candidate.settings.maxModelLen ?? 0

const tooSmall = (length: LengthThatFits): Failure => ({
  reason: 'CacheTooSmall',
  message: 'the KV cache holds no such request',
  remedy: 'ask for less',
  length,
})
const failing = (trouble: Failure) => ({ pods: 1, scheduled: 1, trouble })
const starts = (object: AIMEndpoint) => JSON.stringify(applied(object))

describe('a KV cache that is too small for the length that was chosen', () => {
  const object = pinned('qwen')
  const asked = pinnedLength(object)
  const pods = failing(tooSmall({ asked, fits: 20_960 }))
  const noticed = plan(object, { live: applied(object), pods })
  const told: AIMEndpoint = { ...object, status: noticed.status }

  it('is noted with the length that will be tried, before anything is changed', () => {
    expect(noticed.status.repair).toMatchObject({
      field: 'maxModelLen',
      from: asked,
      to: 20_480,
      reason: 'CacheTooSmall',
    })
    expect(findCondition(noticed.status.conditions, 'Ready')).toMatchObject({
      status: 'False',
      reason: 'CacheTooSmall',
    })
    expect(noticed.status.phase).toBe('Failed')
    expect(noticed.events.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['CacheTooSmall', 'LengthShortened']),
    )
    expect(noticed.children?.apply).toEqual(plan(object, { live: applied(object) }).children?.apply)
  })

  it('is met by the next pass, which leaves the pin alone', () => {
    const next = plan(told)
    expect(next.pin).toBeUndefined()
    expect(next.status.decision?.memory?.maxModelLen).toBe(20_480)
    expect(starts(told)).toContain('20480')
    expect(starts(told)).not.toBe(starts(object))
    expect(plan(told, { pods }).events.map(({ reason }) => reason)).not.toContain('LengthShortened')
  })

  it('is met once: what fails again is only told', () => {
    const again = plan(told, { pods: failing(tooSmall({ asked: 20_480, fits: 12_000 })) })
    expect(again.status.repair).toEqual(noticed.status.repair)
    expect(plan({ ...told, status: again.status }).status.decision?.memory?.maxModelLen).toBe(20_480)
  })

  it('holds also where the pin was lost and the same plan is chosen again', () => {
    const unpinned = { ...told, metadata: { ...told.metadata, annotations: {} } }
    expect(plan(unpinned).pin).toBeDefined()
    expect(starts(unpinned)).toBe(starts(told))
  })

  it('is forgotten with the intent it was met for', () => {
    const chosen = { ...told, spec: { ...told.spec, maxModelLen: 8192 } }
    expect(plan(chosen).status.repair).toBeUndefined()
    expect(plan(chosen).status.decision?.memory?.maxModelLen).toBe(8192)
  })
})

describe('what is not repaired', () => {
  it.each([
    ['a length of the user’s own', { gpuCount: 1, maxModelLen: 16_384 }],
    ['a length in the user’s arguments', { gpuCount: 1, engineArgs: ['--max-model-len=16384'] }],
  ])('is %s', (_what, spec) => {
    const object = pinned('qwen', spec)
    expect(pinnedLength(object)).toBe(16_384)
    expect(
      plan(object, { pods: failing(tooSmall({ asked: 16_384, fits: 12_000 })) }).status.repair,
    ).toBeUndefined()
  })

  it.each([
    ['a failure of pods with another length', { asked: 77_777, fits: 20_960 }, 0],
    ['a length that nobody would call served', { asked: 0, fits: 2000 }, 1],
  ])('is %s', (_what, { asked, fits }, plans) => {
    const object = pinned('qwen')
    const length = { asked: asked || pinnedLength(object) * plans, fits }
    expect(plan(object, { pods: failing(tooSmall(length)) }).status.repair).toBeUndefined()
  })

  it('is a failure that no length helps', () => {
    const trouble: Failure = { reason: 'OutOfMemory', message: 'out of memory', remedy: 'more' }
    expect(plan(pinned('qwen'), { pods: failing(trouble) }).status.repair).toBeUndefined()
  })

  it('is lengthened by a status that somebody wrote', () => {
    const object = pinned('qwen')
    const from = pinnedLength(object)
    const { status } = plan(object, { pods: failing(tooSmall({ asked: from, fits: 20_960 })) })
    const forged = {
      ...object,
      status: { ...status, repair: status.repair && { ...status.repair, to: from * 4 } },
    }
    expect(starts(forged)).toBe(starts(object))
  })
})
