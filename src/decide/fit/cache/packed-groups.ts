/**
 * Groups of a model whose pages differ in size and lie side by side in a block (DeepSeek V4).
 * Source: `_get_kv_cache_groups_uniform_groups` and `_pool_bytes_per_block` of vLLM 0.20.2 to 0.28.0, `_get_packed_kv_cache_groups`
 * of 0.30.0 to 0.33.0.
 * @module
 */
import type { Bucket, CacheGroups, Grouping } from './groups.ts'
import type { PlanningRules } from './planning-rules.ts'

/** Pages begin at multiples of what the fp8 kernels read. */
const pageAlignment = 576

interface PackedBucket extends Bucket {
  readonly blockSize: number
  readonly pageBytes: number
}

/** Buckets that need the same tokens: one table holds them all, or several hold equal shares. */
interface Family {
  readonly buckets: readonly PackedBucket[]
  /** Layers of the page size that most layers have: the pattern's repeats. */
  readonly repeats: number
  /** Every page size has as many layers. */
  readonly balanced: boolean
}

/** Groups, and bytes of a block, as a version packs them. */
export function formPackedGroups(
  buckets: readonly Bucket[],
  blockSize: number,
  packing: PlanningRules['packing'],
): Grouping | { readonly refusal: string } {
  if (packing === 'none') return { refusal: 'this version does not have compressed latent attention' }
  const families = familiesOf(buckets.map((bucket) => withPage(bucket, blockSize)))
  const share = sharedRepeats(families, packing)
  const grouped = families.map((family) => {
    const whole = packing === 'widest' ? !family.balanced : family.buckets[0]?.entry.kind === 'full'
    return { family, groups: whole ? 1 : Math.ceil(family.repeats / share) }
  })
  const stages = buckets[0]?.onStage.length ?? 0
  const perStage = (bytes: (stage: number) => number) => Array.from({ length: stages }, (_, i) => bytes(i))
  const blockBytes = perStage((stage) => bytesOfBlock(grouped, stage, packing))
  const groups: CacheGroups[] = grouped.flatMap(({ family, groups }) =>
    family.buckets.map((bucket, index) => ({ ...bucket, groups: index === 0 ? groups : 0 })),
  )
  if (packing !== 'slots' && packing !== 'padded') return { groups, blockBytes }
  // these two still checked with the tuples of old
  return {
    groups,
    blockBytes,
    checkedBlockBytes: perStage((stage) => bytesOfBlock(grouped, stage, 'tuples')),
  }
}

function withPage(bucket: Bucket, blockSize: number): PackedBucket {
  const { entry } = bucket
  if (entry.kind === 'state') return { ...bucket, blockSize, pageBytes: entry.bytes }
  const own = entry.packing?.blockSize ?? blockSize
  const bytes = Math.floor(own / (entry.packing?.tokensPerState ?? 1)) * entry.bytesPerToken
  return { ...bucket, blockSize: own, pageBytes: Math.ceil(bytes / pageAlignment) * pageAlignment }
}

function familiesOf(buckets: readonly PackedBucket[]): readonly Family[] {
  const families = new Map<string, PackedBucket[]>()
  for (const bucket of buckets) {
    const { entry, blockSize } = bucket
    const key = `${entry.kind} ${entry.kind === 'state' ? entry.bytes : entry.reach} ${blockSize}`
    const family = families.get(key)
    if (family === undefined) families.set(key, [bucket])
    else family.push(bucket)
  }
  // full attention comes first: the others are cut to its repeats
  return [...families.values()]
    .sort((a, b) => Number(b[0]?.entry.kind === 'full') - Number(a[0]?.entry.kind === 'full'))
    .map((family) => {
      const layers = [...layersBySize(family, (bucket) => bucket.layers).values()]
      return {
        buckets: family,
        repeats: Math.max(...layers),
        balanced: layers.every((count) => count === layers[0]),
      }
    })
}

function layersBySize(
  buckets: readonly PackedBucket[],
  layers: (bucket: PackedBucket) => number,
  size: (pageBytes: number) => number = (pageBytes) => pageBytes,
): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const bucket of buckets) {
    const key = size(bucket.pageBytes)
    counts.set(key, (counts.get(key) ?? 0) + layers(bucket))
  }
  return counts
}

/** Repeats of a group: where cutting every family to it pads least; ties take the larger. */
function sharedRepeats(families: readonly Family[], packing: PlanningRules['packing']): number {
  const cut = packing === 'widest' ? families.filter((family) => family.balanced) : families
  const floors =
    packing === 'widest' ? cut.filter((family) => family.buckets.length > 1) : families.slice(0, 1)
  const repeats = cut.map((family) => family.repeats)
  const most = Math.max(1, ...repeats)
  const least = Math.max(1, ...floors.map((family) => family.repeats))
  let best = least
  let bestPadding = Number.POSITIVE_INFINITY
  for (let share = least; share <= most; share++) {
    const padding = repeats.reduce((sum, count) => sum + Math.ceil(count / share) * share - count, 0)
    if (padding <= bestPadding) [best, bestPadding] = [share, padding]
  }
  return best
}

function bytesOfBlock(
  grouped: readonly { readonly family: Family; readonly groups: number }[],
  stage: number,
  packing: PlanningRules['packing'],
): number {
  const full = grouped[0]?.family.buckets ?? []
  const sizes = [...new Set(full.map((bucket) => bucket.pageBytes))].sort((a, b) => a - b)
  const padded = (bytes: number) => sizes.find((size) => size >= bytes) ?? bytes
  const pages = grouped.map(({ family, groups }) =>
    layersBySize(
      family.buckets,
      (bucket) => Math.ceil((bucket.onStage[stage] ?? 0) / groups),
      packing === 'widest' ? undefined : padded,
    ),
  )
  switch (packing) {
    case 'tuples': {
      const tuples = Math.max(...pages.flatMap((counts) => [...counts.values()]))
      return tuples * sizes.reduce((sum, size) => sum + size, 0)
    }
    case 'slots':
      return sizes.reduce(
        (sum, size) => sum + size * Math.max(...pages.map((counts) => counts.get(size) ?? 0)),
        0,
      )
    default:
      return Math.max(
        ...pages.map((counts) => [...counts].reduce((sum, [size, count]) => sum + size * count, 0)),
      )
  }
}
