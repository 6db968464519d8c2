/**
 * What an engine version adds to the tensors of the checkpoint when it loads them.
 * @module
 */
import { rowInForce } from '../../catalog/version.ts'
import type { Engine } from '../../engines/settings.ts'

export interface LoaderRules {
  /** ROCm: rows of fp8 matrices with tensor or block scales that fill 512 bytes exactly get 256 more. */
  readonly padsFp8Rows: boolean
  /** ROCm: the same for unquantised experts, where the padded copy is kept. */
  readonly padsExpertRows: boolean
  /** ROCm: int4 experts of compressed-tensors keep an index and a sort order of their inputs, 4 bytes each. */
  readonly indexesInt4Experts: boolean
  /** mxfp4 experts: scales are kept beside the copy that the Triton kernels read (Hopper, and ROCm by a logged start). */
  readonly keepsMxfp4Scales: boolean
  /** mxfp4 experts without a bias are padded for the kernel too, not only those of gpt-oss. */
  readonly padsEveryMxfp4: boolean
  /** mxfp4 experts on Hopper: Marlin while packages came without the Triton kernels. */
  readonly hopperMxfp4: 'marlin' | 'triton'
  /** mxfp4 experts on data-centre Blackwell: multiple that the width of one rank is rounded up to. */
  readonly blackwellMxfp4Width: 128 | 256
  /** The same for gpt-oss and for DeepSeek V4 on ROCm targets other than gfx950. */
  readonly rocmGptOssWidth: 128 | 256
  readonly rocmMxfp4Width: 128 | 256
  /** The logged weights are what the ROCm device lost, rounding of the allocator included. */
  readonly logsDeviceMemory: boolean
  /** Weights quantised at load: when their 16 bit form is freed. */
  readonly quantisesOnline: 'after-loading' | 'layer-by-layer'
}

type Row = LoaderRules & { readonly since: string }

const oldest: Row = {
  since: '0.11.0',
  padsFp8Rows: true,
  padsExpertRows: true,
  indexesInt4Experts: true,
  keepsMxfp4Scales: true,
  padsEveryMxfp4: false,
  hopperMxfp4: 'triton',
  blackwellMxfp4Width: 256,
  rocmGptOssWidth: 256,
  rocmMxfp4Width: 256,
  logsDeviceMemory: true,
  quantisesOnline: 'after-loading',
}
const targeted: Row = { ...oldest, since: '0.11.2', rocmGptOssWidth: 128 }
const meta: Row = { ...targeted, since: '0.17.1', quantisesOnline: 'layer-by-layer' }
const oracle: Row = { ...meta, since: '0.20.2', padsEveryMxfp4: true, rocmGptOssWidth: 256 }
const allocated: Row = { ...oracle, since: '0.23.0', logsDeviceMemory: false }
const freed: Row = { ...allocated, since: '0.26.0', keepsMxfp4Scales: false }
// with Kimi K3, whose 384 a rank at TP 8 would have become 512
const narrow: Row = { ...freed, since: '0.28.0', blackwellMxfp4Width: 128 }
const written: Row = { ...narrow, since: '0.30.0', padsExpertRows: false, indexesInt4Experts: false }

/**
 * Source: packages of the versions named and their neighbours: `fp8_utils.py`, `unquantized_fused_moe_method.py`, `oracle/mxfp4.py`,
 * `quantization/online`, `platforms/rocm.py`. In 0.30.0 the padded experts are written back into unpadded memory.
 */
const vllm: readonly [Row, ...Row[]] = [
  {
    ...oldest,
    since: '0.6.0',
    padsFp8Rows: false,
    padsExpertRows: false,
    hopperMxfp4: 'marlin',
    logsDeviceMemory: false,
  },
  { ...oldest, since: '0.9.2', hopperMxfp4: 'marlin' },
  oldest,
  targeted,
  meta,
  oracle,
  allocated,
  freed,
  narrow,
  written,
  { ...written, since: '0.33.0', rocmMxfp4Width: 128 },
]

/** SGLang pads nothing by default (SGLANG_MOE_PADDING is off); its log states the free memory lost. */
const sglang: readonly [Row, ...Row[]] = [
  {
    since: '0.5.9',
    padsFp8Rows: false,
    padsExpertRows: false,
    indexesInt4Experts: true,
    keepsMxfp4Scales: false,
    padsEveryMxfp4: true,
    hopperMxfp4: 'triton',
    blackwellMxfp4Width: 256,
    rocmGptOssWidth: 256,
    rocmMxfp4Width: 256,
    logsDeviceMemory: true,
    quantisesOnline: 'after-loading',
  },
]

const rows = { vllm, sglang }
const known = { vllm: new Map<string, LoaderRules>(), sglang: new Map<string, LoaderRules>() }

/** Rules in force at a version; what is between two that were read has those of the older. */
export function loaderRules({ backend, version }: Engine): LoaderRules {
  const seen = known[backend]
  let rules = seen.get(version)
  if (rules === undefined) {
    rules = rowInForce(rows[backend], version)
    // versions come from image tags, which users choose: what is remembered stays small
    if (seen.size > 200) seen.clear()
    seen.set(version, rules)
  }
  return rules
}
