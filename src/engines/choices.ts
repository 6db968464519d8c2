/**
 * Arguments that take one of a closed list of words, and the words by engine version.
 * @module
 */
import type { Backend } from '../catalog/recipe.ts'
import { type FieldError, nearest } from '../vocabulary/field-error.ts'
import { engineName } from './engine-name.ts'
import { isCovered, isWithin, type VersionSpan } from './read-versions.ts'
import type { Engine } from './settings.ts'
import { sglangChoices, sglangChoiceVersions } from './sglang-choices.ts'
import { vllmChoices, vllmChoiceVersions } from './vllm-choices.ts'

/** Words that came and went together; separated by blanks. */
export interface ChoiceGroup extends VersionSpan {
  readonly argument: string
  readonly words: string
}

const tables: Readonly<
  Record<Backend, { readonly read: readonly string[]; readonly groups: readonly ChoiceGroup[] }>
> = {
  vllm: { read: vllmChoiceVersions, groups: vllmChoices },
  sglang: { read: sglangChoiceVersions, groups: sglangChoices },
}

/** Arguments with the list of another. */
const sameList: Readonly<Record<string, string>> = {
  'decode-attention-backend': 'attention-backend',
  'prefill-attention-backend': 'attention-backend',
}

/** Words an argument takes; empty where the list is open or was not read. */
export function choicesOf(engine: Engine, argument: string): readonly string[] {
  const { read, groups } = tables[engine.backend]
  if (!isCovered(read, engine.version)) return []
  const name = sameList[argument] ?? argument
  return groups
    .filter((group) => group.argument === name && isWithin(group, read, engine.version))
    .flatMap(({ words }) => words.trim().split(/\s+/))
}

/** What is wrong with a word, and the one that is meant. */
export interface ChoiceProblem extends Omit<FieldError, 'path'> {
  readonly instead?: string
}

/** What is wrong with a word, or `undefined`. A dotted path names a class of the user's own and is not judged. */
export function choiceProblem(engine: Engine, argument: string, word: string): ChoiceProblem | undefined {
  const allowed = choicesOf(engine, argument)
  if (allowed.length === 0 || allowed.includes(word) || word.includes('.')) return undefined
  const near = nearest(word, allowed)
  return {
    message: `"${word}" is not a value of "--${argument}" in ${engineName(engine)} (allowed: ${allowed.join(', ')})`,
    ...(near === undefined ? {} : { fix: `did you mean "${near}"?`, instead: near }),
  }
}
