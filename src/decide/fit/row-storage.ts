/**
 * Bytes of one stored weight by class of tensor, for every format that repositories use; scales included.
 * Sources: compressed-tensors, AWQ and GPTQ layouts, OCP microscaling formats, NVFP4; what each keeps in 16 bit: `catalog/weight-format.ts`.
 * @module
 */
import type { WeightFormat } from '../../catalog/weight-format.ts'

/** How the classes of tensors are stored, bytes a weight. */
export interface Storage {
  readonly attention: number
  /** Dense feed-forward layers and shared experts. */
  readonly feedForward: number
  readonly experts: number
  /** Embedding and output head, which no common format quantises. */
  readonly embedding: number
  /** Norms, routers, vision parts. */
  readonly other: number
  /** Linears are fp8 with per-tensor or block scales, whose rows ROCm pads. */
  readonly padsFp8Rows: boolean
  /** Experts are MXFP4, which ROCm kernels pad to 256 in both directions. */
  readonly padsMxfp4Experts: boolean
}

/** fp8 with one 4-byte scale for each 128 × 128 block. */
const fp8Block = 1 + 4 / (128 * 128)
/** 4-bit weights with a 2-byte scale and a 4-bit zero point for each group. */
const int4 = (group: number) => 0.5 + 2.5 / group
/** 4-bit weights with an 8-bit scale for each group of 32. */
const mxfp4 = 0.5 + 1 / 32
/** 4-bit weights with an 8-bit scale for each group of 16. */
const nvfp4 = 0.5 + 1 / 16

const plain = { embedding: 2, other: 2, padsFp8Rows: false, padsMxfp4Experts: false }
const all = (bytes: number): Storage => ({ ...plain, attention: bytes, feedForward: bytes, experts: bytes })

const storages: Readonly<Record<WeightFormat, Storage>> = {
  fp32: { ...all(4), embedding: 4, other: 4 },
  bf16: all(2),
  fp16: all(2),
  fp8: { ...all(1), padsFp8Rows: true },
  'fp8-channel': all(1),
  'fp8-block128': { ...all(fp8Block), padsFp8Rows: true },
  'fp8-fbgemm': { ...all(1), attention: 2 },
  mxfp8: all(1 + 1 / 32),
  int8: all(1),
  'int8-g128': all(1 + 2 / 128),
  'int4-g128': all(int4(128)),
  'int4-g64': all(int4(64)),
  'int4-g32': all(int4(32)),
  'int4-experts-g32': { ...all(2), experts: int4(32) },
  mxfp4: all(mxfp4),
  nvfp4: all(nvfp4),
  'mxfp4-experts': { ...all(2), experts: mxfp4, padsMxfp4Experts: true },
  'mxfp4-experts+fp8': { ...all(fp8Block), experts: mxfp4, padsMxfp4Experts: true },
}

export function storageOf(format: WeightFormat): Storage {
  return storages[format]
}
