import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bytesOf,
  contiguous,
  journalLine,
  missing,
  type Range,
  readJournal,
  withRange,
} from '../../../src/fetch/transfer/ranges.ts'

const most = 60
const range = fc
  .tuple(fc.nat(most), fc.nat(most))
  .map(([a, b]): Range => ({ from: Math.min(a, b), to: Math.max(a, b) }))
const ranges = fc.array(range, { maxLength: 12 })

const union = (all: readonly Range[]) => all.reduce<readonly Range[]>(withRange, [])
const bytesIn = (all: readonly Range[]) =>
  new Set(all.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)))

describe('ranges of a file', () => {
  it('hold exactly the bytes that were added, sorted and apart', () => {
    fc.assert(
      fc.property(ranges, (all) => {
        const there = union(all)
        expect(bytesIn(there)).toEqual(bytesIn(all))
        expect(bytesOf(there)).toBe(bytesIn(all).size)
        for (const [i, { from, to }] of there.entries()) {
          expect(from).toBeLessThan(to)
          expect(from).toBeGreaterThan(there[i - 1]?.to ?? -1)
        }
      }),
    )
  })

  it('and what is missing make the whole file, each byte once, in requests of bounded size', () => {
    fc.assert(
      fc.property(ranges, fc.nat(most), fc.integer({ min: 1, max: 20 }), (all, bytes, size) => {
        const there = union(all.filter(({ to }) => to <= bytes))
        const gaps = missing(there, bytes, size)
        expect(bytesOf(gaps) + bytesOf(there)).toBe(bytes)
        expect(union([...there, ...gaps])).toEqual(bytes === 0 ? [] : [{ from: 0, to: bytes }])
        for (const { from, to } of gaps) expect(Math.floor(from / size)).toBe(Math.floor((to - 1) / size))
      }),
    )
  })

  it('tell how far the start reaches', () => {
    expect(contiguous([])).toBe(0)
    expect(contiguous([{ from: 1, to: 2 }])).toBe(0)
    expect(contiguous([{ from: 0, to: 7 }])).toBe(7)
  })
})

describe('a journal', () => {
  it('cut anywhere says nothing that was not written, and loses one line at most', () => {
    fc.assert(
      fc.property(ranges, fc.nat(), (all, at) => {
        const written = all.filter(({ from, to }) => from < to)
        const text = written.map(journalLine).join('')
        const cut = text.slice(0, at % (text.length + 1))
        const lines = cut.split('\n').length - 1
        expect(readJournal(cut, most)).toEqual(union(written.slice(0, lines)))
      }),
    )
  })

  it('of another file, or of anything, never claims bytes that the file does not have', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('1', '9', ' ', '\n', '-', 'x') }), (text) => {
        for (const { from, to } of readJournal(text, most)) {
          expect(from).toBeGreaterThanOrEqual(0)
          expect(to).toBeLessThanOrEqual(most)
        }
      }),
    )
  })
})
