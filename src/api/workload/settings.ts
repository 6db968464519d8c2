/**
 * What the annotations of a plain workload say, or everything that is wrong with them.
 * @module
 */
import { acceleratorByName } from '../../catalog/accelerators.ts'
import { type Backend, backends, type Objective, objectives } from '../../catalog/recipe.ts'
import { type FieldError, nearest, notAllowed } from '../../vocabulary/field-error.ts'
import { annotations, prefix } from '../../vocabulary/names.ts'
import type { ObjectMeta } from '../../vocabulary/object-meta.ts'
import { type Precision, parsePrecision } from '../../vocabulary/precision.ts'
import { scalarText } from '../../vocabulary/scalar-text.ts'
import { type CacheReference, parseCacheReference } from '../cache/reference.ts'
import { formatPath } from '../field-path.ts'
import { fieldProblems } from '../field-problems.ts'
import { type FitMode, fitModes } from '../intent.ts'
import { schemaOf } from '../kind.ts'
import { type Annotation, annotationTable, type UpgradeMode, upgradeModes } from './annotations.ts'

export interface WorkloadSettings {
  /** Absent: nothing is asked of fitgate. */
  readonly model?: string
  readonly recipe?: string
  readonly precision?: Precision
  /** GPUs of a pod, exactly. */
  readonly gpus?: number
  readonly maxGpus?: number
  /** Tokens. */
  readonly maxModelLen?: number
  readonly objective?: Objective
  readonly engine?: Backend
  readonly container?: string
  /** Names of the catalog, sorted. */
  readonly accelerators?: readonly string[]
  readonly fit?: FitMode
  readonly upgrade: UpgradeMode
  readonly paused: boolean
  readonly convertCuda: boolean
  readonly harden: boolean
  /** A cache that holds the model. */
  readonly cache?: CacheReference
  /** Names of exceptions. */
  readonly policyExceptions: readonly string[]
}

export interface ReadSettings {
  /** Of an annotation that is wrong, what holds without it. */
  readonly settings: WorkloadSettings
  readonly errors: readonly FieldError[]
  /** Annotations that nobody knows, and those that do nothing. */
  readonly warnings: readonly FieldError[]
}

/** `metadata.annotations["fitgate.dev/gpus"]`. */
export function annotationPath(name: string): string {
  return formatPath('metadata.annotations', [name])
}

const known = new Set<string>(Object.values(annotations))
/** Of annotations that nobody knows, so many are told: 256 KiB of them would take seconds to compare with those there are. */
const mostUnknown = 50

export function readSettings(metadata: ObjectMeta): ReadSettings {
  const written: Readonly<Record<string, unknown>> =
    typeof metadata.annotations === 'object' && metadata.annotations !== null ? metadata.annotations : {}
  const texts = new Map<string, string>()
  const errors: FieldError[] = []
  for (const row of annotationTable) {
    // whoever wrote over what is not theirs to write is refused nothing: it is read where it is used
    if (row.writtenBy === 'fitgate') continue
    const value = Object.hasOwn(written, row.name) ? written[row.name] : undefined
    if (value === undefined || value === null) continue
    const problems = typeof value === 'string' ? problemsOf(row, value.trim()) : [notText(row.name, value)]
    errors.push(...problems)
    if (problems.length === 0) texts.set(row.name, scalarText(value).trim())
  }
  const settings = settingsOf(texts)
  const { gpus, maxGpus } = settings
  if (gpus !== undefined && maxGpus !== undefined && gpus > maxGpus)
    errors.push({
      path: annotationPath(annotations.gpus),
      message: `is ${gpus}, above ${annotations.maxGpus} ${maxGpus}`,
      fix: 'keep one of the two',
    })
  const asks = Object.hasOwn(written, annotations.model)
  const idle = annotationTable.filter(({ name, alone }) => !alone && !asks && texts.has(name))
  return {
    settings,
    errors,
    warnings: [
      ...unknownAnnotations(written),
      ...idle.map(({ name }) => ({
        path: annotationPath(name),
        message: `does nothing without ${annotations.model}`,
      })),
    ],
  }
}

