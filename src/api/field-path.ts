/**
 * Paths of fields as people write them: `spec.env[2].name`, `spec.nodeSelector["amd.com/gpu.vram"]`.
 * @module
 */

/** One step into an object or a list. */
export type PathStep = string | number

/** `spec` + `['env', 2, 'name']` → `spec.env[2].name`; keys that are no plain words are quoted. */
export function formatPath(base: string, steps: readonly PropertyKey[]): string {
  let path = base
  for (const step of steps) {
    if (typeof step === 'number') path += `[${step}]`
    else if (/^[A-Za-z_$][\w$]*$/.test(String(step))) path += path === '' ? String(step) : `.${String(step)}`
    else path += `["${String(step)}"]`
  }
  return path
}

/** The steps of a path that `formatPath` wrote. Text that is no path is one step. */
export function parsePath(path: string): PathStep[] {
  const steps = path.matchAll(/\["(.*?)"\](?=[.[]|$)|\[(\d+)\]|([^.[]+)/g)
  return [...steps].map(([, quoted, index, word = '']) =>
    quoted !== undefined ? quoted : index !== undefined ? Number(index) : word,
  )
}

/** A path written under another: `spec` + `recipe.backend` → `spec.recipe.backend`. */
export function joinPath(base: string, below: string): string {
  if (base === '' || below === '') return base + below
  return below.startsWith('[') ? base + below : `${base}.${below}`
}

/** The value at a path, `undefined` where the path leads nowhere. */
export function valueAt(root: unknown, steps: readonly PropertyKey[]): unknown {
  let value: unknown = root
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = Reflect.get(value, step)
  }
  return value
}

/** A copy of `root` without the values at the given paths; list entries keep their places. */
export function withoutPaths(root: unknown, paths: readonly (readonly PropertyKey[])[]): unknown {
  const copy: unknown = structuredClone(root)
  for (const steps of paths) {
    const last = steps.at(-1)
    const parent = valueAt(copy, steps.slice(0, -1))
    if (last === undefined || typeof parent !== 'object' || parent === null) continue
    if (Array.isArray(parent)) Reflect.set(parent, last, {})
    else Reflect.deleteProperty(parent, last)
  }
  return copy
}

/** A copy without the fields that are null: the API server drops them before it looks at anything else. */
export function withoutNulls(root: unknown): unknown {
  if (Array.isArray(root)) return root.map(withoutNulls)
  if (typeof root !== 'object' || root === null) return root
  return Object.fromEntries(
    Object.entries(root)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [key, withoutNulls(value)]),
  )
}
