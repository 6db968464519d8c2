/**
 * Formats of weights and cache that an engine version takes on a device.
 * Source: `platforms/rocm.py` of vLLM 0.11.0 to 0.33.0 (`supported_quantization`, `supports_fp8`, `supports_mx`), `configs/model_config.py`
 * of SGLang 0.5.9 to 0.5.23.
 * @module
 */
import type { Backend } from '../../../catalog/recipe.ts'
import { rowInForce } from '../../../catalog/version.ts'
import type { Reason } from '../../../vocabulary/reasons.ts'
import { type Scheme, storageOf } from '../storage.ts'
import { certain, estimated, type LegalityInput } from './subject.ts'

interface MethodRow {
  readonly since: string
  /** Words of `--quantization` that ROCm takes. */
  readonly methods: ReadonlySet<string>
}

const words = (text: string) => text.split(' ')
const row = (since: string, methods: readonly string[]): MethodRow => ({ since, methods: new Set(methods) })

const first = words('awq gptq fp8 compressed-tensors fbgemm_fp8 gguf quark mxfp4 torchao')
const later = [
  ...words('awq awq_marlin gptq auto_gptq fp8 deepseek_v4_fp8 compressed-tensors fbgemm_fp8 quark mxfp4'),
  ...words('mxfp8 torchao modelopt modelopt_fp4 modelopt_mxfp8 modelopt_mixed fp8_per_tensor fp8_per_block'),
  ...words('online gpt_oss_mxfp4'),
]
const both = [...first, 'awq_marlin', 'gptq_marlin']

const rocmMethods: Readonly<Record<Backend, readonly [MethodRow, ...MethodRow[]]>> = {
  vllm: [
    row('0.11.0', [...first, 'ptpc_fp8', 'petit_nvfp4']),
    row('0.15.1', [...both, 'ptpc_fp8', 'petit_nvfp4']),
    row('0.17.1', [...both, 'ptpc_fp8', 'petit_nvfp4', 'bitsandbytes']),
    row('0.19.1', [...both, 'petit_nvfp4', 'bitsandbytes']),
    row('0.20.2', [...both, 'bitsandbytes', 'gpt_oss_mxfp4', 'modelopt_fp4']),
    row('0.23.0', [...later, 'gguf', 'gptq_marlin', 'bitsandbytes']),
    row('0.24.0', [...later, 'gptq_marlin', 'bitsandbytes', 'auto_awq', 'fp8_per_channel']),
    row('0.26.0', [...later, 'bitsandbytes', 'auto_awq', 'fp8_per_channel']),
    row('0.28.0', [...later, 'auto_awq', 'fp8_per_channel', 'inc']),
  ],
  sglang: [
    row(
      '0.5.9',
      words(
        'awq gptq fp8 compressed_tensors compressed-tensors fbgemm_fp8 w8a8_fp8 petit_nvfp4 quark mxfp4 auto-round quark_int4fp8_moe',
      ),
    ),
    row(
      '0.5.16',
      words(
        'awq gptq fp8 compressed_tensors compressed-tensors w8a8_fp8 petit_nvfp4 quark mxfp4 mxfp8 auto-round auto-round-int8 quark_int4fp8_moe quark_mxfp4',
      ),
    ),
    row(
      '0.5.23',
      words(
        'awq fp8 compressed_tensors compressed-tensors w8a8_fp8 petit_nvfp4 quark mxfp4 mxfp8 auto-round auto-round-int8 quark_int4fp8_moe quark_mxfp4',
      ),
    ),
  ],
}

/** `--quantization` of a method that the platform does not take. */
export function methodReasons({ accelerator, engine, settings, paths }: LegalityInput): Reason[] {
  const method = settings.quantization?.toLowerCase()
  if (method === undefined || method === 'none' || accelerator.vendor !== 'amd') return []
  const { methods } = rowInForce(rocmMethods[engine.backend], engine.version)
  if (methods.has(method)) return []
  const platform = engine.backend === 'vllm' ? 'rocm' : 'ROCm'
  const taken = [...methods].join(', ')
  const message = `"${method} quantization is currently not supported in ${platform}."; ${engine.backend} ${engine.version} takes ${taken}`
  return [certain('FormatUnsupported', paths.precision, message)]
}

