/**
 * Places in an object, by names and never by the index of a list item alone: sidecars come before us and after us, and reorder.
 *
 * A place is a list of steps. A step is a key, or `key=value` for the item of a list whose `key` is that: the container `vllm` is
 * `name=vllm`, the mount at /dev/shm is `mountPath=/dev/shm`. No key that fitgate writes has an equals sign.
 * @module
 */
import { pointerSegment } from '../../vocabulary/json-patch.ts'
import { scalarText } from '../../vocabulary/scalar-text.ts'

export type Place = readonly string[]

/** A node of JSON, as far as it can be walked. */
type Tree = Readonly<Record<string, unknown>>

/** What finds an item of a list. */
export interface ItemKey {
  readonly key: string
  readonly value: string
}

/** The item that a step names; `undefined` for a plain key. */
export function itemKey(step: string): ItemKey | undefined {
  const equals = step.indexOf('=')
  return equals < 1 ? undefined : { key: step.slice(0, equals), value: step.slice(equals + 1) }
}

/** One text, for ledgers: a JSON Pointer whose list segments are `key=value`. */
export function formatPlace(place: Place): string {
  return place.map((step) => `/${pointerSegment(step)}`).join('')
}

/** The steps of `formatPlace`'s text; `undefined` for anything else. */
export function parsePlace(text: string): Place | undefined {
  if (!text.startsWith('/')) return undefined
  return text
    .slice(1)
    .split('/')
    .map((segment) => (segment.includes('~') ? segment.replaceAll('~1', '/').replaceAll('~0', '~') : segment))
}

/** `spec.template.spec.containers[vllm].image`: the place in messages. */
export function placeWords(place: Place): string {
  return place.reduce((text, step) => {
    const item = itemKey(step)
    if (item !== undefined) return `${text}[${item.value}]`
    if (/[./]/.test(step)) return `${text}["${step}"]`
    return text === '' ? step : `${text}.${step}`
  }, '')
}

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Index of the item of a list; -1 when it has none. */
export function indexOfItem(list: readonly unknown[], { key, value }: ItemKey): number {
  return list.findIndex((item) => isTree(item) && Object.hasOwn(item, key) && scalarText(item[key]) === value)
}

/** What one step leads to; `undefined` where it leads nowhere, and for a null, which the API means as "not set". */
export function stepInto(node: unknown, step: string): unknown {
  const item = itemKey(step)
  if (item !== undefined && Array.isArray(node)) return node[indexOfItem(node, item)]
  if (!isTree(node) || !Object.hasOwn(node, step)) return undefined
  return node[step] ?? undefined
}

/** The value at a place; `undefined` when there is none. */
export function readAt(root: unknown, place: Place): unknown {
  let node = root
  for (const step of place) {
    node = stepInto(node, step)
    if (node === undefined) return undefined
  }
  return node
}
