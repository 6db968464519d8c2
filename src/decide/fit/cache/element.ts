/**
 * Bytes of one stored key or value by the cache's dtype.
 * Source: `v1/kv_cache_interface.py` of vLLM 0.33.0 (page sizes by quantisation mode),
 * `mem_cache/memory_pool.py` of SGLang 0.5.23.
 * @module
 */
import type { Engine } from '../../../engines/settings.ts'

export interface CacheElement {
  /** Bytes of one element of a key, a value or a latent. */
  readonly bytes: number
  /** Bytes of scales that every token has beside each head (keys and values together), or beside its latent. */
  readonly scaleBytes: number
  /** Bytes of a whole token of latent attention where the layout packs latent, position and scales. */
  readonly latentBytes?: number
}

export interface UnknownElement {
  /** Why the bytes are not known, in words for the user. */
  readonly error: string
}

const plain = (bytes: number): CacheElement => ({ bytes, scaleBytes: 0 })

// one fp32 scale each for the key and the value of a head
const headScales = 8

const sixteenBit = plain(2)
const eightBit = plain(1)

const vllmElements: Readonly<Record<string, CacheElement>> = {
  float16: sixteenBit,
  half: sixteenBit,
  bfloat16: sixteenBit,
  float32: plain(4),
  fp8: eightBit,
  fp8_e4m3: eightBit,
  fp8_e5m2: eightBit,
  fp8_inc: eightBit,
  fp8_per_token_head: { bytes: 1, scaleBytes: headScales },
  int8_per_token_head: { bytes: 1, scaleBytes: headScales },
  int4_per_token_head: { bytes: 0.5, scaleBytes: headScales },
  // 512 of latent, 16 of scales, 64 × 2 of positions
  fp8_ds_mla: { bytes: 1, scaleBytes: 0, latentBytes: 656 },
  nvfp4_ds_mla: { bytes: 0.5625, scaleBytes: 0, latentBytes: 352 },
  // half a byte, and one of scale for 16 elements
  nvfp4: plain(0.5625),
}

const sglangElements: Readonly<Record<string, CacheElement>> = {
  bfloat16: sixteenBit,
  bf16: sixteenBit,
  fp8_e5m2: eightBit,
  fp8_e4m3: eightBit,
  mxfp8: plain(1 + 1 / 32),
  fp4_e2m1: plain(0.5625),
}

/** Layouts that a backend of their own packs: the bytes of a token depend on that backend. */
const packed = /^(turboquant|octave|ultraquant)_/

/**
 * Bytes of an element of the cache.
 * @param cacheDtype as the engine's argument spells it; `auto` is the model's own dtype
 * @param modelBytes bytes of one element of the model's dtype: 2, or 4 for float32
 * @returns an error where the engine has no such dtype, or its layout is not known
 * @example cacheElement('fp8', 2, { backend: 'vllm', version: '0.33.0' }) // { bytes: 1, scaleBytes: 0 }
 */
export function cacheElement(
  cacheDtype: string,
  modelBytes: number,
  engine: Engine,
): CacheElement | UnknownElement {
  if (cacheDtype === 'auto') return plain(modelBytes)
  const table = engine.backend === 'vllm' ? vllmElements : sglangElements
  const element = Object.hasOwn(table, cacheDtype) ? table[cacheDtype] : undefined
  if (element !== undefined) return element
  if (engine.backend === 'vllm' && packed.test(cacheDtype)) {
    return {
      error: `the bytes of a ${cacheDtype} cache depend on the attention backend that packs it and are not known`,
    }
  }
  return {
    error: `${engine.backend} has no cache dtype "${cacheDtype}"; it has auto, ${Object.keys(table).join(', ')}`,
  }
}
