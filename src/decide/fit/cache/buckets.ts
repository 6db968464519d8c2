/**
 * The cache entries of a model's layers, alike ones counted together, by pipeline stage.
 * @module
 */
import type { LayerKind, ModelShape } from '../../../catalog/model-shape.ts'
import { stageRanges } from '../stages.ts'
import type { CacheInput } from './cache-plan.ts'
import type { Bucket } from './groups.ts'
import { type CacheEntry, cacheEntries, type PageSetting, sameEntry } from './pages.ts'

/** Buckets in the order of their first layer; `undefined` where a layer's layout is not known. */
export function bucketsOf(input: CacheInput, setting: PageSetting): readonly Bucket[] | undefined {
  const { shape } = input
  const drafts = input.draftLayers ?? 0
  const staged = input.pipelineParallel > 1 || drafts > 0 ? layersByKind(input, drafts) : undefined
  const buckets: { entry: CacheEntry; onStage: number[]; layers: number }[] = []
  for (const { kind, layers } of kindCounts(shape)) {
    const onStage = staged?.[kind] ?? [layers]
    const mixer = shape.kinds[kind]?.mixer
    if (mixer === undefined) continue
    const entries = cacheEntries(mixer, setting)
    if (entries === undefined) return undefined
    for (const entry of entries) {
      let bucket = buckets.find((other) => sameEntry(other.entry, entry))
      if (bucket === undefined) {
        bucket = { entry, onStage: onStage.map(() => 0), layers: 0 }
        buckets.push(bucket)
      }
      for (let stage = 0; stage < onStage.length; stage++) {
        const count = onStage[stage] ?? 0
        bucket.onStage[stage] = (bucket.onStage[stage] ?? 0) + count
        bucket.layers += count
      }
    }
  }
  return buckets
}

/** Layers of each kind on each stage; drafts are on the last one. */
function layersByKind(input: CacheInput, drafts: number): number[][] {
  const { shape } = input
  const ranges = stageRanges(
    shape.layers.length,
    input.pipelineParallel,
    input.layerPartition,
    input.engine.backend,
  )
  const counts = shape.kinds.map(() => ranges.map(() => 0))
  ranges.forEach(([from, to], stage) => {
    for (let layer = from; layer < to; layer++) {
      const count = counts[shape.layers[layer] ?? -1]
      if (count !== undefined) count[stage] = (count[stage] ?? 0) + 1
    }
  })
  if (drafts > 0) {
    const like = shape.layers.findLast((kind) => keepsTokens(shape.kinds[kind]))
    const count = counts[like ?? -1]
    const last = ranges.length - 1
    if (count !== undefined) count[last] = (count[last] ?? 0) + drafts
  }
  return counts
}

function keepsTokens(kind: LayerKind | undefined): boolean {
  const mixer = kind?.mixer
  return mixer?.kind === 'latent' || (mixer?.kind === 'attention' && !mixer.sharesCache)
}

interface KindCount {
  /** Index in `kinds`. */
  readonly kind: number
  readonly layers: number
}

const counted = new WeakMap<ModelShape, readonly KindCount[]>()

/** Kinds that layers have, by first layer; a decision asks for the same shapes again and again. */
function kindCounts(shape: ModelShape): readonly KindCount[] {
  let counts = counted.get(shape)
  if (counts === undefined) {
    const layers = new Map<number, number>()
    for (const kind of shape.layers) layers.set(kind, (layers.get(kind) ?? 0) + 1)
    counts = Array.from(layers, ([kind, count]) => ({ kind, layers: count }))
    counted.set(shape, counts)
  }
  return counts
}
