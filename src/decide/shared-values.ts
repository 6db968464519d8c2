/**
 * JSON made shorter: what occurs more than once is written once. The templates of a group say nearly the same, and a pin has 8 KiB
 * for everything.
 * @module
 */
import { z } from 'zod'

/** `{ "$": 3 }` stands for `shared[3]`. A value that has the key itself is shared too, as nothing in there is taken for a reference. */
const reference = '$'

export const packedSchema = z.object({ value: z.unknown(), shared: z.array(z.unknown()).max(256).optional() })

export interface Packed {
  readonly value: unknown
  readonly shared?: readonly unknown[]
}

/** A shorter text gains nothing by being shared, characters. */
const shortest = 24
/** Nodes that an unpacked value may have: a forged one must not fill the memory. */
const mostNodes = 20_000

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** How often each list and object occurs, by its text. */
class Census {
  readonly #counts = new Map<string, number>()
  readonly #texts = new Map<unknown, string>()

  /** The text of a value, made of the texts of its parts; keys are sorted, so that equal values have equal texts. */
  count(value: unknown): string {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
    const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    const text = Array.isArray(value)
      ? `[${value.map((item: unknown) => this.count(item)).join()}]`
      : `{${fields.map(([key, item]) => `${JSON.stringify(key)}:${this.count(item)}`).join()}}`
    this.#texts.set(value, text)
    if (text.length >= shortest) this.#counts.set(text, (this.#counts.get(text) ?? 0) + 1)
    return text
  }

  /** The text of a value that has to be written elsewhere: it occurs more than once, or would be taken for a reference. */
  textToShare(value: unknown): string | undefined {
    const text = this.#texts.get(value)
    if (text === undefined) return undefined
    const isLikeReference = isObject(value) && Object.hasOwn(value, reference)
    return isLikeReference || (this.#counts.get(text) ?? 0) > 1 ? text : undefined
  }
}

export function packed(value: unknown): Packed {
  const census = new Census()
  census.count(value)
  const shared: unknown[] = []
  const indices = new Map<string, number>()
  const pack = (node: unknown): unknown => {
    const text = census.textToShare(node)
    if (text !== undefined) {
      // what is inside occurs as often as the whole, so it is not shared once more
      const index = indices.get(text) ?? shared.push(node) - 1
      indices.set(text, index)
      return { [reference]: index }
    }
    if (Array.isArray(node)) return node.map(pack)
    if (!isObject(node)) return node
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, pack(item)]))
  }
  const whole = pack(value)
  return { value: whole, ...(shared.length === 0 ? {} : { shared }) }
}

/** The value again; `undefined` for one that refers to nothing or would become too large. */
export function unpacked({ value, shared = [] }: Packed): unknown {
  let nodes = 0
  let isWrong = false
  const unpack = (node: unknown, isShared: boolean): unknown => {
    if (++nodes > mostNodes) isWrong = true
    if (isWrong) return undefined
    if (Array.isArray(node)) return node.map((item) => unpack(item, isShared))
    if (!isObject(node)) return node
    const index = node[reference]
    // what is shared has no references of its own
    if (typeof index === 'number' && !isShared) {
      if (shared[index] === undefined) isWrong = true
      return unpack(shared[index], true)
    }
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, unpack(item, isShared)]))
  }
  const whole = unpack(value, false)
  return isWrong ? undefined : whole
}
