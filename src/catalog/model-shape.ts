/**
 * What decides a model's memory and legality: its layers, one by one, in the terms of the engines. Made from a hub `config.json`
 * by `model-config/`, for the rows of the catalog and for what users bring alike.
 * @module
 */

/** Attention with keys and values per head: MHA, GQA, MQA. */
export interface Attention {
  readonly kind: 'attention'
  readonly heads: number
  readonly kvHeads: number
  readonly headDim: number
  readonly valueHeadDim: number
  /** Dimensions of a head that rotate with the position; absent: all of them. */
  readonly rotaryDim?: number
  /** Positions of the rotary table where they are not the longest context (linear scaling multiplies them: Gemma 3). */
  readonly rotaryRows?: number
  /** Tokens the layer looks back on; absent: all of them. */
  readonly window?: number
  /** Tokens of a chunk beyond which it does not look (Llama 4); excludes `window`. */
  readonly chunk?: number
  /** The query projection carries a gate as wide as the heads (Qwen3-Next, Qwen3.5). */
  readonly outputGate?: boolean
  /** Bias vectors of query, key and value; of the output. */
  readonly qkvBias?: boolean
  readonly outputBias?: boolean
  /** Norms of query and key: one vector a head width, or one as wide as the projection (OLMo 2, MiniMax M2). */
  readonly qkNorm?: 'head' | 'projection'
  /** One learned sink a head (gpt-oss). */
  readonly sinks?: boolean
  /** Keys serve as values too: no value projection, the cache still holds both (Gemma 4, global layers). */
  readonly keysAreValues?: boolean
  /** Keys of a sparse index beside the cache, replicated on every rank (MiniMax-M3). */
  readonly indexKeys?: { readonly headDim: number; readonly heads: number }
  /** The cache of an earlier layer is read; none of its own. */
  readonly sharesCache?: boolean
}

/** Multi-head latent attention: one latent vector a token and layer, the same on every rank. */
export interface LatentAttention {
  readonly kind: 'latent'
  readonly heads: number
  /** Absent: queries are projected directly. */
  readonly queryRank?: number
  readonly kvRank: number
  readonly nopeDim: number
  readonly ropeDim: number
  readonly valueHeadDim: number
  /** A gate as wide as the heads' values (Kimi K3). */
  readonly outputGate?: boolean
  /** Sparse indexer (DeepSeek V3.2, GLM-5): its keys have a cache of their own. */
  readonly indexer?: { readonly heads: number; readonly headDim: number; readonly topK: number }
}

/** Gated delta rule (Qwen3-Next, Qwen3.5). */
export interface GatedDelta {
  readonly kind: 'gated-delta'
  readonly keyHeads: number
  readonly valueHeads: number
  readonly keyDim: number
  readonly valueDim: number
  readonly convKernel: number
  /** Bytes of one element of the recurrent state where the config fixes them; absent: those of the model's dtype. */
  readonly stateBytes?: number
}

/** Kimi delta attention. Its recurrent state is kept in fp32. */
export interface KimiDelta {
  readonly kind: 'kimi-delta'
  readonly heads: number
  readonly headDim: number
  readonly convKernel: number
  /** The output gate is one matrix instead of two of low rank (Kimi K3). */
  readonly fullRankGate?: boolean
}

export interface Mamba2 {
  readonly kind: 'mamba2'
  readonly heads: number
  readonly headDim: number
  readonly groups: number
  readonly stateSize: number
  readonly convKernel: number
  /** Tokens of a chunk of the scan kernel (`chunk_size`). */
  readonly chunkSize?: number
  readonly stateBytes?: number
}

/** Lightning linear attention (MiniMax M1): a fp32 square of the head a head. */
export interface Lightning {
  readonly kind: 'lightning'
  readonly heads: number
  readonly headDim: number
}

/** DeepSeek V4: latent cache at several compression ratios. */
export interface CompressedLatent {
  readonly kind: 'compressed-latent'
  readonly heads: number
  readonly headDim: number
  readonly window: number
  /** Tokens of a compressed state, 4 or 128; absent: window only. */
  readonly ratio?: number
  /** Width of an indexer key, which layers of ratio 4 have; absent: 128. */
  readonly indexDim?: number
  /** What the matrices are made of; absent: only the cache is described. */
  readonly projections?: {
    readonly queryRank: number
    /** The output is projected in groups of heads, each to this rank. */
    readonly outputGroups: number
    readonly outputRank: number
    readonly indexHeads: number
    /** Residual streams, mixed before and after each part of a layer. */
    readonly streams: number
  }
}

