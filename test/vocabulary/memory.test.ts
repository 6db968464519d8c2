import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Memory } from '../../src/vocabulary/memory.ts'

describe('a memory', () => {
  it('gives what was kept under a key and nothing else, within its bounds', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 5 }))), (offers) => {
        const memory = new Memory<string>({ most: 12, patience: 3 })
        const weights = new Map<string, number>()
        for (const [n, weight] of offers) {
          const key = String(n)
          if (memory.get(key) !== undefined) continue
          memory.offer(key, `value of ${n}`, weight)
          weights.set(key, weight)
        }
        let held = 0
        for (const [key, weight] of weights) {
          const value = memory.get(key)
          if (value !== undefined) held += weight
          expect([undefined, `value of ${key}`]).toContain(value)
        }
        expect(held).toBeLessThanOrEqual(12)
      }),
    )
  })

  it('remembers part of a cycle that is longer than itself', () => {
    const memory = new Memory<number>({ most: 100 })
    let hits = 0
    for (let i = 0; i < 3000; i++) {
      const key = String(i % 300)
      if (memory.get(key) === undefined) memory.offer(key, i)
      else hits++
    }
    expect(hits).toBe(100 * 9)
  })

  it('takes in what is new when what it has is not asked for any more', () => {
    const memory = new Memory<number>({ most: 10, patience: 50 })
    for (let i = 0; i < 10; i++) memory.offer(`old ${i}`, i)
    for (let i = 0; i < 100; i++) {
      const key = `new ${i % 10}`
      if (memory.get(key) === undefined) memory.offer(key, i)
    }
    for (let i = 0; i < 10; i++) expect(memory.get(`new ${i}`)).toBeDefined()
  })

  it('replaces what was kept under the same key', () => {
    const memory = new Memory<string>({ most: 10 })
    for (const value of ['a', 'b', 'c']) expect(memory.offer('key', value, 4)).toBe(true)
    expect(memory.get('key')).toBe('c')
    expect([memory.offer('other', 'd', 6), memory.offer('more', 'e', 1)]).toEqual([true, false])
  })

  it('never keeps what is heavier than all of it', () => {
    const memory = new Memory<number>({ most: 10, patience: 0 })
    memory.offer('light', 1)
    memory.offer('heavy', 2, 11)
    expect(memory.get('heavy')).toBeUndefined()
  })
})
