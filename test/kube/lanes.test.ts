import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Lane, Lanes } from '../../src/kube/lanes.ts'

const lanesOf = (flowOf: (key: string) => string = () => '') => new Lanes(flowOf)

function drain(lanes: Lanes): string[] {
  const keys: string[] = []
  for (let entry = lanes.shift(); entry; entry = lanes.shift()) keys.push(entry.key)
  return keys
}

describe('lanes', () => {
  it('give what matters more first, and otherwise what came first', () => {
    const lanes = lanesOf()
    lanes.add('low', 'low')
    lanes.add('first', 'normal')
    lanes.add('second', 'normal')
    lanes.add('urgent', 'high')
    expect(drain(lanes)).toEqual(['urgent', 'first', 'second', 'low'])
  })

  it('let a waiting key move up, never down, and give it once', () => {
    const lanes = lanesOf()
    lanes.add('a', 'normal')
    lanes.add('b', 'low')
    lanes.add('b', 'high')
    lanes.add('b', 'low')
    lanes.add('a', 'normal')
    expect(lanes.size).toBe(2)
    expect(drain(lanes)).toEqual(['b', 'a'])
  })

  it('pass a waiting lane over only so often, however much comes into the lanes above it', () => {
    const lanes = lanesOf()
    lanes.add('patient', 'low')
    const taken: string[] = []
    for (let n = 0; n < 20; n++) {
      lanes.add(`urgent-${n}`, 'high')
      taken.push(lanes.shift()?.key ?? '')
    }
    expect(taken.indexOf('patient')).toBe(8)
  })

  it('let flows take turns, so that one object of a small kind does not wait for thousands of a big one', () => {
    const lanes = lanesOf((key) => key.split(':')[0] ?? '')
    for (let n = 0; n < 1000; n++) lanes.add(`pod:${n}`, 'normal')
    for (const name of ['a', 'b']) lanes.add(`node:${name}`, 'normal')
    expect(drain(lanes).slice(0, 5)).toEqual(['pod:0', 'node:a', 'pod:1', 'node:b', 'pod:2'])
  })

  it('give every key exactly once, in the highest lane it was asked for unless it was overdue, fairly between flows', () => {
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({
          key: fc.tuple(fc.constantFrom('x', 'y', 'z'), fc.nat(9)).map(([flow, n]) => `${flow}${n}`),
          lane: fc.constantFrom<Lane>('high', 'normal', 'low'),
        }),
      },
      { weight: 2, arbitrary: fc.constant('take' as const) },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const lanes = lanesOf((key) => key.slice(0, 1))
        const waiting = new Map<string, number>()
        /** Takes since a key could have been taken. */
        let takes = 0
        const rank: Readonly<Record<Lane, number>> = { high: 0, normal: 1, low: 2 }
        const take = () => {
          const entry = lanes.shift()
          takes++
          expect(entry === undefined).toBe(waiting.size === 0)
          if (!entry) return
          expect(rank[entry.lane]).toBe(waiting.get(entry.key))
          waiting.delete(entry.key)
        }
        for (const each of steps) {
          if (each === 'take') take()
          else {
            lanes.add(each.key, each.lane)
            waiting.set(each.key, Math.min(waiting.get(each.key) ?? 2, rank[each.lane]))
          }
          expect(lanes.size).toBe(waiting.size)
        }
        const left = waiting.size
        takes = 0
        while (waiting.size > 0) take()
        expect(takes).toBe(left)
      }),
    )
  })

  it('hold fifty thousand keys that all move up', () => {
    const lanes = lanesOf()
    const keys = Array.from({ length: 50_000 }, (_, n) => `key-${n}`)
    for (const key of keys) lanes.add(key, 'low')
    for (const key of keys) lanes.add(key, 'high')
    expect(drain(lanes)).toEqual(keys)
  })
})
