/**
 * What a layer of DeepSeek V4 puts into the cache: tokens of its window, compressed states, indexer keys, and the fp32 sums of
 * what is being compressed.
 * Source: `models/deepseek_v4/attention.py`, `models/deepseek_v4/compressor.py` and `v1/attention/backends/mla/sparse_swa.py` of
 * vLLM 0.26.0 to 0.33.0, in the packed fp8 layout, the only one on ROCm.
 * @module
 */
import type { CompressedLatent } from '../../../catalog/model-shape.ts'
import type { CacheEntry } from './pages.ts'

/** A latent: 448 bytes of fp8, 64 positions of two bytes, 8 of scales. */
const latentBytes = 584
/** A page of the window cache, tokens. */
const windowBlock = 64
/** Width of an indexer key where the shape does not say: both published models. */
const usualIndexDim = 128
/** Elements that share a scale: four bytes for fp8, one for mxfp4. */
const scaled = { fp8: 128, mxfp4: 32 }

/** Entries of one layer, alike on every rank. */
export function compressedEntries(mixer: CompressedLatent, mxfp4Indexer: boolean): readonly CacheEntry[] {
  const window = local(mixer.window, windowBlock, latentBytes, mixer.headDim)
  switch (mixer.ratio) {
    case undefined:
      return [window]
    case 4: {
      const indexDim = mixer.indexDim ?? usualIndexDim
      const keyBytes = mxfp4Indexer
        ? indexDim / 2 + indexDim / scaled.mxfp4
        : indexDim + Math.floor(indexDim / scaled.fp8) * 4
      return [
        window,
        compressed(latentBytes, 4, mixer.headDim),
        compressed(keyBytes, 4, indexDim),
        // two overlapping groups of four tokens, of keys and of scores
        local(8, 4, mixer.headDim * 2 * 2 * 4, mixer.headDim * 4),
        local(8, 4, indexDim * 2 * 2 * 4, indexDim * 4),
      ]
    }
    default:
      return [
        window,
        compressed(latentBytes, mixer.ratio, mixer.headDim),
        local(mixer.ratio, 8, mixer.headDim * 2 * 4, mixer.headDim * 2),
      ]
  }
}

function compressed(bytes: number, tokensPerState: number, width: number): CacheEntry {
  return { ...row(bytes, width), kind: 'full', reach: 0, packing: { tokensPerState } }
}

function local(reach: number, blockSize: number, bytes: number, width: number): CacheEntry {
  return { ...row(bytes, width), kind: 'window', reach, packing: { blockSize, tokensPerState: 1 } }
}

function row(bytesPerToken: number, keyDim: number) {
  return { bytesPerToken, latent: true, heads: 1, keyDim, valueDim: 0 }
}
