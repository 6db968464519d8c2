/**
 * One argument name, found in the list of an engine version, or told why not.
 * @module
 */
import { compareVersions } from '../catalog/version.ts'
import { nearest } from '../vocabulary/field-error.ts'
import { type Argument, argumentByName, argumentNames, hasArgument, isReadVersion } from './arguments.ts'
import { engineName, engineNames } from './engine-name.ts'
import { advice, dropped, renames, synonyms, usualBeginnings } from './foreign-names.ts'
import type { Engine } from './settings.ts'
import { vllmShort } from './vllm-arguments.ts'

export interface Found {
  readonly argument: Argument
  /** The key under which the value is kept: the name, or `name.part` for a part of a JSON value. */
  readonly key: string
  /** `--no-` stood in front. */
  readonly negated: boolean
  /** Value that stood in the name itself: `-O3`. */
  readonly inline?: string
  /** How the name was understood, where that needs words. */
  readonly warning?: { readonly code: 'foreign' | 'abbreviated'; readonly message: string }
}

/** A name nobody should rely on: left out, or an error (a warning where the version's list was not read). */
export interface NotFound {
  readonly argument?: undefined
  /** `dropped`: it did something once, nothing is lost without it. */
  readonly code: 'unknown' | 'dropped'
  readonly message: string
  readonly fix?: string
  /** The name that is meant, `--max-model-len`. */
  readonly instead?: string
  readonly severity: 'error' | 'warning'
  /** Of a dropped one: what holds without it. */
  readonly lost?: string
}

/** Finds `--max_model_len`, `-tp`, `-O3`, `--no-enable-prefix-caching`, `--compilation-config.mode`, and unique beginnings of names. */
export function lookUp(engine: Engine, written: string): Found | NotFound {
  const { backend } = engine
  const single = !written.startsWith('--')
  const bare = written.replace(/^--?/, '')
  if (single) return backend === 'vllm' ? shortForm(engine, written, bare) : missing(engine, written, bare)

  const dot = bare.indexOf('.')
  const head = (dot === -1 ? bare : bare.slice(0, dot)).replaceAll('_', '-')
  const tail = dot === -1 ? '' : bare.slice(dot)
  const is = (name: string) => {
    const argument = argumentByName(backend, name)
    return argument !== undefined && hasArgument(engine, argument) ? argument : undefined
  }

  const exact = is(head)
  if (exact !== undefined && (tail === '' || (backend === 'vllm' && exact.kind === 'json')))
    return { argument: exact, key: head + tail, negated: false }

  const positive = head.startsWith('no-') ? is(head.slice(3)) : undefined
  if (positive?.kind === 'boolean' && tail === '')
    return { argument: positive, key: positive.name, negated: true }

  const renamed = renames[backend][head]
  const target = renamed === undefined ? undefined : is(renamed)
  if (target !== undefined)
    return {
      argument: target,
      key: target.name,
      negated: false,
      warning: {
        code: 'foreign',
        message: `${engineName(engine)} has no "${written}"; it is read as "--${target.name}"`,
      },
    }

  const beginnings = tail === '' ? argumentNames(engine).filter((name) => name.startsWith(head)) : []
  const only = beginnings.length === 1 ? is(beginnings[0] ?? '') : undefined
  if (only !== undefined) {
    const found: Found = { argument: only, key: only.name, negated: false }
    if (usualBeginnings[backend].includes(head)) return found
    const message = `"${written}" is read as "--${only.name}", the only argument that begins so`
    return { ...found, warning: { code: 'abbreviated' as const, message } }
  }
  return missing(engine, written, head)
}

/**
 * vLLM's short forms: `-tp`, `-O3`, and parts of JSON values, `-cc.mode`. Until there were levels of optimisation, `-O` was the
 * configuration of the compiler. Source: `vllm/utils/argparse_utils.py`.
 */
function shortForm(engine: Engine, written: string, bare: string): Found | NotFound {
  const level = /^O([0-3])$/.exec(bare)?.[1]
  const [head = '', ...parts] = level === undefined ? bare.split('.') : ['O']
  const tail = parts.map((part) => `.${part}`).join('')
  const own = argumentByName('vllm', vllmShort[head] ?? '')
  const isOlder = own !== undefined && compareVersions(engine.version, own.first) < 0
  const before = head === 'O' && isOlder ? argumentByName('vllm', vllmShort.cc ?? '') : undefined
  for (const argument of [own, before]) {
    if (argument === undefined || !hasArgument(engine, argument)) continue
    if (tail !== '' && argument.kind !== 'json') continue
    // a level is not all of the compiler's configuration
    const key = level !== undefined && argument.kind === 'json' ? `${argument.name}.level` : argument.name
    return { argument, key: key + tail, negated: false, ...(level === undefined ? {} : { inline: level }) }
  }
  const unknown = missing(engine, written, bare)
  if (head !== 'O' || tail === '') return unknown
  const instead = `--${vllmShort.cc}${tail}`
  return { ...unknown, fix: `vLLM calls it "${instead}"`, instead }
}

function missing(engine: Engine, written: string, name: string): NotFound {
  const { backend } = engine
  const severity = isReadVersion(engine) ? 'error' : 'warning'
  const gone = dropped[backend][name]
  if (gone !== undefined)
    return {
      severity: 'warning',
      code: 'dropped',
      message: `${engineName(engine)} may not have "${written}"`,
      lost: gone,
    }

  const elsewhere = argumentByName(backend, name)
  const synonym = synonyms[backend][name]
  const told =
    synonym === undefined ? advice[backend][name] : `${engineNames[backend]} calls it "--${synonym}"`
  if (elsewhere !== undefined) {
    const seen =
      elsewhere.first === elsewhere.last
        ? `${elsewhere.first} has it`
        : `${elsewhere.first} to ${elsewhere.last} have it`
    return {
      severity,
      code: 'unknown',
      message: `"${written}" is not an argument of ${engineName(engine)} (${seen})`,
      fix: told ?? 'leave it out, or choose an engine version that has it',
    }
  }
  const names = argumentNames(engine)
  const near =
    synonym ??
    (written.startsWith('--') ? nearest(name, names) : names.find((candidate) => candidate === name))
  const fix = told ?? (near === undefined ? undefined : `did you mean "--${near}"?`)
  return {
    severity,
    code: 'unknown',
    message: `unknown argument "${written}" of ${engineName(engine)}`,
    ...(fix === undefined ? {} : { fix }),
    ...(near === undefined ? {} : { instead: `--${near}` }),
  }
}
