/**
 * Environment variables that an engine does not know: it passes over them with a line in its log, so a misspelt one does nothing.
 * @module
 */
import { type FieldError, nearest } from '../vocabulary/field-error.ts'
import { engineName } from './engine-name.ts'
import { isCovered, isWithin } from './read-versions.ts'
import type { Engine } from './settings.ts'
import { vllmEnvironment, vllmEnvironmentVersions } from './vllm-environment.ts'

const prefix = 'VLLM_'

interface Variable {
  readonly name: string
  readonly first: string
  readonly last: string
}

const variables: readonly Variable[] = vllmEnvironment.flatMap(({ names, first, last }) =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => ({ name: prefix + name, first, last })),
)

/** Names of vLLM's variables at a version; empty where the list was not read. */
export function environmentNames({ version }: Engine): readonly string[] {
  if (!isCovered(vllmEnvironmentVersions, version)) return []
  return variables
    .filter((variable) => isWithin(variable, vllmEnvironmentVersions, version))
    .map(({ name }) => name)
}

/** What is wrong with the name of a variable, or `undefined`. Only vLLM's own (`VLLM_…`) are a closed list. */
export function environmentProblem(engine: Engine, name: string): Omit<FieldError, 'path'> | undefined {
  if (engine.backend !== 'vllm' || !name.startsWith(prefix)) return undefined
  const known = environmentNames(engine)
  if (known.length === 0 || known.includes(name)) return undefined
  const spans = variables.filter((variable) => variable.name === name)
  const [first, last] = [spans[0]?.first, spans.at(-1)?.last]
  if (first !== undefined && last !== undefined)
    return {
      message: `${engineName(engine)} does not know "${name}" (${first === last ? `${first} does` : `${first} to ${last} do`})`,
      fix: 'leave it out',
    }
  const near = nearest(name, known)
  return {
    message: `${engineName(engine)} does not know "${name}"`,
    fix: near === undefined ? 'leave it out' : `did you mean "${near}"?`,
  }
}
