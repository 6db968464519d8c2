/**
 * JSON made shorter: what occurs more than once is written once. Node affinity says the same exclusions in every term, and a pin
 * has 8 KiB for everything.
 * @module
 */
import { z } from 'zod'

/** `{ "$": 3 }` stands for `shared[3]`. No object of Kubernetes has a key `$`. */
const reference = '$'

export const packedSchema = z.object({ value: z.unknown(), shared: z.array(z.unknown()).max(256).optional() })

export interface Packed {
  readonly value: unknown
  readonly shared?: readonly unknown[]
}

/** Shorter than this, a reference gains nothing, characters. */
const shortest = 24

/** Nodes that an unpacked value may have: a forged one must not fill the memory. */
const mostNodes = 20_000

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** The text of every object and list inside a value, and how often each occurs. */
function textsOf(value: unknown, counts: Map<string, number>, texts: Map<object, string>): string {
  if (!isObject(value)) return JSON.stringify(value) ?? 'null'
  const inner = Array.isArray(value)
    ? `[${value.map((item: unknown) => textsOf(item, counts, texts)).join(',')}]`
    : `{${Object.entries(value)
        .map(([key, item]) => `${JSON.stringify(key)}:${textsOf(item, counts, texts)}`)
        .join(',')}}`
  texts.set(value, inner)
  if (inner.length >= shortest) counts.set(inner, (counts.get(inner) ?? 0) + 1)
  return inner
}

export function packed(value: unknown): Packed {
  const counts = new Map<string, number>()
  const texts = new Map<object, string>()
  textsOf(value, counts, texts)
  const shared: unknown[] = []
  const indices = new Map<string, number>()
  const pack = (node: unknown): unknown => {
    if (!isObject(node)) return node
    const text = texts.get(node) ?? ''
    if ((counts.get(text) ?? 0) > 1) {
      const index = indices.get(text) ?? shared.push(node) - 1
      indices.set(text, index)
      return { [reference]: index }
    }
    if (Array.isArray(node)) return node.map(pack)
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, pack(item)]))
  }
  const short = pack(value)
  return shared.length === 0 ? { value } : { value: short, shared }
}

/** The value again; `undefined` for a reference to nothing, or a value that would become too large. */
export function unpacked({ value, shared = [] }: Packed): unknown {
  let nodes = 0
  let isWrong = false
  const unpack = (node: unknown, inShared: boolean): unknown => {
    if (++nodes > mostNodes) isWrong = true
    if (isWrong || !isObject(node)) return node
    if (Array.isArray(node)) return node.map((item) => unpack(item, inShared))
    const index = node[reference]
    // what is shared has no references of its own
    if (typeof index === 'number' && !inShared) {
      if (shared[index] === undefined) isWrong = true
      return unpack(shared[index], true)
    }
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, unpack(item, inShared)]))
  }
  const whole = unpack(value, false)
  return isWrong ? undefined : whole
}
