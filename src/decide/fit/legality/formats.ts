/**
 * Formats of weights and cache that an engine version takes on a device.
 * Source: `platforms/rocm.py` of vLLM 0.11.0 to 0.33.0 (`supports_fp8`, `supports_mx`); quantisation methods: `engines/choices.ts`.
 * @module
 */
import { rowInForce } from '../../../catalog/version.ts'
import { choicesOf } from '../../../engines/choices.ts'
import type { Engine } from '../../../engines/settings.ts'
import type { Reason } from '../../../vocabulary/reasons.ts'
import { type Scheme, storageOf } from '../storage.ts'
import { certain, estimated, type LegalityInput } from './subject.ts'

const known = { vllm: new Map<string, readonly string[]>(), sglang: new Map<string, readonly string[]>() }

/** Words of `--quantization`, remembered: a decision asks for those of one version dozens of times. */
function methodsOf(engine: Engine): readonly string[] {
  const seen = known[engine.backend]
  let methods = seen.get(engine.version)
  if (methods === undefined) {
    methods = choicesOf(engine, 'quantization')
    // versions come from image tags, which users choose: what is remembered stays small
    if (seen.size > 200) seen.clear()
    seen.set(engine.version, methods)
  }
  return methods
}

/** `--quantization` of a method that the platform does not take; nothing where the list of the version was not read. */
export function methodReasons({ accelerator, engine, settings, paths }: LegalityInput): Reason[] {
  const method = settings.quantization?.toLowerCase()
  if (method === undefined || method === 'none' || accelerator.vendor !== 'amd') return []
  const taken = methodsOf(engine)
  if (taken.length === 0 || taken.includes(method)) return []
  const platform = engine.backend === 'vllm' ? 'rocm' : 'ROCm'
  const message = `"${method} quantization is currently not supported in ${platform}."; ${engine.backend} ${engine.version} takes ${taken.join(', ')}`
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
