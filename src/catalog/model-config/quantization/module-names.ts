/**
 * The linear layers of a model as quantisers name them, to hold the patterns of a `quantization_config` against.
 * @module
 */
import type { FeedForward, LayerKind, Mixer, ModelShape, TensorClass } from '../../model-shape.ts'

/** One linear layer, or several that are always treated alike. */
export interface NamedModule {
  readonly cls: TensorClass
  /** Decoder layer; absent outside of the decoder. */
  readonly layer?: number
  /** Its names in the spellings of the families, within its layer where it has one. */
  readonly names: readonly string[]
  /** Parameters, roughly: its weight among those of its class. */
  readonly weight: number
}

type LayerModule = Omit<NamedModule, 'layer'>

const spelled = (roots: readonly string[], ...names: readonly string[]) =>
  roots.flatMap((root) => names.map((name) => `${root}.${name}`))

function attentionModules(mixer: Mixer, hidden: number): readonly LayerModule[] {
  const roots = ['self_attn', 'attn', 'attention', 'self_attention', 'mixer']
  const of = (weight: number, ...names: readonly string[]): LayerModule => ({
    cls: 'attention',
    names: spelled(roots, ...names),
    weight,
  })
  if (mixer.kind === 'attention') {
    const { heads, kvHeads, headDim, valueHeadDim } = mixer
    return [
      of(hidden * heads * headDim, 'q_proj', 'qkv_proj', 'query_key_value', 'wq'),
      of(hidden * kvHeads * headDim, 'k_proj', 'qkv_proj', 'query_key_value', 'wk'),
      of(hidden * kvHeads * valueHeadDim, 'v_proj', 'qkv_proj', 'query_key_value', 'wv'),
      of(hidden * heads * valueHeadDim, 'o_proj', 'dense', 'wo'),
    ]
  }
  if (mixer.kind === 'latent') {
    const { heads, queryRank, kvRank, nopeDim, ropeDim, valueHeadDim, indexer } = mixer
    const queries = heads * (nopeDim + ropeDim)
    return [
      ...(queryRank === undefined
        ? [of(hidden * queries, 'q_proj')]
        : [of(hidden * queryRank, 'q_a_proj'), of(queryRank * queries, 'q_b_proj')]),
      of(hidden * (kvRank + ropeDim), 'kv_a_proj_with_mqa'),
      of(kvRank * heads * (nopeDim + valueHeadDim), 'kv_b_proj'),
      of(heads * valueHeadDim * hidden, 'o_proj'),
      ...(indexer
        ? [
            {
              cls: 'indexer' as const,
              names: spelled(roots, 'indexer.wq_b'),
              weight: (queryRank ?? hidden) * indexer.heads * indexer.headDim,
            },
          ]
        : []),
    ]
  }
  if (mixer.kind === 'compressed-latent')
    return [
      of(1, 'wo_b', 'wq_b'),
      ...(mixer.ratio === 4
        ? [{ cls: 'indexer' as const, names: spelled(roots, 'indexer.wq_b'), weight: 1 }]
        : []),
    ]
  return []
}

function stateModules(mixer: Mixer): readonly LayerModule[] {
  const of = (roots: readonly string[], inputs: readonly string[], outputs: readonly string[]) => [
    { cls: 'stateMixer' as const, names: spelled(roots, ...inputs), weight: 2 },
    { cls: 'stateMixer' as const, names: spelled(roots, ...outputs), weight: 1 },
  ]
  switch (mixer.kind) {
    case 'gated-delta':
      return of(['linear_attn'], ['in_proj_qkvz', 'in_proj_qkv'], ['out_proj'])
    case 'kimi-delta':
      return of(['self_attn'], ['q_proj'], ['o_proj'])
    case 'mamba2':
      return of(['mixer', 'mamba'], ['in_proj'], ['out_proj'])
    case 'lightning':
      return of(['self_attn', 'linear_attn'], ['qkv_proj'], ['out_proj', 'o_proj'])
    default:
      return []
  }
}

const matrices = ['up_proj', 'w3', 'dense_h_to_4h', 'fc1', 'input_linear'] as const

function feedForwardModules(block: FeedForward): readonly LayerModule[] {
  if (block.kind === 'none') return []
  const blocks = ['mlp', 'feed_forward', 'ffn', 'block_sparse_moe', 'mixer', 'moe']
  const dense = (weight: number): LayerModule => ({
    cls: 'dense',
    names: spelled(['mlp', 'feed_forward', 'ffn', 'mixer'], ...matrices),
    weight,
  })
  if (block.kind === 'dense') return [dense(block.width)]
  // beside a dense block, which has the name, they are the layer's own
  const owners = block.denseWidth === undefined ? [...blocks.map((root) => `${root}.`), ''] : ['', 'moe.']
  const experts: LayerModule = {
    cls: 'experts',
    names: owners.flatMap((owner) => [
      `${owner}experts.0.up_proj`,
      `${owner}experts.0.w3`,
      `${owner}experts`,
    ]),
    weight: block.width * block.experts,
  }
  const roots = blocks.flatMap((root) => [`${root}.shared_experts`, `${root}.shared_expert`])
  return [
    experts,
    ...(block.sharedWidth > 0
      ? [
          {
            cls: 'sharedExperts' as const,
            names: spelled([...roots, 'shared_mlp'], ...matrices),
            weight: block.sharedWidth,
          },
        ]
      : []),
    ...(block.denseWidth === undefined ? [] : [dense(block.denseWidth)]),
  ]
}

const headModule: NamedModule = { cls: 'head', names: ['lm_head', 'output', 'head'], weight: 1 }

/** Words in the names of what is no part of the decoder. */
export const encoderWord = /vision|visual|audio|multi_modal|mm_projector|img_processor|image_embed/

const encoderModule: NamedModule = {
  cls: 'encoder',
  names: [
    'visual.blocks.0.attn.qkv',
    'model.visual.blocks.0.attn.qkv',
    'vision_tower.encoder.blocks.0.wqkv',
    'vision_tower.transformer.layers.0.attention.q_proj',
    'model.vision_tower.transformer.layers.0.attention.q_proj',
    'vision_tower.vision_model.encoder.layers.0.self_attn.q_proj',
    'vision_model.model.layers.0.self_attn.q_proj',
    'vision_model.encoder.layers.0.self_attn.q_proj',
    'vision_encoder.transformer.layers.0.attention.wq',
  ],
  weight: 1,
}

/** Every linear layer that a quantiser may reach; routers, norms and the embedding, which none does, apart. */
export function modulesOf(shape: ModelShape): readonly NamedModule[] {
  const ofKind = new Map<LayerKind, readonly LayerModule[]>()
  const modules = shape.layers.flatMap((index, layer) => {
    const kind = shape.kinds[index]
    if (kind === undefined) return []
    let found = ofKind.get(kind)
    if (found === undefined) {
      found = [
        ...attentionModules(kind.mixer, shape.hiddenSize),
        ...stateModules(kind.mixer),
        ...feedForwardModules(kind.feedForward),
      ]
      ofKind.set(kind, found)
    }
    return found.map((module) => ({ ...module, layer }))
  })
  return [
    ...modules,
    ...(shape.tiedEmbeddings ? [] : [headModule]),
    ...(shape.encoder ? [encoderModule] : []),
  ]
}
