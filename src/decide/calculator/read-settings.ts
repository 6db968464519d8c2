/**
 * Engine and settings of a question: its named flags, and over them none, for every engine the same words.
 * @module
 */
import { defaultEngine } from '../../catalog/engines.ts'
import { type Backend, backends } from '../../catalog/recipe.ts'
import { mergeSettings } from '../../engines/merge.ts'
import { readArguments } from '../../engines/read.ts'
import type { Engine, EngineSettings } from '../../engines/settings.ts'
import { type FieldError, notAllowed } from '../../vocabulary/field-error.ts'
import { parsePrecision } from '../../vocabulary/precision.ts'
import { flagOf, type Question } from './question.ts'

/** `vllm@0.11.0` → that; `sglang` → its newest known version. */
export function readEngine(
  written: string | undefined,
): { readonly engine: Engine } | { readonly error: FieldError } {
  if (written === undefined || written.trim() === '') return { engine: defaultEngine('vllm') }
  const [name = '', version] = written.trim().split('@')
  const backend = backends.find((known) => known === name.toLowerCase())
  if (backend === undefined) return { error: notAllowed(flagOf.engine, 'engine', name, backends) }
  if (version === undefined) return { engine: defaultEngine(backend) }
  if (!/^v?\d+(\.\d+)*([._-]?[a-z0-9]+)*$/i.test(version)) {
    const message = `"${version}" is no version, write ${backend}@${defaultEngine(backend as Backend).version}`
    return { error: { path: flagOf.engine, message } }
  }
  return { engine: { backend, version: version.replace(/^v/i, '') } }
}

/** `bf16` → the cache type the engine would be told: none, where it is the model's own. */
function cacheDtypeOf(written: string | undefined, backend: Backend): string | undefined {
  const precision = written === undefined ? undefined : parsePrecision(written)
  if (precision === 'bf16') return backend === 'vllm' ? 'bfloat16' : 'bf16'
  if (precision === 'fp16') return backend === 'vllm' ? 'float16' : 'auto'
  if (precision === 'fp8' && backend === 'sglang') return sglangFp8(written)
  return written?.trim().toLowerCase()
}

/** `fp8` is no word of SGLang's, which names the two kinds; the first is the one in use. */
const sglangFp8 = (written: string | undefined) =>
  written?.trim().toLowerCase() === 'fp8_e5m2' ? 'fp8_e5m2' : 'fp8_e4m3'

/** A cache type that not even the newest version has; what older ones lack may be a log's word for it. */
function unknownCacheDtype(cacheDtype: string | undefined, { backend }: Engine): readonly FieldError[] {
  if (cacheDtype === undefined) return []
  const { errors } = readArguments(defaultEngine(backend), [`--kv-cache-dtype=${cacheDtype}`], '')
  return errors.map((error) => ({ ...error, path: flagOf.kvCacheDtype }))
}

export function readSettings(
  question: Question,
  engine: Engine,
): { readonly settings: EngineSettings; readonly errors: readonly FieldError[] } {
  const { settings: given, errors } = readArguments(engine, question.engineArgs ?? [], flagOf.engineArgs)
  const dtype = question.dtype === undefined ? undefined : parsePrecision(question.dtype)
  const dtypes: Readonly<Record<string, string>> = { bf16: 'bfloat16', fp16: 'float16', fp32: 'float32' }
  const known = dtype === undefined ? undefined : dtypes[dtype]
  const cacheDtype = cacheDtypeOf(question.kvCacheDtype, engine.backend)
  const named: EngineSettings = {
    other: {},
    ...(question.tensorParallel === undefined ? {} : { tensorParallel: question.tensorParallel }),
    ...(question.pipelineParallel === undefined ? {} : { pipelineParallel: question.pipelineParallel }),
    ...(question.dataParallel === undefined ? {} : { dataParallel: question.dataParallel }),
    ...(question.expertParallel === undefined ? {} : { expertParallel: question.expertParallel }),
    ...(known === undefined ? {} : { dtype: known }),
    ...(cacheDtype === undefined ? {} : { kvCacheDtype: cacheDtype }),
    ...(question.maxModelLen === undefined ? {} : { maxModelLen: question.maxModelLen }),
    ...(question.maxNumSeqs === undefined ? {} : { maxNumSeqs: question.maxNumSeqs }),
    ...(question.maxNumBatchedTokens === undefined
      ? {}
      : { maxNumBatchedTokens: question.maxNumBatchedTokens }),
    ...(question.memoryFraction === undefined ? {} : { memoryFraction: question.memoryFraction }),
    ...(question.kvCacheMemoryBytes === undefined ? {} : { kvCacheMemoryBytes: question.kvCacheMemoryBytes }),
    ...(question.enforceEager === undefined ? {} : { enforceEager: question.enforceEager }),
  }
  const unknownDtype =
    question.dtype !== undefined && question.dtype !== 'auto' && dtype === undefined
      ? [notAllowed(flagOf.dtype, 'dtype', question.dtype, ['auto', ...Object.values(dtypes)])]
      : []
  return {
    settings: mergeSettings(given, named),
    errors: [...errors, ...unknownDtype, ...unknownCacheDtype(cacheDtype, engine)],
  }
}
