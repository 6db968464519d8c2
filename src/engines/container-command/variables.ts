/**
 * Variables of a container and the references to them that Kubernetes replaces in `command`, `args` and `env`.
 * Source: Kubernetes `third_party/forked/golang/expansion`: `$(NAME)` is replaced where it is known, else kept, and `$$` is `$`.
 * @module
 */
import type { PlacedVariable } from '../container-command.ts'

/** Variables by name; a later one replaces an earlier one. */
export type Variables = ReadonlyMap<string, PlacedVariable>

/** A text whose references were replaced as far as they are known. */
export interface Expanded {
  readonly text: string
  /** Names in it whose value cannot be seen. */
  readonly unknown: readonly string[]
}

const reference = /\$\$|\$\(([^)]*)\)/g
const variableName = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/

/** References to what is no name of a variable are text: in a shell string they are substitutions of the shell. */
export function expand(text: string, variables: Variables): Expanded {
  const unknown: string[] = []
  const replaced = text.replace(reference, (match, name: string | undefined) => {
    if (name === undefined) return '$'
    const value = variables.get(name)?.value
    if (value !== undefined) return value
    if (variableName.test(name)) unknown.push(name)
    return match
  })
  return { text: replaced, unknown }
}

/** The container's `env`: references go to the variables before them. */
export function variablesOf(env: unknown, path: string): PlacedVariable[] {
  if (!Array.isArray(env)) return []
  const known = new Map<string, PlacedVariable>()
  return env.flatMap((entry: unknown, i): PlacedVariable[] => {
    if (typeof entry !== 'object' || entry === null) return []
    const { name, value, valueFrom }: { name?: unknown; value?: unknown; valueFrom?: unknown } = entry
    if (typeof name !== 'string') return []
    const variable = { name, path: `${path}.env[${i}]`, ...sourceOf(value, valueFrom, known) }
    known.set(name, variable)
    return [variable]
  })
}

function sourceOf(
  value: unknown,
  valueFrom: unknown,
  known: Variables,
): Pick<PlacedVariable, 'value' | 'valueFrom'> {
  if (typeof valueFrom === 'object' && valueFrom !== null) return { valueFrom: { ...valueFrom } }
  // a variable without a value is an empty one
  if (typeof value !== 'string') return value === undefined || value === null ? { value: '' } : {}
  const { text, unknown } = expand(value, known)
  // what nobody defines stays as it is; what somebody defines elsewhere cannot be seen
  return unknown.some((name) => known.has(name)) ? {} : { value: text }
}
