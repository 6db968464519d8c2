/**
 * Rules that specs of both kinds of cache keep.
 * @module
 */
import { parseMilli } from '../../vocabulary/quantity.ts'
import type { Quantity } from '../fields/quantity.ts'
import { isSet, type Rule } from '../rule.ts'

/** Room that is kept free must be less than the whole. */
export function freeBelowSize<T>(
  free: string,
  size: string,
  read: (value: T) => readonly [Quantity | undefined, Quantity | undefined],
): Rule<T> {
  const cel = (path: string) => `quantity(string(self.${path}))`
  return {
    path: free,
    about: [size],
    cel: `!(${isSet(free)} && ${isSet(size)}) || ${cel(free)}.isLessThan(${cel(size)})`,
    message: `is not below ${size}: no model could ever be fetched`,
    violations: (value) => {
      const [kept, whole] = read(value)
      if (kept === undefined || whole === undefined) return []
      if ((parseMilli(kept) ?? 0n) < (parseMilli(whole) ?? 0n)) return []
      return [{ message: `is ${kept}, not below ${size} ${whole}: no model could ever be fetched` }]
    },
  }
}

/** A volume that one node (or one pod) mounts cannot be on several. */
export function severalNodes<T>(
  accessMode: string,
  cel: string,
  read: (value: T) => { readonly accessMode?: string; readonly nodes: boolean },
): Rule<T> {
  return {
    path: accessMode,
    cel: `!${isSet(accessMode)} || self.${accessMode} == 'ReadWriteMany' || !(${cel})`,
    message: 'is for one node, but copies on several nodes are wanted',
    fix: 'use ReadWriteMany, give the copies a storageClass of their own, or remove them',
    violations: (value) => {
      const { accessMode: mode, nodes } = read(value)
      if (mode === undefined || mode === 'ReadWriteMany' || !nodes) return []
      return [{ message: `is ${mode}, which one node can mount, but copies on several nodes are wanted` }]
    },
  }
}