interface TargetRow {
  readonly since: string
  /** LLVM targets. */
  readonly targets: RegExp
}

/** Targets with fp8 kernels. They decide what runs, not what is refused at start: hence estimated. */
const fp8Targets: readonly [TargetRow, ...TargetRow[]] = [
  { since: '0.11.0', targets: /^gfx(94|95|12)/ },
  { since: '0.20.2', targets: /^gfx(90a|94|95|12)/ },
  { since: '0.28.0', targets: /^gfx(908|90a|94|95|12)/ },
  { since: '0.33.0', targets: /^gfx(908|90a|94|95|1[0-2])/ },
]

const isFp8: ReadonlySet<Scheme> = new Set(['fp8-tensor', 'fp8-block', 'fp8-channel', 'mxfp8'])

function mainScheme({ model, shape }: LegalityInput): Scheme {
  const storage = storageOf(model.stored, model.loadedAs)
  const routed = shape.kinds.some(({ feedForward }) => feedForward.kind === 'experts')
  return storage(routed ? 'experts' : 'dense').scheme
}

/** fp8 weights on a target whose kernels this version does not have. */
export function weightFormatReasons(input: LegalityInput): Reason[] {
  const { accelerator, engine, paths } = input
  if (accelerator.vendor !== 'amd' || engine.backend !== 'vllm' || !isFp8.has(mainScheme(input))) return []
  const { targets } = rowInForce(fp8Targets, engine.version)
  if (targets.test(accelerator.gfx)) return []
  const since = fp8Targets.find((each) => each.targets.test(accelerator.gfx))?.since
  const fix = since === undefined ? 'use bf16 or int8 weights' : `vLLM ${since} has them`
  const message = `vLLM ${engine.version} has no fp8 kernels for ${accelerator.gfx} (${accelerator.name}); ${fix}`
  return [estimated('FormatUnsupported', paths.precision, message)]
}

/** Cache dtypes by what is wrong with them on a target. */
export function cacheDtypeReasons(input: LegalityInput): Reason[] {
  const { accelerator, engine, shape, effective, paths } = input
  const dtype = effective.cacheDtype
  if (!dtype.startsWith('fp8') || accelerator.vendor !== 'amd') return []
  const path = paths.kvCacheDtype
  const reasons: Reason[] = []
  if (!accelerator.fp8KVCache) {
    const message = `an ${dtype} KV cache was reported to fail on ${accelerator.gfx} (${accelerator.name}); use auto`
    reasons.push(estimated('FormatUnsupported', path, message))
  }
  const latent = shape.kinds.some(({ mixer }) => mixer.kind === 'latent')
  if (dtype === 'fp8_e5m2' && latent && engine.backend === 'vllm') {
    const text =
      'No valid attention backend found for rocm with … Reasons: {TRITON_MLA: [kv_cache_dtype not supported]}'
    reasons.push(certain('FormatUnsupported', path, `latent attention takes fp8_e4m3 only: "${text}"`))
  }
  return reasons
}

/** What runs, but not as people expect: MX formats are native on gfx95x and gfx1250 only. */
export function formatNotes(input: LegalityInput): readonly string[] {
  const { accelerator } = input
  const scheme = mainScheme(input)
  const notes: string[] = []
  if (/^(mxfp[48]|nvfp4)$/.test(scheme) && accelerator.vendor === 'amd') {
    const native = /^gfx(95|1250)/.test(accelerator.gfx) && scheme !== 'nvfp4'
    if (!native)
      notes.push(
        `${scheme} is expanded before every multiplication on ${accelerator.gfx}: it saves memory, not time`,
      )
  }
  if (isFp8.has(scheme) && !accelerator.formats.includes('fp8')) {
    notes.push(
      `${accelerator.name} does not compute in fp8: weights are expanded, which saves memory, not time`,
    )
  }
  return notes
}
