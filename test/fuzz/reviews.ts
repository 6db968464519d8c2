/**
 * Reviews that no API server would send, and those that it would: samples bent in one to four places, and bodies bent as text.
 * @module
 */
import fc from 'fast-check'
import { type Sample, samples } from './objects.ts'

const hostileKeys = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '', ' ', 'a/b~c']
const hostileTexts = [
  '',
  '-1',
  '1e999',
  '0x10',
  'NaN',
  'true',
  'null',
  '\u0000',
  '\ud800',
  '$(X)',
  '{"a":1}',
  'x'.repeat(70_000),
  `--flag=${'y'.repeat(5000)}`,
]
const hostileNumbers = [-1, 0, 1.5, 1e308, -0, Number.MAX_SAFE_INTEGER + 2, 2 ** 31, 2 ** 53]

const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(...hostileTexts, ...hostileNumbers, null, true, [], {}, [null], [[]], [{}]),
  fc.constantFrom(...hostileKeys).map((key) => JSON.parse(`{${JSON.stringify(key)}:{"polluted":true}}`)),
  fc.integer({ min: 150, max: 2000 }).map(nested),
  fc
    .integer({ min: 1000, max: 3000 })
    .map((count) => Array.from({ length: count }, (_, i) => ({ name: `N${i}` }))),
)

function nested(levels: number): unknown {
  let value: unknown = 1
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? { a: value } : [value]
  return value
}

/** Every place of an object: the container and the key in it; not to the ground where a bend made it bottomless. */
function placesIn(root: object, levels = 20): { readonly container: object; readonly key: string }[] {
  return Object.keys(root).flatMap((key) => {
    const value: unknown = Reflect.get(root, key)
    const below = typeof value === 'object' && value !== null && levels > 0 ? placesIn(value, levels - 1) : []
    return [{ container: root, key }, ...below]
  })
}

interface Bend {
  /** Which place, counted round and round. */
  readonly where: number
  readonly how: 'replace' | 'remove' | 'retype' | 'add' | 'repeat'
  readonly key: string
  readonly value: unknown
}

const bend: fc.Arbitrary<Bend> = fc.record({
  // doubles are nearly all near 0
  where: fc.noBias(fc.nat(1_000_000)),
  how: fc.constantFrom('replace', 'remove', 'retype', 'add', 'repeat'),
  key: fc.oneof(fc.constantFrom(...hostileKeys), fc.string({ maxLength: 20 })),
  value: anyValue,
})

function bent(sample: Sample, bends: readonly Bend[]): Sample {
  const copy = structuredClone(sample)
  for (const { where, how, key, value: drawn } of bends) {
    // the same one may be drawn twice, and would be put into itself
    const value: unknown = structuredClone(drawn)
    const places = placesIn(copy)
    const place = places[where % places.length]
    if (!place) continue
    const old: unknown = Reflect.get(place.container, place.key)
    // As JSON.parse would: a key of any name becomes a field, never a prototype.
    const put = (container: object, name: string, what: unknown) =>
      Object.defineProperty(container, name, {
        value: what,
        enumerable: true,
        configurable: true,
        writable: true,
      })
    switch (how) {
      case 'replace':
        put(place.container, place.key, value)
        break
      case 'remove':
        if (!Array.isArray(place.container)) Reflect.deleteProperty(place.container, place.key)
        break
      case 'retype':
        put(
          place.container,
          place.key,
          typeof old === 'number' ? String(old) : typeof old === 'string' ? Number(old) || 7 : old,
        )
        break
      case 'add':
        if (typeof old === 'object' && old !== null && !Array.isArray(old)) put(old, key, value)
        break
      case 'repeat':
        if (Array.isArray(old)) old.push(...old.slice(0, 50))
        break
      default:
        how satisfies never
    }
  }
  return copy
}

function groupAndVersion(apiVersion: string): { group: string; version: string } {
  const [first = '', second] = apiVersion.split('/')
  return second === undefined ? { group: '', version: first } : { group: first, version: second }
}

const review = fc
  .record({
    sample: fc.constantFrom(...samples),
    bends: fc.array(bend, { maxLength: 4 }),
    oldBends: fc.array(bend, { maxLength: 2 }),
    operation: fc.constantFrom('CREATE', 'CREATE', 'UPDATE', 'UPDATE', 'DELETE', 'CONNECT'),
    version: fc.option(fc.constantFrom('v1beta1', 'v2', ''), { freq: 20 }),
    deleted: fc.boolean(),
  })
  .map(({ sample, bends, oldBends, operation, version, deleted }): string => {
    const object = operation === 'DELETE' ? null : bent(sample, bends)
    const old = operation === 'CREATE' ? null : bent(sample, oldBends)
    if (old && deleted) Reflect.set(Object(old.metadata), 'deletionTimestamp', '2027-01-01T00:00:00Z')
    const { group, version: own } = groupAndVersion(sample.apiVersion)
    const request = {
      uid: 'fuzz',
      kind: { group, version: version ?? own, kind: sample.kind },
      operation,
      name: 'qwen',
      namespace: 'default',
      userInfo: { username: 'somebody' },
      object,
      oldObject: old,
    }
    return JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request })
  })

const asText = fc
  .record({
    body: review,
    at: fc.noBias(fc.nat(1_000_000)),
    how: fc.constantFrom('cut', 'insert', 'twice', 'none'),
    text: fc.oneof(
      fc.string({ maxLength: 10 }),
      fc.constantFrom('\u0000', '\ufeff', '}', '"', '\\', '{"a":'.repeat(9000)),
    ),
  })
  .map(({ body, at, how, text }): string => {
    const index = at % body.length
    switch (how) {
      case 'cut':
        return body.slice(0, index)
      case 'insert':
        return body.slice(0, index) + text + body.slice(index)
      case 'twice':
        return body.replace('"spec":', '"spec":7,"spec":')
      case 'none':
        return text
      default:
        return how satisfies never
    }
  })

/** Bodies; three quarters of them are JSON that reads as a review. */
export const anyReview: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: review },
  { weight: 1, arbitrary: asText },
)
