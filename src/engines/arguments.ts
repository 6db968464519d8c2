/**
 * Which arguments an engine version has, and of what kind each is.
 * @module
 */
import type { Backend } from '../catalog/recipe.ts'
import { isCovered, isWithin } from './read-versions.ts'
import type { Engine } from './settings.ts'
import { sglangArguments, sglangVersions } from './sglang-arguments.ts'
import { vllmArguments, vllmVersions } from './vllm-arguments.ts'

/**
 * `boolean`: no value, `--no-` in front negates. `bare`: no value, cannot be negated. `optional`: with or without a value.
 * `list`: one or more values. `json`: one JSON value, or parts of it as `--name.key value`.
 */
export const argumentKinds = ['boolean', 'bare', 'int', 'float', 'text', 'optional', 'list', 'json'] as const
export type ArgumentKind = (typeof argumentKinds)[number]

/** Arguments that were there from one version that was read to another; names by kind, separated by blanks. */
export type ArgumentGroup = { readonly first: string; readonly last: string } & {
  readonly [K in ArgumentKind]?: string
}

export interface Argument {
  /** Without the dashes. */
  readonly name: string
  readonly kind: ArgumentKind
  /** Versions it was first and last read in. */
  readonly first: string
  readonly last: string
}

const readVersions: Readonly<Record<Backend, readonly string[]>> = {
  vllm: vllmVersions,
  sglang: sglangVersions,
}

const byName: Readonly<Record<Backend, ReadonlyMap<string, Argument>>> = {
  vllm: unfold(vllmArguments),
  sglang: unfold(sglangArguments),
}

function unfold(groups: readonly ArgumentGroup[]): ReadonlyMap<string, Argument> {
  const found = new Map<string, Argument>()
  for (const { first, last, ...group } of groups)
    for (const kind of argumentKinds)
      for (const name of (group[kind] ?? '').split(/\s+/).filter(Boolean))
        found.set(name, { name, kind, first, last })
  return found
}

/** An argument of any version of an engine. */
export function argumentByName(backend: Backend, name: string): Argument | undefined {
  return byName[backend].get(name)
}

/** Whether a version has an argument. Between two versions that were read, what either has counts as there. */
export function hasArgument(engine: Engine, argument: Argument): boolean {
  return isWithin(argument, readVersions[engine.backend], engine.version)
}

/** Whether the list of a version can be trusted: false outside the versions that were read, and for tags without numbers. */
export function isReadVersion(engine: Engine): boolean {
  return isCovered(readVersions[engine.backend], engine.version)
}

/** By engine and version; versions come from image tags, so only so many are kept. */
const namesBefore = new Map<string, readonly string[]>()
const kept = 64

/** Names of all arguments that a version has. */
export function argumentNames(engine: Engine): readonly string[] {
  const key = `${engine.backend}@${engine.version}`
  const before = namesBefore.get(key)
  if (before !== undefined) return before
  if (namesBefore.size >= kept) namesBefore.clear()
  const names = [...byName[engine.backend].values()]
    .filter((argument) => hasArgument(engine, argument))
    .map(({ name }) => name)
  namesBefore.set(key, names)
  return names
}
