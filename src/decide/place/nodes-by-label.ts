/**
 * Nodes by the values of the labels that node selectors ask for, so that a selector of few nodes costs as much as these few.
 * @module
 */
import { RecentMap } from './recent-map.ts'

type Labels = Readonly<Record<string, string>>

/** Label keys that are followed; what was asked for longest ago is forgotten. */
const maxKeys = 8

/** State to guard: for every key that is followed, each node with the label is listed under its value, and nowhere else. */
export class NodesByLabel {
  readonly #keys = new RecentMap<string, Map<string, Set<string>>>(maxKeys)

  /** A node's labels changed; `undefined` where it was not there before, or is not any more. */
  change(node: string, before: Labels | undefined, after: Labels | undefined): void {
    if (before === after) return
    for (const [key, values] of this.#keys.entries()) {
      const [old, now] = [before?.[key], after?.[key]]
      if (old === now) continue
      if (old !== undefined) remove(values, old, node)
      if (now !== undefined) insert(values, now, node)
    }
  }

  /**
   * The nodes of the rarest label of a selector; `undefined` when it asks for none. All nodes are read for a key that is not
   * followed yet.
   *
   * @param nodes all of them, with their labels
   */
  fewest(
    selector: Labels,
    nodes: () => Iterable<readonly [node: string, labels: Labels]>,
  ): ReadonlySet<string> | undefined {
    let fewest: ReadonlySet<string> | undefined
    for (const [key, value] of Object.entries(selector)) {
      const values = this.#keys.get(key) ?? valuesOf(key, nodes())
      this.#keys.set(key, values)
      const found = values.get(value) ?? nobody
      if (fewest === undefined || found.size < fewest.size) fewest = found
    }
    return fewest
  }
}

const nobody: ReadonlySet<string> = new Set()

function valuesOf(key: string, nodes: Iterable<readonly [string, Labels]>): Map<string, Set<string>> {
  const values = new Map<string, Set<string>>()
  for (const [node, labels] of nodes) {
    const value = labels[key]
    if (value !== undefined) insert(values, value, node)
  }
  return values
}

function insert(values: Map<string, Set<string>>, value: string, node: string): void {
  const nodes = values.get(value) ?? new Set<string>()
  nodes.add(node)
  values.set(value, nodes)
}

function remove(values: Map<string, Set<string>>, value: string, node: string): void {
  const nodes = values.get(value)
  nodes?.delete(node)
  if (nodes?.size === 0) values.delete(value)
}
