/**
 * An object of a file with the better list in the place of its own, and the GPUs that go with it: what its owner would commit after
 * reading the refusal.
 * @module
 */
import { parsePath, valueAt } from '../../api/field-path.ts'
import type { BetterList } from '../../decide/written/problem.ts'

/** `undefined` where a change is no value of a field (`leave it out`), or leads nowhere. */
export function corrected(object: unknown, { path, list, also = [] }: BetterList): unknown {
  const copy: unknown = structuredClone(object)
  if (!put(copy, parsePath(path), list)) return undefined
  for (const change of also) {
    const steps = parsePath(change.path)
    const places = [steps, ...siblings(steps)].filter((place) => valueAt(copy, place) !== undefined)
    if (typeof change.value !== 'number' || places.length === 0) return undefined
    for (const place of places)
      put(copy, place, typeof valueAt(copy, place) === 'string' ? String(change.value) : change.value)
  }
  return copy
}

/** Limits and requests of a device are equal: who changes one changes the other. */
function siblings(steps: readonly PropertyKey[]): readonly (readonly PropertyKey[])[] {
  const at = steps.lastIndexOf('resources') + 1
  const other = { limits: 'requests', requests: 'limits' }[String(steps[at])]
  return at === 0 || other === undefined ? [] : [steps.with(at, other)]
}

/** @returns whether there was such a field */
function put(root: unknown, steps: readonly PropertyKey[], value: unknown): boolean {
  const last = steps.at(-1)
  const parent = valueAt(root, steps.slice(0, -1))
  if (last === undefined || typeof parent !== 'object' || parent === null) return false
  return Object.hasOwn(parent, last) && Reflect.set(parent, last, value)
}
