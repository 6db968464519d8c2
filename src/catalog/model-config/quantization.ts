/**
 * How a repository's weights are stored, from the `quantization_config` of its config.json.
 * @module
 */
import type { Precision } from '../../vocabulary/precision.ts'
import type { ModelShape } from '../model-shape.ts'
import type { StoredWeights } from '../stored-weights.ts'
import { ConfigFields, type ConfigProblem } from './config-fields.ts'
import type { ConfigParts } from './decoder.ts'
import { cacheDtypeOf } from './quantization/cache-dtype.ts'
import { readCompressedTensors } from './quantization/compressed-tensors.ts'
import {
  readDeepseekV4,
  readFbgemm,
  readFp8,
  readFp8WithFourBitExperts,
  readMxfp4,
  readMxfp8,
} from './quantization/float-methods.ts'
import { readAutoRound, readAwq, readGptq } from './quantization/integer-methods.ts'
import { readModelOpt } from './quantization/modelopt.ts'
import { readQuark } from './quantization/quark.ts'
import type { MethodReader } from './quantization/rules.ts'
import { storedAs } from './quantization/stored-as.ts'

const methods: Readonly<Record<string, MethodReader>> = {
  'auto-round': readAutoRound,
  auto_awq: readAwq,
  auto_gptq: readGptq,
  awq: readAwq,
  awq_marlin: readAwq,
  'compressed-tensors': readCompressedTensors,
  deepseek_v4_fp8: readDeepseekV4,
  fbgemm_fp8: readFbgemm,
  fp8: readFp8,
  gpt_oss_mxfp4: readMxfp4,
  gptq: readGptq,
  gptq_marlin: readGptq,
  inc: readAutoRound,
  modelopt: readModelOpt,
  modelopt_fp4: readModelOpt,
  modelopt_mixed: readModelOpt,
  modelopt_mxfp8: readModelOpt,
  mxfp4: readMxfp4,
  mxfp8: readMxfp8,
  quark: readQuark,
}

export interface StorageReading {
  readonly stored?: StoredWeights
  /** One sentence, where the method or its format is not computed. */
  readonly unknown?: string
}

function methodOf(config: ConfigFields): string | undefined {
  const stated = config
    .text('quant_method')
    ?.toLowerCase()
    .replace('compressed_tensors', 'compressed-tensors')
  if (stated !== undefined && stated !== '') return stated
  // ModelOpt's own file, and configs that carry it unchanged, name the producer instead
  if (config.child('producer')?.text('name') === 'modelopt' || config.has('quant_algo')) return 'modelopt'
  return undefined
}

function readMethod(config: ConfigFields, parts: ConfigParts, shape: ModelShape): StorageReading {
  const method = methodOf(config)
  if (method === undefined) {
    config.problem('quant_method', 'is missing: must name the method, such as fp8 or compressed-tensors')
    return {}
  }
  const fourBitExperts = method === 'fp8' && parts.text.text('expert_dtype') === 'fp4'
  const reader = fourBitExperts
    ? readFp8WithFourBitExperts
    : Object.hasOwn(methods, method)
      ? methods[method]
      : undefined
  if (reader === undefined)
    return {
      unknown: `fitgate does not compute weights quantised with ${method}; it knows ${Object.keys(methods).join(', ')}.`,
    }
  const reading = reader(config)
  if ('unknown' in reading) return reading
  const cacheDtype = method.startsWith('modelopt') ? cacheDtypeOf(config) : undefined
  return { stored: { ...storedAs(shape, reading.rules), ...(cacheDtype && { cacheDtype }) } }
}

/** Storage of a config that was opened already; `dtype` decides where nothing is quantised. */
export function quantizationOf(
  parts: ConfigParts,
  shape: ModelShape,
  dtype: Precision | undefined,
): StorageReading {
  for (const fields of [parts.root, parts.text]) {
    const config = fields.child(fields.named('quantization_config', 'compression_config'))
    if (config !== undefined) return readMethod(config, parts, shape)
  }
  return { stored: { format: dtype === 'fp16' || dtype === 'fp32' ? dtype : 'bf16' } }
}

/**
 * Reads a quantisation on its own: the object at `quantization_config`, or the document `hf_quant_config.json`.
 * `shape` is the model whose layers the lists of names are held against.
 */
export function readQuantization(
  config: unknown,
  shape: ModelShape,
): StorageReading & { readonly errors: readonly ConfigProblem[] } {
  const errors: ConfigProblem[] = []
  const root = ConfigFields.root(config, errors)
  if (root === undefined) return { errors }
  const reading = readMethod(root, { root, text: root }, shape)
  return errors.length > 0 ? { errors } : { ...reading, errors }
}
