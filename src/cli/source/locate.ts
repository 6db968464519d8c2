/**
 * The place of a field in the YAML it was written in.
 * @module
 */
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml'
import type { PathStep } from '../../api/field-path.ts'

/** Offsets into the text, the end exclusive. */
export type Span = readonly [start: number, end: number]

/** A field that is there, or the nearest thing above it that is. */
interface Place {
  readonly key?: Node
  readonly value?: Node
}

/**
 * What to underline for a path: a scalar's value; of anything larger, its key, or its first key in a list; of what is missing, the nearest
 * field above it. The whole object is its `kind`. `undefined` only for a document without any content.
 */
export function locate(document: Document.Parsed, steps: readonly PathStep[]): Span | undefined {
  const root = document.contents
  let place: Place = { value: root ?? undefined }
  for (const step of steps) {
    const next = below(document, place.value, step)
    if (next === undefined) break
    place = next
  }
  if (place.key === undefined && isMap(place.value)) {
    const kind = below(document, place.value, 'kind')
    const first = place.value.items[0]?.key
    return spanOf(kind?.value) ?? spanOf(isNode(first) ? first : undefined) ?? spanOf(place.value)
  }
  const isLeaf = isScalar(place.value) || isAlias(place.value)
  return (isLeaf ? spanOf(place.value) : undefined) ?? spanOf(place.key) ?? spanOf(place.value)
}

function below(document: Document.Parsed, node: Node | undefined, step: PathStep): Place | undefined {
  const target = isAlias(node) ? node.resolve(document) : node
  if (isSeq(target)) {
    const item = typeof step === 'number' ? target.items[step] : undefined
    return isNode(item) ? { value: item } : undefined
  }
  if (!isMap(target)) return undefined
  const pairs = target.items as readonly Pair[]
  const pair = pairs.find(({ key }) => textOf(key) === String(step))
  if (pair)
    return { ...(isNode(pair.key) && { key: pair.key }), ...(isNode(pair.value) && { value: pair.value }) }
  return merged(document, pairs, step)
}

/** `<<: *base`, and `<<: [*one, *other]`. */
function merged(document: Document.Parsed, pairs: readonly Pair[], step: PathStep): Place | undefined {
  for (const { key, value } of pairs) {
    if (!isMergeKey(key)) continue
    const sources = isSeq(value) ? value.items : [value]
    for (const source of sources) {
      const found = isNode(source) ? below(document, source, step) : undefined
      if (found) return found
    }
  }
  return undefined
}

/** The parser makes a symbol of it. */
function isMergeKey(key: unknown): boolean {
  return isScalar(key) && (typeof key.value === 'symbol' || key.value === '<<')
}

function textOf(key: unknown): string | undefined {
  return isScalar(key) ? String(key.value) : undefined
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value)
}

function spanOf(node: Node | undefined): Span | undefined {
  const range = node?.range
  return range ? [range[0], range[1]] : undefined
}
