/**
 * JSON made shorter: what occurs more than once is written once, and the keys of objects that are alike are, too. Node affinity says
 * the same exclusions in every term, and a pin has 8 KiB for everything.
 * @module
 */
import { z } from 'zod'

/** `{ "$": 3 }` stands for `shared[3]`, `{ "#2": [a, b] }` for an object with the keys `shapes[2]`. Kubernetes has no such keys. */
const reference = '$'
const shapeMark = '#'

export const packedSchema = z.object({
  value: z.unknown(),
  shared: z.array(z.unknown()).max(256).optional(),
  shapes: z.array(z.array(z.string())).max(256).optional(),
})

export interface Packed {
  readonly value: unknown
  readonly shared?: readonly unknown[]
  readonly shapes?: readonly (readonly string[])[]
}

/** A shorter text gains nothing by being shared, characters. */
const shortest = 24
/** Objects of one shape from which its keys are written once. */
const fewest = 4
/** Nodes that an unpacked value may have: a forged one must not fill the memory. */
const mostNodes = 20_000

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** In the order of keys, so that equal values become equal texts. */
const fieldsOf = (node: Fields) => Object.entries(node).sort(([a], [b]) => (a < b ? -1 : 1))

const keysOf = (node: Fields) => JSON.stringify(Object.keys(node).sort())

/** How often each value and each set of keys occurs. */
class Census {
  readonly values = new Map<string, number>()
  readonly shapes = new Map<string, number>()
  readonly texts = new Map<unknown, string>()

  /** The text of a value, from the texts of its parts. */
  count(value: unknown): string {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
    const text = Array.isArray(value)
      ? `[${value.map((item: unknown) => this.count(item)).join()}]`
      : `{${fieldsOf(value)
          .map(([key, item]) => `${JSON.stringify(key)}:${this.count(item)}`)
          .join()}}`
    this.texts.set(value, text)
    const seen = this.values.get(text) ?? 0
    if (text.length >= shortest) this.values.set(text, seen + 1)
    // a shared value is written once, so its keys count once
    if (isObject(value) && seen === 0)
      this.shapes.set(keysOf(value), (this.shapes.get(keysOf(value)) ?? 0) + 1)
    return text
  }
}

export function packed(value: unknown): Packed {
  const census = new Census()
  census.count(value)
  const shared = new Map<string, unknown>()
  const shapes = [...census.shapes].filter(([, count]) => count >= fewest).map(([keys]) => keys)

  const short = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(pack)
    if (!isObject(node)) return node
    const shape = shapes.indexOf(keysOf(node))
    if (shape >= 0) return { [`${shapeMark}${shape}`]: fieldsOf(node).map(([, item]) => pack(item)) }
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, pack(item)]))
  }
  const pack = (node: unknown): unknown => {
    const text = census.texts.get(node)
    if (text === undefined || (census.values.get(text) ?? 0) < 2) return short(node)
    // what is inside was counted as often as the whole, so it is not shared once more
    if (!shared.has(text)) shared.set(text, node)
    return { [reference]: [...shared.keys()].indexOf(text) }
  }
  const whole = pack(value)
  return {
    value: whole,
    ...(shared.size === 0 ? {} : { shared: [...shared.values()] }),
    ...(shapes.length === 0 ? {} : { shapes: shapes.map((keys) => JSON.parse(keys)) }),
  }
}

/** The value again; `undefined` for one that refers to nothing or would become too large. */
export function unpacked({ value, shared = [], shapes = [] }: Packed): unknown {
  let nodes = 0
  let isWrong = false
  const unpack = (node: unknown, isShared: boolean): unknown => {
    if (++nodes > mostNodes) isWrong = true
    if (isWrong) return undefined
    if (Array.isArray(node)) return node.map((item) => unpack(item, isShared))
    if (!isObject(node)) return node
    const [[mark, item] = ['', undefined]] = Object.entries(node)
    // what is shared has no references of its own
    if (mark === reference && typeof item === 'number' && !isShared) {
      if (shared[item] === undefined) isWrong = true
      return unpack(shared[item], true)
    }
    const keys = mark.startsWith(shapeMark) ? shapes[Number(mark.slice(1))] : undefined
    const entries =
      keys !== undefined && Array.isArray(item)
        ? keys.map((key, i): [string, unknown] => [key, item[i]])
        : Object.entries(node)
    return Object.fromEntries(entries.map(([key, inner]) => [key, unpack(inner, isShared)]))
  }
  const whole = unpack(value, false)
  return isWrong ? undefined : whole
}
