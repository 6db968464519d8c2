import fc from 'fast-check'
import jsonpatch from 'jsonpatch'
import { describe, expect, it } from 'vitest'
import { Draft } from '../../../src/render/workload/draft.ts'
import { formatPlace, parsePlace, placeWords, readAt } from '../../../src/render/workload/place.ts'

const word = fc.stringMatching(/^[a-z~/.]{1,6}$/)
const names = ['a', 'b', 'c', 'd']
const items = fc.uniqueArray(fc.record({ name: fc.constantFrom(...names), n: fc.integer() }), {
  selector: ({ name }) => name,
})
const object = fc.record(
  {
    list: fc.option(items, { nil: undefined }),
    map: fc.dictionary(word, fc.integer(), { noNullPrototype: true }),
    nothing: fc.constant(null),
  },
  { requiredKeys: [] },
)
const place = fc.oneof(
  fc.constantFrom(...names).map((name) => ['list', `name=${name}`]),
  fc.constantFrom(...names).map((name) => ['list', `name=${name}`, 'n']),
  word.map((key) => ['map', key]),
  fc.tuple(word, word).map(([x, y]) => ['nothing', x, y]),
)
const edit = fc.record({
  place,
  set: fc.boolean(),
  n: fc.integer(),
  index: fc.option(fc.nat(5), { nil: undefined }),
})

const json = (value: unknown) => JSON.parse(JSON.stringify(value))
const valueFor = (steps: readonly string[], n: number) => {
  const last = steps.at(-1) ?? ''
  return last.startsWith('name=') ? { name: last.slice('name='.length), n } : n
}

describe('a draft', () => {
  it('writes the JSON Patch that makes the same of the original, whatever is edited', () => {
    fc.assert(
      fc.property(object, fc.array(edit, { maxLength: 12 }), (loose, edits) => {
        const original = json(loose)
        const before = json(original)
        const draft = new Draft(original)
        for (const { place: at, set, n, index } of edits)
          if (set) draft.set(at, valueFor(at, n), index)
          else draft.remove(at)
        const after = jsonpatch.apply_patch(json(original), json(draft.operations))
        expect(after).toEqual(json(draft.object))
        expect(original).toEqual(before)
      }),
      { numRuns: 500 },
    )
  })

  it('has a value where it was set, and none where it was removed', () => {
    fc.assert(
      fc.property(object, place, fc.integer(), (loose, at, n) => {
        const draft = new Draft(json(loose))
        const made = draft.set(at, valueFor(at, n))
        expect(readAt(draft.object, at)).toEqual(made === undefined ? undefined : valueFor(at, n))
        draft.remove(at)
        expect(readAt(draft.object, at)).toBeUndefined()
      }),
    )
  })

  it('tells which parents it had to make, outermost first', () => {
    const draft = new Draft({ containers: [{ name: 'engine' }] })
    const made = draft.set(['containers', 'name=engine', 'resources', 'limits', 'amd.com/gpu'], '1')
    expect(made).toEqual([
      ['containers', 'name=engine', 'resources'],
      ['containers', 'name=engine', 'resources', 'limits'],
    ])
    expect(draft.operations).toEqual([
      { op: 'add', path: '/containers/0/resources', value: { limits: { 'amd.com/gpu': '1' } } },
    ])
  })

  it('cannot reach into an item that is not there', () => {
    expect(new Draft({}).set(['containers', 'name=engine', 'image'], 'x')).toBeUndefined()
  })

  it('makes own keys only', () => {
    const draft = new Draft({})
    expect(draft.set(['__proto__', 'polluted'], true)).toBeUndefined()
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(Object.getPrototypeOf(draft.object)).toBe(Object.prototype)
  })
})

describe('a place', () => {
  it('survives being written and read', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), (steps) => {
        expect(parsePlace(formatPlace(steps))).toEqual(steps)
      }),
    )
  })

  it('reads well in a message', () => {
    const steps = ['spec', 'containers', 'name=engine', 'resources', 'limits', 'amd.com/gpu']
    expect(placeWords(steps)).toBe('spec.containers[engine].resources.limits["amd.com/gpu"]')
  })
})
