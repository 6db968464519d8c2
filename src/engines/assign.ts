/**
 * One argument's value, checked by the argument's kind and put into the settings.
 * @module
 */
import { choiceProblem } from './choices.ts'
import { readDtype } from './dtype.ts'
import { engineName } from './engine-name.ts'
import type { Found } from './look-up.ts'
import { expertParallelSizes, type NamedSetting, settingOf } from './named-settings.ts'
import type { Engine, EngineSettings } from './settings.ts'
import { isJson, parseFloatExactly, parseSwitch, parseWhole } from './value.ts'

export type WritableSettings = { -readonly [K in keyof EngineSettings]: EngineSettings[K] } & {
  other: Record<string, string | true>
}

export interface AssignProblem {
  readonly error?: string
  readonly fix?: string
  /** The value that is meant. */
  readonly instead?: string
  readonly warning?: {
    readonly code: 'dtype' | 'dtypeSpelling' | 'json'
    readonly message: string
    /** What is done about it where fitgate writes the list, and the value that says so. */
    readonly consequence?: string
    readonly instead?: string
  }
}

/** Puts one value where it belongs; what is wrong with it otherwise. `value` is absent for a bare argument. */
export function assign(
  settings: WritableSettings,
  engine: Engine,
  found: Found,
  written: string,
  value: string | undefined,
): AssignProblem | undefined {
  const { argument, key } = found
  if (argument.kind === 'boolean' || argument.kind === 'bare') {
    const on = parseSwitch(value ?? '')
    if (on === undefined || (found.negated && value !== undefined))
      return { error: `"${written}" takes no value, "${value}" was given` }
    const effective = on !== found.negated
    const named = settingOf(engine.backend, argument.name)
    if (named?.kind === 'flag') settings[named.key] = effective
    else settings.other[key] = effective ? true : 'false'
    return undefined
  }
  if (value === undefined) {
    if (argument.kind !== 'optional') return { error: `"${written}" needs a value` }
    settings.other[key] = true
    return undefined
  }
  // the platform's list of quantisations counts aliases that the checkpoint's own configuration replaces: that is lint's to tell
  const outside = key === 'quantization' ? undefined : choiceProblem(engine, key, value)
  if (outside !== undefined) {
    const { message, ...more } = outside
    return { error: message, ...more }
  }
  const named = settingOf(engine.backend, key)
  if (named !== undefined) return assignNamed(settings, engine, named, written, value)

  const vllm = engine.backend === 'vllm'
  if (argument.kind === 'int' && parseWhole(value, vllm) === undefined)
    return { error: `"${written}" needs a whole number, "${value}" was given` }
  if (argument.kind === 'float' && parseFloatExactly(value) === undefined)
    return { error: `"${written}" needs a number, "${value}" was given` }
  settings.other[key] = value
  if (!vllm && expertParallelSizes.includes(key)) settings.expertParallel = Number(value) > 1
  // a part (`--name.key`) may be any text
  return argument.kind === 'json' && key === argument.name && !isJson(value)
    ? { warning: { code: 'json', message: `the value of "${written}" is not JSON` } }
    : undefined
}

function assignNamed(
  settings: WritableSettings,
  engine: Engine,
  named: NamedSetting,
  written: string,
  value: string,
): AssignProblem | undefined {
  switch (named.kind) {
    case 'flag':
      return { error: `"${written}" takes no value, "${value}" was given` }
    case 'word': {
      if (named.key !== 'dtype') {
        settings[named.key] = value
        return undefined
      }
      const reading = readDtype(value, engineName(engine))
      if (reading.error !== undefined) return { error: reading.error.message, fix: reading.error.fix }
      if (reading.dtype !== undefined) settings.dtype = reading.dtype
      if (reading.warning === undefined) return undefined
      const code = reading.dtype === undefined ? 'dtype' : 'dtypeSpelling'
      return { warning: { code, ...reading.warning } }
    }
    case 'fraction': {
      const fraction = parseFloatExactly(value)
      if (fraction === undefined || fraction <= 0 || fraction > 1)
        return { error: `"${written}" needs a number above 0 and at most 1, "${value}" was given` }
      settings[named.key] = fraction
      return undefined
    }
    case 'count':
    case 'tokens':
    case 'bytes': {
      // the longest that fits is what fitgate chooses when nothing is said
      if (named.key === 'maxModelLen' && /^(-1|auto)$/.test(value)) return undefined
      const whole = parseWhole(value, engine.backend === 'vllm' && named.kind !== 'count')
      // SGLang: -1 turns chunked prefill off
      if (named.key === 'maxNumBatchedTokens' && engine.backend === 'sglang' && whole === -1) {
        settings.other[named.name] = '-1'
        return undefined
      }
      if (whole === undefined || whole < 1)
        return { error: `"${written}" needs a whole number from 1, "${value}" was given` }
      settings[named.key] = whole
      return undefined
    }
    default:
      return named satisfies never
  }
}
