/**
 * Engine arguments, as people and recipes write them, into settings. All problems at once, each with the index of its item.
 * @module
 */
import type { FieldError } from '../vocabulary/field-error.ts'
import { type ArgumentToken, tokenize } from './argument-tokens.ts'
import { type ArgumentKind, isReadVersion } from './arguments.ts'
import { assign, type WritableSettings } from './assign.ts'
import { engineName, engineNames } from './engine-name.ts'
import { lookUp } from './look-up.ts'
import { managedArguments } from './named-settings.ts'
import type { Engine, EngineSettings } from './settings.ts'
import { parseSwitch } from './value.ts'

/**
 * What is the matter with an argument: a name nobody knows, a wrong value, a value that no argument takes; a name of another
 * engine, the beginning of a name, a name that did something once; a dtype that is a quantisation, or spelt otherwise; text
 * that should be JSON; given twice; set by fitgate.
 */
export type ArgumentProblemCode =
  | 'unknown'
  | 'value'
  | 'stray'
  | 'foreign'
  | 'abbreviated'
  | 'dropped'
  | 'dtype'
  | 'dtypeSpelling'
  | 'json'
  | 'repeated'
  | 'managed'

export interface ArgumentProblem extends FieldError {
  readonly code: ArgumentProblemCode
  /** What is meant: the name (`--max-model-len`) in place of an unknown one, the value in place of a wrong one. */
  readonly instead?: string
  /** The argument as its name is written; set with `instead`. */
  readonly written?: string
}

export interface ReadArguments {
  readonly settings: EngineSettings
  /** The engine would exit at start. */
  readonly errors: readonly ArgumentProblem[]
  /** Understood, but not as written, or not checked. */
  readonly warnings: readonly ArgumentProblem[]
  /** The part of the warnings that is about arguments fitgate sets itself: whoever wrote them is not heard. */
  readonly unused: readonly ArgumentProblem[]
}

export interface ReadOptions {
  /**
   * The engine gets the list as it is: what fitgate would write otherwise (names of other engines, `--dtype fp8`, `--enforce-eager=true`) stops it. Default
   * false.
   */
  readonly literal?: boolean
}

/**
 * Reads an argument list for an engine version. A repeated argument counts as last written, as the engines do it.
 *
 * @param path field path of the list, problems carry `path[i]`; or the path of every item
 * @example readArguments({ backend: 'vllm', version: '0.33.0' }, ['-tp', '2'], 'spec.args').settings.tensorParallel // 2
 */
export function readArguments(
  engine: Engine,
  args: readonly string[],
  path: string | readonly string[],
  { literal = false }: ReadOptions = {},
): ReadArguments {
  const settings: WritableSettings = { other: {} }
  const errors: ArgumentProblem[] = []
  const warnings: ArgumentProblem[] = []
  const unused: ArgumentProblem[] = []
  const tokens = tokenize(args)
  const seen = new Set<string>()

  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]
    if (token === undefined) break
    const where = typeof path === 'string' ? `${path}[${token.index}]` : (path[token.index] ?? '')
    const problem = (
      list: ArgumentProblem[],
      code: ArgumentProblemCode,
      message: string,
      fix?: string,
      instead?: string,
    ) =>
      list.push({
        path: where,
        message,
        ...(fix === undefined ? {} : { fix }),
        code,
        ...(instead === undefined || token.flag === undefined ? {} : { instead, written: token.flag }),
      })

    if (token.flag === undefined) {
      problem(errors, 'stray', `"${token.value ?? ''}" stands alone, no argument takes it`)
      continue
    }
    const found = lookUp(engine, token.flag)
    const follow = following(tokens, at)
    if (found.argument === undefined) {
      problem(
        found.severity === 'error' ? errors : warnings,
        found.code,
        found.lost === undefined || literal
          ? found.message
          : `${found.message}; it is left out: ${found.lost}`,
        found.lost === undefined || !literal ? found.fix : `leave it out: ${found.lost}`,
        found.instead,
      )
      // what follows was meant for it, unless it is a switch of its own
      if (token.value === undefined) at += follow.length
      continue
    }
    const inline = found.inline ?? token.value
    const taken = inline === undefined ? follow.slice(0, wanted(found.argument.kind, follow)) : []
    at += taken.length
    if (found.argument.kind === 'list' && inline !== undefined) at += follow.length
    const value =
      inline === undefined
        ? taken.length > 0
          ? taken.join(' ')
          : undefined
        : found.argument.kind === 'list'
          ? [inline, ...follow].join(' ')
          : inline

    if (found.warning?.code === 'foreign' && literal) {
      const instead = `--${found.argument.name}`
      const fix = `${engineNames[engine.backend]} calls it "${instead}"`
      problem(errors, 'unknown', `unknown argument "${token.flag}" of ${engineName(engine)}`, fix, instead)
    } else if (found.warning !== undefined) problem(warnings, found.warning.code, found.warning.message)
    const managed = managedArguments[found.argument.name]
    if (managed !== undefined) {
      problem(unused, 'managed', `"${token.flag}" is not used: ${managed}`)
      continue
    }
    if (seen.has(found.key))
      problem(warnings, 'repeated', `"${token.flag}" is given twice, the last one counts`)
    seen.add(found.key)
    const failure = assign(settings, engine, found, token.flag, value)
    const isSwitch = found.argument.kind === 'boolean' || found.argument.kind === 'bare'
    if (literal && isSwitch && value !== undefined && failure === undefined && isReadVersion(engine)) {
      const off = found.argument.kind === 'bare' ? 'leave it out' : `write "--no-${found.argument.name}"`
      const fix = parseSwitch(value) ? `write "${token.flag}" alone` : off
      problem(errors, 'value', `"${token.flag}" takes no value, "${value}" was given`, fix)
    }
    if (failure?.error !== undefined) problem(errors, 'value', failure.error, failure.fix, failure.instead)
    if (failure?.warning === undefined) continue
    const { code, message, consequence, instead } = failure.warning
    if (literal && instead !== undefined) problem(errors, code, message, `write "${instead}"`, instead)
    else problem(warnings, code, consequence === undefined ? message : `${message}; ${consequence}`)
  }
  return { settings, errors, warnings: [...warnings, ...unused], unused }
}

/** Values that stand alone right after a token. */
function following(tokens: readonly ArgumentToken[], at: number): string[] {
  const values: string[] = []
  for (let next = at + 1; tokens[next] !== undefined && tokens[next]?.flag === undefined; next++)
    values.push(tokens[next]?.value ?? '')
  return values
}

/** How many of the values that follow an argument belong to it. */
function wanted(kind: ArgumentKind, follow: readonly string[]): number {
  if (kind === 'list') return follow.length
  if (kind === 'boolean' || kind === 'bare') return /^(true|false)$/i.test(follow[0] ?? '') ? 1 : 0
  return Math.min(1, follow.length)
}
