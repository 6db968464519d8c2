/**
 * The cache entries of a model's layers, alike ones counted together, by pipeline stage.
 * @module
 */
import type { Mixer, ModelShape } from '../../../catalog/model-shape.ts'
import { stageRanges } from '../stages.ts'
import type { CacheInput } from './cache-plan.ts'
import type { Bucket } from './groups.ts'
import { type CacheEntry, cacheEntries, type PageSetting, sameEntry } from './pages.ts'

/** Buckets in the order of their first layer. */
export function bucketsOf(input: CacheInput, setting: PageSetting): readonly Bucket[] {
  const { shape, pipelineParallel } = input
  const buckets: MutableBucket[] = []
  const staged = pipelineParallel > 1 ? layersByKind(input) : undefined
  for (const { kind, layers } of kindCounts(shape)) {
    const mixer = shape.kinds[kind]?.mixer
    if (mixer !== undefined) add(buckets, cacheEntries(mixer, setting), staged?.[kind] ?? [layers])
  }
  const drafts = input.draftLayers ?? 0
  const mixer = drafts > 0 ? draftMixer(shape) : undefined
  if (mixer !== undefined) {
    const onStage = Array.from({ length: pipelineParallel }, (_, stage) =>
      stage === pipelineParallel - 1 ? drafts : 0,
    )
    add(buckets, cacheEntries(mixer, setting), onStage)
  }
  return buckets
}

interface MutableBucket extends Bucket {
  readonly onStage: number[]
  layers: number
}

function add(buckets: MutableBucket[], entries: readonly CacheEntry[], onStage: readonly number[]): void {
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

/** Layers of each kind on each stage. */
function layersByKind(input: CacheInput): number[][] {
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
  return counts
}

/** What a draft layer remembers with: the model's last attention. That of DeepSeek V4 compresses nothing. */
function draftMixer(shape: ModelShape): Mixer | undefined {
  const kind = shape.layers.findLast((index) => attends(shape.kinds[index]?.mixer))
  const mixer = shape.kinds[kind ?? -1]?.mixer
  if (mixer?.kind !== 'compressed-latent') return mixer
  const { ratio: _, ...windowOnly } = mixer
  return windowOnly
}

function attends(mixer: Mixer | undefined): boolean {
  return (
    mixer?.kind === 'latent' ||
    mixer?.kind === 'compressed-latent' ||
    (mixer?.kind === 'attention' && !mixer.sharesCache)
  )
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
