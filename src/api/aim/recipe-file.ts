/**
 * The recipe file of the aim-engine project's Python side, as an unknown object → rows, or everything that is wrong with it.
 *
 * Required: `recipe_id`, `model_id`, `huggingface_id`, `hardware`, `precision`. Optional: `vllm_serve` and `sglang_serve`, maps of
 * `<n>_gpu` to `{enabled, args}`; keys of `args` carry their dashes. Nothing else is allowed.
 * @module
 */
import { type Backend, backends } from '../../catalog/recipe.ts'
import { type FieldError, nearest, notAllowed } from '../../vocabulary/field-error.ts'
import { formatPath } from '../field-path.ts'

/** Precisions of the format; the custom resource takes more. */
export const filePrecisions = ['fp16', 'bf16', 'fp8', 'int8', 'int4'] as const
export type FilePrecision = (typeof filePrecisions)[number]

export interface RecipeFileRow {
  /** `4_gpu`. */
  readonly key: string
  readonly gpuCount: number
  readonly enabled: boolean
  /** As written: `--dtype` → `bfloat16`, `''` for a bare flag. */
  readonly args: readonly (readonly [flag: string, value: string])[]
}

export interface RecipeFileSection {
  readonly backend: Backend
  /** `vllm_serve`. */
  readonly key: string
  readonly rows: readonly RecipeFileRow[]
}

export interface RecipeFile {
  readonly recipeId: string
  readonly modelId: string
  readonly huggingfaceId: string
  readonly hardware: string
  readonly precision: FilePrecision
  readonly sections: readonly RecipeFileSection[]
}

const texts = ['recipe_id', 'model_id', 'huggingface_id', 'hardware', 'precision'] as const
const sectionKey = (backend: Backend) => `${backend}_serve`
const fields: readonly string[] = [...texts, ...backends.map(sectionKey)]

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether an object is meant to be such a file, right or wrong. */
export function isRecipeFile(object: unknown): boolean {
  return isObject(object) && object.kind === undefined && fields.some((field) => Object.hasOwn(object, field))
}

/** Understands a file; `file` is absent when there are errors, which are all told at once with their paths in the file. */
export function parseRecipeFile(object: unknown): {
  readonly file?: RecipeFile
  readonly errors: readonly FieldError[]
} {
  if (!isObject(object)) return { errors: [{ path: '', message: 'is not a map' }] }
  const errors: FieldError[] = []
  const text = (field: (typeof texts)[number]): string => {
    const value = object[field]
    if (typeof value === 'string' && value.trim() !== '') return value
    errors.push({
      path: field,
      message: value === undefined ? 'is required' : 'must be a text that is not empty',
    })
    return ''
  }
  const [recipeId = '', modelId = '', huggingfaceId = '', hardware = '', precision = ''] = texts.map(text)
  const known = filePrecisions.find((word) => word === precision)
  if (known === undefined && precision !== '')
    errors.push(notAllowed('precision', 'precision', precision, filePrecisions))
  for (const field of Object.keys(object))
    if (!fields.includes(field)) errors.push(unknownField(field, field, fields))
  const sections = backends.flatMap((backend) => {
    const key = sectionKey(backend)
    return object[key] === undefined ? [] : [{ backend, key, rows: rowsOf(object[key], key, errors) }]
  })
  if (sections.length === 0)
    errors.push({
      path: '',
      message: `has no ${backends.map(sectionKey).join(' and no ')}: there is nothing to serve`,
    })
  if (errors.length > 0 || known === undefined) return { errors }
  return { file: { recipeId, modelId, huggingfaceId, hardware, precision: known, sections }, errors }
}

function unknownField(path: string, field: string, allowed: readonly string[]): FieldError {
  const near = nearest(field, allowed)
  return {
    path,
    message: `is not a field of the format (allowed: ${allowed.join(', ')})`,
    ...(near === undefined ? {} : { fix: `did you mean "${near}"?` }),
  }
}

function rowsOf(section: unknown, path: string, errors: FieldError[]): RecipeFileRow[] {
  if (!isObject(section)) {
    errors.push({ path, message: 'must be a map of GPU counts, for example 1_gpu' })
    return []
  }
  const seen = new Map<number, string>()
  return Object.entries(section).flatMap(([key, row]) => {
    const where = formatPath(path, [key])
    const count = /^([0-9]+)_gpu$/.exec(key)?.[1]
    const gpuCount = Number(count ?? 0)
    if (gpuCount < 1) {
      errors.push({ path: where, message: `is not a GPU count: write it as 1_gpu, 2_gpu, 4_gpu or 8_gpu` })
      return []
    }
    const before = seen.get(gpuCount)
    if (before !== undefined) errors.push({ path: where, message: `is the count of ${before} again` })
    seen.set(gpuCount, key)
    const read = rowOf(row, where, errors)
    return read === undefined ? [] : [{ key, gpuCount, ...read }]
  })
}

function rowOf(
  row: unknown,
  path: string,
  errors: FieldError[],
): Pick<RecipeFileRow, 'enabled' | 'args'> | undefined {
  if (!isObject(row)) {
    errors.push({ path, message: 'must be a map with enabled and args' })
    return undefined
  }
  for (const field of Object.keys(row))
    if (!['enabled', 'args'].includes(field))
      errors.push(unknownField(formatPath(path, [field]), field, ['enabled', 'args']))
  const { enabled, args = {} } = row
  if (typeof enabled !== 'boolean')
    errors.push({
      path: formatPath(path, ['enabled']),
      message: enabled === undefined ? 'is required' : 'must be true or false',
    })
  if (!isObject(args)) {
    errors.push({
      path: formatPath(path, ['args']),
      message: 'must be a map of flags to values, for example --dtype: bfloat16',
    })
    return undefined
  }
  return {
    enabled: enabled === true,
    args: Object.entries(args).flatMap(([flag, value]) => {
      const where = formatPath(path, ['args', flag])
      if (!flag.startsWith('-'))
        errors.push({ path: where, message: 'must carry its dashes', fix: `write --${flag}` })
      const written = textOf(value)
      if (written === undefined) errors.push({ path: where, message: 'must be a text' })
      return written === undefined ? [] : [[flag, written] as const]
    }),
  }
}

/** The format wants texts; YAML makes numbers and switches of those that nobody quoted, and they mean the same. */
function textOf(value: unknown): string | undefined {
  if (value === null) return ''
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined
}
