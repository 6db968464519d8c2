/**
 * An object being edited, and the JSON Patch that does the same to the original: every edit is applied to a copy and written down
 * with the indices that hold at that moment, so that the operations are right in their order.
 * @module
 */
import { jsonPointer, type PatchOperation } from '../../vocabulary/json-patch.ts'
import { scalarText } from '../../vocabulary/scalar-text.ts'
import { type ItemKey, indexOfItem, isTree, itemKey, type Place, stepInto } from './place.ts'

type Pointer = readonly (string | number)[]

export class Draft {
  #root: unknown
  readonly #operations: PatchOperation[] = []

  /** The object is not touched; what is put in is shared with the result, so nobody may change it later. */
  constructor(object: unknown) {
    this.#root = object
  }

  get object(): unknown {
    return this.#root
  }

  get operations(): readonly PatchOperation[] {
    return this.#operations
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
      if (at.insert) this.#insert(pointer, whole.value)
      else this.#replace(pointer, whole.value)
      this.#operations.push(
        // `add` to a list inserts; an item that is there is replaced by taking it out first
        ...(typeof at.key === 'number' && !at.insert
          ? [{ op: 'remove', path: jsonPointer(pointer) } as const]
          : []),
        { op: 'add', path: jsonPointer(pointer), value: whole.value },
      )
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
    this.#root = without(this.#root, pointer)
    this.#operations.push({ op: 'remove', path: jsonPointer(pointer) })
  }

  #replace(pointer: Pointer, value: unknown): void {
    this.#root = changed(this.#root, pointer, (node, key) => {
      if (Array.isArray(node)) return node.with(Number(key), value)
      return { ...(node as object), [key]: value }
    })
  }

  #insert(pointer: Pointer, value: unknown): void {
    this.#root = changed(this.#root, pointer, (node, key) =>
      (node as readonly unknown[]).toSpliced(Number(key), 0, value),
    )
  }
}

/** The pointer segment of a step, and whether it is a list item still to be inserted; `undefined` where the step does not suit the node. */
function segment(
  node: unknown,
  step: string,
  index = Number.POSITIVE_INFINITY,
): { readonly key: string | number; readonly insert: boolean } | undefined {
  const item = itemKey(step)
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

function changed(
  root: unknown,
  pointer: Pointer,
  edit: (node: unknown, key: string | number) => unknown,
): unknown {
  const [key, ...rest] = pointer
  if (key === undefined) return root
  if (rest.length === 0) return edit(root, key)
  if (Array.isArray(root)) return root.with(Number(key), changed(root[Number(key)], rest, edit))
  const node = root as Record<string, unknown>
  return { ...node, [key]: changed(node[key], rest, edit) }
}

function without(root: unknown, pointer: Pointer): unknown {
  return changed(root, pointer, (node, key) => {
    if (Array.isArray(node)) return node.toSpliced(Number(key), 1)
    const { [key]: _, ...others } = node as Record<string, unknown>
    return others
  })
}
