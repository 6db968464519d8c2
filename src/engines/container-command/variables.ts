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

const variableName = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/

/** Bytes of one argument or variable that Linux passes to a program (MAX_ARG_STRLEN): what is longer never starts. */
export const longestText = 131_072

/**
 * References to what is no name of a variable are text: in a shell string they are substitutions of the shell. What would get too long
 * is left as it is, its references unknown.
 */
export function expand(text: string, variables: Variables): Expanded {
  if (!text.includes('$')) return { text, unknown: [] }
  const unknown: string[] = []
  let replaced = ''
  let at = 0
  let closes = true
  for (let dollar = text.indexOf('$'); dollar !== -1; dollar = text.indexOf('$', at)) {
    const next = text[dollar + 1]
    const end = next === '(' && closes ? text.indexOf(')', dollar) : -1
    // nothing closes further on either
    if (next === '(' && end === -1) closes = false
    replaced += text.slice(at, dollar)
    at = next === '$' ? dollar + 2 : end === -1 ? dollar + 1 : end + 1
    if (end === -1) {
      replaced += '$'
      continue
    }
    const name = text.slice(dollar + 2, end)
    const value = variables.get(name)?.value
    if (value === undefined && variableName.test(name)) unknown.push(name)
    replaced += value ?? text.slice(dollar, at)
    if (replaced.length > longestText) return { text, unknown: [...unknown, name] }
  }
  return { text: replaced + text.slice(at), unknown }
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