/** How one layer remembers. */
export type Mixer =
  | Attention
  | LatentAttention
  | GatedDelta
  | KimiDelta
  | Mamba2
  | Lightning
  | CompressedLatent
  | { readonly kind: 'none' }

export interface DenseFeedForward {
  readonly kind: 'dense'
  readonly width: number
  /** Three matrices (gate, up, down) instead of two. */
  readonly gated: boolean
  readonly bias?: boolean
}

export interface Experts {
  readonly kind: 'experts'
  readonly experts: number
  readonly topK: number
  /** Of one routed expert. */
  readonly width: number
  readonly gated: boolean
  /** Of all shared experts together; 0 where there are none. */
  readonly sharedWidth: number
  /** The shared experts have a gate of their own (Qwen). */
  readonly sharedGate?: boolean
  readonly bias?: boolean
  /** The router has a bias, or a correction, of one number an expert. */
  readonly routerBias?: boolean
  /** The routed experts work on a narrower vector, made and unmade by two projections of the layer (Nemotron 3 Super). */
  readonly latentSize?: number
  /** A dense block beside the experts, its width (Gemma 4, Arctic). */
  readonly denseWidth?: number
}

export type FeedForward = DenseFeedForward | Experts | { readonly kind: 'none' }

export interface LayerKind {
  readonly mixer: Mixer
  readonly feedForward: FeedForward
}

/** Image or audio encoder and its projector. */
export interface Encoder {
  /** Parameters of the encoder and the projector together. */
  readonly parameters: number
  readonly heads: number
  /** Split over tensor-parallel ranks by default, or a copy on every rank. */
  readonly split: boolean
  /** Where the heads do not divide by the ranks, engines keep a copy on every rank instead of refusing (Kimi). */
  readonly copiedIfUneven?: boolean
}

export interface ModelShape {
  /** Class of config.json, `Qwen3ForCausalLM`. */
  readonly architecture: string
  readonly hiddenSize: number
  readonly vocabularySize: number
  readonly tiedEmbeddings: boolean
  /** Longest context the engine derives, tokens. */
  readonly maxPositions: number
  /** Context without `--max-model-len` where the engine starts shorter than that (longrope: the original length). */
  readonly defaultPositions?: number
  /** Longest context of vLLM before 0.30.0 where it differs: a yarn factor was multiplied into the original length. */
  readonly yarnPositions?: number
  /** The different layers of the model. */
  readonly kinds: readonly LayerKind[]
  /** One entry a layer, in order: its index in `kinds`. */
  readonly layers: readonly number[]
  readonly encoder?: Encoder
  /** Learned position embeddings, rows (Falcon has none). */
  readonly positionRows?: number
  /** Vectors of the hidden size that one layer keeps for its norms, biases counted; absent: one before each part. */
  readonly normVectors?: number
  /** The output head has a bias. */
  readonly headBias?: boolean
  /** A second embedding that feeds every layer, `width` a layer (Gemma 4 E2B and E4B). */
  readonly perLayerEmbedding?: { readonly rows: number; readonly width: number }
  /** Multi-token-prediction layers in the checkpoint; loaded only with speculative decoding. */
  readonly draftLayers: number
}

/** Tensors that a storage format treats alike. */
export const tensorClasses = [
  'attention',
  'stateMixer',
  'indexer',
  'dense',
  'sharedExperts',
  'experts',
  'router',
  'embedding',
  'head',
  'encoder',
  'norm',
] as const
export type TensorClass = (typeof tensorClasses)[number]

/** Layers of a shape by kind, counted: `[kind, count]`. */
export function layerCounts(
  shape: ModelShape,
  from = 0,
  to = shape.layers.length,
): (readonly [LayerKind, number])[] {
  const counts = shape.kinds.map(() => 0)
  for (const kind of shape.layers.slice(from, to)) counts[kind] = (counts[kind] ?? 0) + 1
  return shape.kinds.flatMap((kind, index) => {
    const count = counts[index] ?? 0
    return count === 0 ? [] : [[kind, count] as const]
  })
}
