/**
 * An object being edited, and the JSON Patch that does the same to the original: every edit is applied to a copy and written down
 * with the indices that hold at that moment, so that the operations are right in their order.
 * @module
 */
import { jsonPointer, type PatchOperation } from '../../vocabulary/json-patch.ts'
import { scalarText } from '../../vocabulary/scalar-text.ts'
import { type ItemKey, indexOfItem, isTree, itemKey, type Place, stepInto } from './place.ts'

type Pointer = readonly (string | number)[]

/** One operation; without a value it removes. */
interface Edit {
  readonly pointer: Pointer
  readonly value?: unknown
}

export class Draft {
  #root: unknown
  readonly #edits: Edit[] = []
  /** Nodes of the draft that the original does not have: these may be written to. */
  readonly #copies = new WeakSet<object>()

  /** The object is not touched; what is put in is shared with the result, so nobody may change it later. */
  constructor(object: unknown) {
    this.#root = object
  }

  get object(): unknown {
    return this.#root
  }

  get operations(): readonly PatchOperation[] {
    return this.#edits.map((edit) =>
      'value' in edit
        ? { op: 'add', path: jsonPointer(edit.pointer), value: edit.value }
        : { op: 'remove', path: jsonPointer(edit.pointer) },
    )
  }

  /**
   * Puts a value at a place, in the stead of what is there. Parents that are missing are made; a new list item goes to the end.
   *
   * @param index where a new list item goes instead, at most the end
   * @returns the parents that were made, outermost first; `undefined` when the place cannot be reached
   */
  set(place: Place, value: unknown, index?: number): readonly Place[] | undefined {
    const pointer: (string | number)[] = []
    let node = this.#root
    for (const [depth, step] of place.entries()) {
      const at = segment(node, step, depth === place.length - 1 ? index : undefined)
      if (at === undefined) return undefined
      pointer.push(at.key)
      const next = stepInto(node, step)
      if (depth < place.length - 1 && next !== undefined) {
        node = next
        continue
      }
      const rest = place.slice(depth + 1)
      const item = itemKey(step)
      if (at.insert && item !== undefined && (rest.length > 0 || !isItem(value, item))) return undefined
      const whole = nested(rest, value)
      if (whole === undefined) return undefined
      const parent = this.#writable(pointer.slice(0, -1))
      if (at.insert) (parent as unknown[]).splice(Number(at.key), 0, whole.value)
      else (parent as Record<string, unknown>)[at.key] = whole.value
      // `add` to a list inserts; an item that is there is replaced by taking it out first
      if (typeof at.key === 'number' && !at.insert) this.#edits.push({ pointer })
      this.#edits.push({ pointer, value: whole.value })
      return rest.map((_, i) => place.slice(0, depth + 1 + i))
    }
    return undefined
  }

  /** Takes away what is at a place; nothing when there is nothing. */
  remove(place: Place): void {
    const pointer: (string | number)[] = []
    let node = this.#root
    for (const step of place) {
      const next = stepInto(node, step)
      const at = segment(node, step)
      if (next === undefined || at === undefined || at.insert) return
      pointer.push(at.key)
      node = next
    }
    const key = pointer.at(-1) ?? ''
    const parent = this.#writable(pointer.slice(0, -1))
    if (Array.isArray(parent)) parent.splice(Number(key), 1)
    else delete (parent as Record<string, unknown>)[key]
    this.#edits.push({ pointer })
  }

  /** The node at a pointer, as a copy of this draft's own, and so are the nodes above it. */
  #writable(pointer: Pointer): object {
    this.#root = this.#own(this.#root)
    let node = this.#root as Record<string, unknown>
    for (const key of pointer) {
      const inner = this.#own(node[key])
      node[key] = inner
      node = inner as Record<string, unknown>
    }
    return node
  }

  #own(node: unknown): object {
    if (typeof node !== 'object' || node === null) return {}
    if (this.#copies.has(node)) return node
    const copy = Array.isArray(node) ? [...(node as readonly unknown[])] : { ...node }
    this.#copies.add(copy)
    return copy
  }
}

/** The pointer segment of a step, and whether it is a list item still to be inserted; `undefined` where the step does not suit the node. */
function segment(
  node: unknown,
  step: string,
  index = Number.POSITIVE_INFINITY,
): { readonly key: string | number; readonly insert: boolean } | undefined {
  const item = itemKey(step)
  // assigned, this key would be no key
  if (step === '__proto__') return undefined
  if (item === undefined) return isTree(node) ? { key: step, insert: false } : undefined
  if (!Array.isArray(node)) return undefined
  const at = indexOfItem(node, item)
  return at >= 0 ? { key: at, insert: false } : { key: Math.min(index, node.length), insert: true }
}

/** A value below parents that do not exist yet. A list of them can only hold the item itself. */
function nested(rest: Place, value: unknown): { readonly value: unknown } | undefined {
  const [step, ...deeper] = rest
  if (step === undefined) return { value }
  const item = itemKey(step)
  if (item !== undefined) return deeper.length === 0 && isItem(value, item) ? { value: [value] } : undefined
  const inner = nested(deeper, value)
  return inner && { value: { [step]: inner.value } }
}

const isItem = (value: unknown, { key, value: name }: ItemKey) =>
  isTree(value) && scalarText(value[key]) === name