function settingsOf(texts: ReadonlyMap<string, string>): WorkloadSettings {
  const count = (name: string) => (texts.has(name) ? Number(texts.get(name)) : undefined)
  const word = <T extends string>(name: string, words: readonly T[]) =>
    words.find((each) => each === texts.get(name)?.toLowerCase())
  const list = (name: string) => wordsOf(texts.get(name) ?? '')
  const precision = parsePrecision(texts.get(annotations.precision) ?? '')
  const accelerators = list(annotations.accelerator)
    .flatMap((name) => acceleratorByName(name)?.name ?? [])
    .sort()
  const wishes = {
    model: texts.get(annotations.model),
    recipe: texts.get(annotations.recipe),
    precision,
    gpus: count(annotations.gpus),
    maxGpus: count(annotations.maxGpus),
    maxModelLen: count(annotations.maxModelLen),
    objective: word(annotations.objective, objectives),
    engine: word(annotations.engine, backends),
    container: texts.get(annotations.container),
    accelerators: accelerators.length === 0 ? undefined : [...new Set(accelerators)],
    fit: word(annotations.fit, fitModes),
    cache: parseCacheReference(texts.get(annotations.cache) ?? ''),
  }
  return {
    ...(Object.fromEntries(
      Object.entries(wishes).filter(([, value]) => value !== undefined),
    ) as Partial<WorkloadSettings>),
    upgrade: word(annotations.upgrade, upgradeModes) ?? 'pin',
    paused: word(annotations.paused, ['true']) !== undefined,
    convertCuda: word(annotations.convert, ['cuda']) !== undefined,
    harden: word(annotations.harden, ['true']) !== undefined,
    policyExceptions: list(annotations.policyException),
  }
}

/** Separated by commas. */
function wordsOf(text: string): string[] {
  return text.split(/\s*,\s*/).filter(Boolean)
}

function emptyAt(path: string): FieldError {
  return { path, message: 'is empty', fix: 'write a value, or leave it out' }
}

function problemsOf({ name, value }: Annotation, text: string): FieldError[] {
  const path = annotationPath(name)
  const what = name.slice(prefix.length + 1)
  if (text === '') return [emptyAt(path)]
  const isOneOf = (word: string, allowed: readonly string[]) =>
    allowed.some((each) => each.toLowerCase() === word.toLowerCase())
  switch (value.kind) {
    case 'text': {
      const result = value.schema.safeParse(text)
      return result.success ? [] : fieldProblems(result.error.issues, schemaOf(value.schema), text, path)
    }
    case 'word':
      return isOneOf(text, value.allowed) ? [] : [notAllowed(path, what, text, value.allowed, value.shown)]
    case 'words': {
      const words = wordsOf(text)
      if (words.length === 0) return [emptyAt(path)]
      return words
        .filter((word) => !isOneOf(word, value.allowed))
        .map((word) => notAllowed(path, what, word, value.allowed))
    }
    case 'switch':
      return isOneOf(text, ['true', 'false']) ? [] : [notAllowed(path, what, text, ['true', 'false'])]
    case 'count': {
      const count = /^\d+$/.test(text) ? Number(text) : 0
      if (count >= 1 && count <= value.most) return []
      return [{ path, message: `is "${text}", a whole number from 1 to ${value.most} is wanted` }]
    }
    default:
      return value satisfies never
  }
}

function notText(name: string, value: unknown): FieldError {
  const path = annotationPath(name)
  const isPlain = typeof value === 'number' || typeof value === 'boolean'
  return isPlain
    ? {
        path,
        message: `is the ${typeof value} ${value}, annotations are text`,
        fix: `write "${value}", with quotes`,
      }
    : { path, message: 'is no text, which annotations are' }
}

function unknownAnnotations(written: Readonly<Record<string, unknown>>): FieldError[] {
  return Object.keys(written)
    .filter((name) => name.startsWith(`${prefix}/`) && !known.has(name))
    .slice(0, mostUnknown)
    .map(unknownAnnotation)
}

function unknownAnnotation(name: string): FieldError {
  const near = nearest(
    name,
    annotationTable.filter(({ writtenBy }) => writtenBy === 'people').map((row) => row.name),
  )
  return {
    path: annotationPath(name),
    message: 'is no annotation that fitgate knows',
    ...(near === undefined ? {} : { fix: `did you mean "${near}"?` }),
  }
}
