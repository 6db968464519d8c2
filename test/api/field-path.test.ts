import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatPath,
  joinPath,
  parsePath,
  valueAt,
  withoutNulls,
  withoutPaths,
} from '../../src/api/field-path.ts'

describe('formatPath', () => {
  it.for<[PropertyKey[], string]>([
    [[], 'spec'],
    [['env', 2, 'name'], 'spec.env[2].name'],
    [['nodeSelector', 'amd.com/gpu.vram'], 'spec.nodeSelector["amd.com/gpu.vram"]'],
  ])('writes %j as %s', ([steps, path]) => {
    expect(formatPath('spec', steps)).toBe(path)
  })

  it('starts without a dot at the top', () => {
    expect(formatPath('', ['spec'])).toBe('spec')
    expect(joinPath('', 'spec')).toBe('spec')
    expect(joinPath('spec', '[0]')).toBe('spec[0]')
    expect(joinPath('spec', 'a')).toBe('spec.a')
  })
})

describe('valueAt', () => {
  it('finds own values only', () => {
    expect(valueAt({ a: [{ b: 1 }] }, ['a', 0, 'b'])).toBe(1)
    expect(valueAt({}, ['constructor'])).toBeUndefined()
    expect(valueAt('text', ['length'])).toBeUndefined()
  })
})

describe('withoutPaths', () => {
  it('takes fields out, keeps the places of list entries, and leaves the original alone', () => {
    const value = { a: 1, list: ['x', 2], inner: { b: 3, c: 4 } }
    expect(withoutPaths(value, [['a'], ['list', 1], ['inner', 'b'], ['not', 'there']])).toEqual({
      list: ['x', {}],
      inner: { c: 4 },
    })
    expect(value.a).toBe(1)
  })
})

describe('withoutNulls', () => {
  it('drops fields that are null at every depth, but no list entries', () => {
    expect(withoutNulls({ a: null, b: { c: null, d: [null, { e: null }] } })).toEqual({
      b: { d: [null, {}] },
    })
  })
})

describe('parsePath', () => {
  it('takes apart whatever formatPath put together', () => {
    const word = fc.stringMatching(/^[a-z][\w$]{0,5}$/)
    const key = fc.stringMatching(/^[a-z0-9][-./a-z0-9]{0,12}$/)
    const step = fc.oneof(word, key, fc.nat({ max: 99 }))
    fc.assert(
      fc.property(word, fc.array(step), (base, steps) => {
        expect(parsePath(formatPath(base, steps))).toEqual([base, ...steps])
      }),
    )
  })

  it('has no steps for the object itself', () => {
    expect(parsePath('')).toEqual([])
  })
})
