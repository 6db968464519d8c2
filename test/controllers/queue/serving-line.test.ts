import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LineObject, ServingLine } from '../../../src/controllers/queue/serving-line.ts'
import type { Candidate } from '../../../src/decide/decision.ts'
import { parsePin } from '../../../src/decide/pin.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import { pinned } from '../aim-endpoint/builders.ts'
import { pinned as pinnedService } from '../inference-service/builders.ts'

const planOf = ({ metadata }: LineObject): Candidate => {
  const pin = parsePin(metadata.annotations?.[annotations.pin])
  if (pin === undefined) throw new Error('nothing is pinned')
  return pin.candidate
}

const one = pinned('one')
const candidate = planOf(one)
const elsewhere = { ...candidate, accelerator: 'MI355X' }

function waiting(uid: string, since = 0, reason = 'NoCapacity', of: LineObject = one): LineObject {
  const lastTransitionTime = new Date(Date.parse('2026-11-21T10:00:00Z') + since * 1000).toISOString()
  const placed = { type: 'Placed', status: 'False' as const, reason, message: '', lastTransitionTime }
  return { ...of, metadata: { ...of.metadata, uid }, status: { conditions: [placed] } }
}

function line(...objects: readonly LineObject[]) {
  let changes = 0
  const found = new ServingLine(() => changes++)
  for (const object of objects) found.take(object, false)
  return { line: found, changes: () => changes }
}

describe('those that serve and wait for GPUs', () => {
  it('stand by how long they wait, each kind of device for itself, and one that comes stands last', () => {
    const { line: all } = line(waiting('b', 5), waiting('a', 9), waiting('c', 1))
    expect(['c', 'b', 'a'].map((uid) => all.placeOf(uid, candidate))).toEqual([
      { place: 1, of: 3 },
      { place: 2, of: 3 },
      { place: 3, of: 3 },
    ])
    expect(all.placeOf('new', candidate)).toEqual({ place: 4, of: 4 })
    expect(all.placeOf('a', elsewhere)).toEqual({ place: 1, of: 1 })
  })

  it('leave the line with a node, with another reason than room, or for good', () => {
    const placed = { ...waiting('a'), status: { conditions: [] } }
    for (const [object, isGone] of [
      [placed, false],
      [waiting('a', 0, 'UntoleratedTaint'), false],
      [waiting('a'), true],
    ] as const) {
      const { line: all, changes } = line(waiting('a'), waiting('b', 1))
      all.take(object, isGone)
      expect(all.placeOf('b', candidate)).toEqual({ place: 1, of: 1 })
      expect(changes()).toBe(3)
    }
  })

  it('are not groups, which are held back and wait in the queue', () => {
    const group = pinnedService('wide', { distributed: { enabled: true, size: 2 } })
    expect(line(waiting('wide', 0, 'NoCapacity', group)).changes()).toBe(0)
    expect(line(waiting('chat', 0, 'NoCapacity', pinnedService('chat'))).changes()).toBe(1)
  })

  it('have places from 1 to all, no two the same, whatever came and went', () => {
    const event = fc.record({ uid: fc.nat(9), since: fc.nat(3), isGone: fc.boolean() })
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const { line: all } = line()
        const there = new Set<string>()
        for (const { uid, since, isGone } of events) {
          all.take(waiting(String(uid), since), isGone)
          if (isGone) there.delete(String(uid))
          else there.add(String(uid))
        }
        const places = [...there].map((uid) => all.placeOf(uid, candidate))
        expect(places.map(({ place }) => place).sort((a, b) => a - b)).toEqual(places.map((_, i) => i + 1))
        for (const { of } of places) expect(of).toBe(there.size)
      }),
      { numRuns: 50 },
    )
  })
})
