/**
 * Bytes of one stored weight, by class of tensor and format of the repository.
 * Sources: facts on checkpoint formats (compressed-tensors, AWQ/GPTQ, OCP MX): scales included.
 * @module
 */
import type { Precision } from '../../vocabulary/precision.ts'

/** How the classes of tensors are stored, bytes a weight. */
export interface Storage {
  /** Attention and dense feed-forward matrices. */
  readonly linear: number
  readonly experts: number
  /** Embedding and output head, which no common format quantises. */
  readonly embedding: number
  /** Norms, routers, vision parts. */
  readonly other: number
  /** Linears are fp8 with per-tensor or block scales, which ROCm pads row by row. */
  readonly padsFp8Rows: boolean
  /** Experts are MXFP4, which ROCm kernels pad to 256 in both directions. */
  readonly padsMxfp4Experts: boolean
}

const bf16 = { embedding: 2, other: 2, padsFp8Rows: false, padsMxfp4Experts: false }

/** fp8 with one 4-byte scale for each 128 × 128 block. */
const fp8Block = 1 + 4 / (128 * 128)
/** 4-bit weights with a 2-byte scale and a 4-bit zero point for each group of 128. */
const int4Group128 = 0.5 + 2.5 / 128
/** 4-bit weights with an 8-bit scale for each group of 32. */
const mxfp4 = 0.53125

/** Storage of a repository whose weights have this precision; `format` refines it (`fp8-channel` is not padded, `mxfp4-experts` keeps attention in bf16). */
export function storageOf(precision: Precision, format: string, hasExperts: boolean): Storage {
  switch (precision) {
    case 'fp32':
      return { ...bf16, linear: 4, experts: 4, embedding: 4, other: 4 }
    case 'bf16':
    case 'fp16':
      return { ...bf16, linear: 2, experts: 2 }
    case 'fp8':
      return {
        ...bf16,
        linear: fp8Block,
        experts: fp8Block,
        padsFp8Rows: !/channel|dynamic|ptpc/.test(format),
      }
    case 'int8':
      return { ...bf16, linear: 1, experts: 1 }
    case 'int4':
      return { ...bf16, linear: int4Group128, experts: int4Group128 }
    case 'fp4':
      return hasExperts
        ? { ...bf16, linear: format.includes('fp8') ? fp8Block : 2, experts: mxfp4, padsMxfp4Experts: true }
        : { ...bf16, linear: mxfp4, experts: mxfp4 }
    default:
      return precision satisfies never
  }
}
