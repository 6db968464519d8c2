/**
 * What each kind of layer puts into the cache: bytes a token, or bytes a request, on one rank.
 * Source: `get_kv_cache_spec` of vLLM's attention layers and `v1/kv_cache_interface.py`, 0.9.2 to 0.33.0.
 * @module
 */
import type { Attention, LatentAttention, Mixer } from '../../../catalog/model-shape.ts'
import { compressedEntries } from './compressed-entries.ts'
import type { CacheElement } from './element.ts'
import { isStateMixer, type StateSetting, stateBytes } from './state.ts'

/** One entry of a layer in the cache; a layer may have none, or two. */
export type CacheEntry =
  | {
      readonly kind: 'full' | 'window' | 'chunk'
      /** Tokens of the window or chunk; 0 for full. */
      readonly reach: number
      /** Bytes of one token. */
      readonly bytesPerToken: number
      /** Rows of such a cache are read as a whole: its pages cannot be padded. */
      readonly latent: boolean
      /** Heads of one rank and what each stores: entries of one group agree in them. */
      readonly heads: number
      readonly keyDim: number
      readonly valueDim: number
      /** DeepSeek V4: pages of a size of their own. */
      readonly packing?: Packing
    }
  | {
      readonly kind: 'state'
      /** Bytes of one request. */
      readonly bytes: number
      /** Mamba 2, whose kernels can keep a state for every block. */
      readonly scan: boolean
      /** Tokens of the kernel's chunk, where the config names them. */
      readonly chunkSize?: number
    }

export interface Packing {
  /** Tokens of a block; absent: those of the model's blocks. */
  readonly blockSize?: number
  /** Tokens of one stored state; `bytesPerToken` is then that of a state. */
  readonly tokensPerState: number
}

export interface PageSetting extends StateSetting {
  readonly element: CacheElement
  /** Values may be narrower than keys. */
  readonly valueWidth: boolean
  /** Windows and chunks are kept like full attention. */
  readonly fullOnly: boolean
  /** Indexer keys of DeepSeek V4 are stored in mxfp4. */
  readonly mxfp4Indexer: boolean
}

/** Entries of a layer's mixer. */
export function cacheEntries(mixer: Mixer, setting: PageSetting): readonly CacheEntry[] {
  if (isStateMixer(mixer)) {
    const chunkSize = mixer.kind === 'mamba2' ? mixer.chunkSize : undefined
    return [
      {
        kind: 'state',
        bytes: stateBytes(mixer, setting),
        scan: mixer.kind === 'mamba2',
        ...(chunkSize === undefined ? {} : { chunkSize }),
      },
    ]
  }
  switch (mixer.kind) {
    case 'attention':
      return mixer.sharesCache ? [] : attentionEntries(mixer, setting)
    case 'latent':
      return latentEntries(mixer, setting.element)
    case 'compressed-latent':
      return compressedEntries(mixer, setting.mxfp4Indexer)
    case 'none':
      return []
  }
}

function attentionEntries(mixer: Attention, setting: PageSetting): CacheEntry[] {
  const { element, tensorParallel } = setting
  // more ranks than heads: every rank keeps a whole one
  const heads = Math.max(1, Math.floor(mixer.kvHeads / tensorParallel))
  const valueDim = setting.valueWidth ? mixer.valueHeadDim : mixer.headDim
  const bytesPerToken = Math.ceil(heads * ((mixer.headDim + valueDim) * element.bytes + element.scaleBytes))
  const entry = { bytesPerToken, latent: false, heads, keyDim: mixer.headDim, valueDim }
  const local = !setting.fullOnly && (mixer.window ?? mixer.chunk) !== undefined
  const own: CacheEntry = local
    ? {
        kind: mixer.window === undefined ? 'chunk' : 'window',
        reach: mixer.window ?? mixer.chunk ?? 0,
        ...entry,
      }
    : { kind: 'full', reach: 0, ...entry }
  if (mixer.indexKeys === undefined) return [own]
  return [own, singleRow(mixer.indexKeys.headDim, mixer.indexKeys.headDim * element.bytes)]
}

/** One row a token, the same on every rank. */
function singleRow(width: number, bytesPerToken: number): CacheEntry {
  return {
    kind: 'full',
    reach: 0,
    bytesPerToken: Math.ceil(bytesPerToken),
    latent: true,
    heads: 1,
    keyDim: width,
    valueDim: 0,
  }
}

/** Scales of indexer keys: one fp32 for so many elements. */
const indexerScaleBlock = 128

function latentEntries(mixer: LatentAttention, element: CacheElement): CacheEntry[] {
  const width = mixer.kvRank + mixer.ropeDim
  const latent = singleRow(width, element.latentBytes ?? width * element.bytes + element.scaleBytes)
  if (mixer.indexer === undefined) return [latent]
  const { headDim } = mixer.indexer
  return [latent, singleRow(headDim, headDim + Math.floor(headDim / indexerScaleBlock) * 4)]
}

/** Whether two entries may share a table of blocks and its pages. */
export function sameEntry(a: CacheEntry, b: CacheEntry): boolean {
  if (a.kind === 'state' || b.kind === 'state') {
    return a.kind === 'state' && b.kind === 'state' && a.bytes === b.bytes
  }
  return (
    a.kind === b.kind &&
    a.reach === b.reach &&
    a.latent === b.latent &&
    a.heads === b.heads &&
    a.keyDim === b.keyDim &&
    a.valueDim === b.valueDim &&
    a.bytesPerToken === b.bytesPerToken &&
    a.packing?.blockSize === b.packing?.blockSize &&
    a.packing?.tokensPerState === b.packing?.tokensPerState
  )
}
