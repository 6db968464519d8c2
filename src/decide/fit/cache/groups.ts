/**
 * Cache groups: layers that share one table of blocks. All groups draw block ids from one pool, so a block is as large as the
 * largest group's pages of it.
 * Source: `get_kv_cache_groups` and `unify_kv_cache_spec_page_size` of vLLM 0.9.2 to 0.33.0.
 * @module
 */
import { formPackedGroups } from './packed-groups.ts'
import type { CacheEntry } from './pages.ts'
import type { PlanningRules } from './planning-rules.ts'

/** Entries that are alike, over the whole model. */
export interface Bucket {
  readonly entry: CacheEntry
  /** Entries on each pipeline stage. */
  readonly onStage: readonly number[]
  /** Entries of all stages. */
  readonly layers: number
}

export interface CacheGroups {
  readonly entry: CacheEntry
  readonly onStage: readonly number[]
  readonly layers: number
  /** Tables of this kind; a request takes blocks from each. */
  readonly groups: number
  /** Tokens of a block of these groups; of a state, those of a whole request. */
  readonly blockSize: number
  /** Bytes of one layer's page, padding included. */
  readonly pageBytes: number
}

export interface Grouping {
  readonly groups: readonly CacheGroups[]
  /** Bytes of one block on each stage. */
  readonly blockBytes: readonly number[]
  /** What the start check takes for a block on each stage, where it differs. */
  readonly checkedBlockBytes?: readonly number[]
}

/** Groups of the model, formed over all stages at once; `refusal` where the engine cannot form them. */
export function formGroups(
  buckets: readonly Bucket[],
  blockSize: number,
  rules: PlanningRules,
): Grouping | { readonly refusal: string } {
  if (buckets.some(({ entry }) => entry.kind !== 'state' && entry.packing !== undefined)) {
    return formPackedGroups(buckets, blockSize, rules.packing)
  }
  const paged = buckets.map((bucket) => withPage(bucket, buckets, blockSize))
  if (isUniform(paged)) return oneGroup(paged)
  const even = evenPages(paged, rules)
  if (!Array.isArray(even)) return even
  const counts = even.map((bucket) => bucket.layers)
  const size = groupSize(Math.min(...counts), Math.max(...counts), rules.padWithin)
  const groups = even.map((bucket) => ({ ...bucket, groups: Math.ceil(bucket.layers / size) }))
  const stages = groups[0]?.onStage.length ?? 0
  return {
    groups,
    blockBytes: Array.from({ length: stages }, (_, stage) =>
      // layers are dealt to the groups of a bucket in turn, so a stage's share is even
      Math.max(...groups.map((g) => Math.ceil((g.onStage[stage] ?? 0) / g.groups) * g.pageBytes)),
    ),
  }
}

type PagedBucket = Bucket & { readonly blockSize: number; readonly pageBytes: number }

function withPage(bucket: Bucket, all: readonly Bucket[], blockSize: number): PagedBucket {
  if (bucket.entry.kind !== 'state') {
    const { entry, onStage, layers } = bucket
    return { entry, onStage, layers, blockSize, pageBytes: blockSize * entry.bytesPerToken }
  }
  // a state takes a page of attention, which the block size was made for
  const attention = all.find((other) => other.entry.kind !== 'state')?.entry
  const pageBytes =
    attention?.kind === undefined || attention.kind === 'state'
      ? bucket.entry.bytes
      : Math.max(bucket.entry.bytes, blockSize * attention.bytesPerToken)
  return { ...bucket, blockSize, pageBytes }
}

/** Whether all entries need the same tokens, whatever the size of their pages. */
function isUniform(buckets: readonly PagedBucket[]): boolean {
  const first = buckets[0]
  return buckets.every(
    (bucket) =>
      bucket.entry.kind === first?.entry.kind &&
      (bucket.entry.kind === 'state'
        ? bucket.pageBytes === first.pageBytes
        : first.entry.kind !== 'state' && bucket.entry.reach === first.entry.reach),
  )
}

function oneGroup(buckets: readonly PagedBucket[]): Grouping {
  const stages = buckets[0]?.onStage.length ?? 0
  return {
    groups: buckets.map(({ entry, onStage, layers, blockSize, pageBytes }, index) => ({
      entry,
      onStage,
      layers,
      blockSize,
      pageBytes,
      groups: index === 0 ? 1 : 0,
    })),
    blockBytes: Array.from({ length: stages }, (_, stage) =>
      buckets.reduce((sum, bucket) => sum + (bucket.onStage[stage] ?? 0) * bucket.pageBytes, 0),
    ),
  }
}

function evenPages(
  buckets: readonly PagedBucket[],
  rules: PlanningRules,
): PagedBucket[] | { readonly refusal: string } {
  const largest = Math.max(...buckets.map((bucket) => bucket.pageBytes))
  const even: PagedBucket[] = []
  for (const bucket of buckets) {
    if (bucket.pageBytes === largest) even.push(bucket)
    else if (rules.unevenPages === 'refused') {
      return { refusal: 'this version cannot hold layers whose cache pages differ in size in one pool' }
    } else if (bucket.entry.kind !== 'state' && largest % bucket.pageBytes === 0) {
      const blockSize = bucket.blockSize * (largest / bucket.pageBytes)
      even.push({ ...bucket, blockSize, pageBytes: largest })
    } else if (rules.unevenPages === 'padding' && (bucket.entry.kind === 'state' || !bucket.entry.latent)) {
      even.push({ ...bucket, pageBytes: largest })
    } else {
      return {
        refusal: `a page of ${bucket.pageBytes} bytes is not divisible into the largest of ${largest} and cannot be padded`,
      }
    }
  }
  return even
}

/** Layers of a group: those of the smallest bucket, or of the largest where the two are close. */
function groupSize(smallest: number, largest: number, padWithin: number): number {
  return largest < smallest * padWithin ? largest : smallest
}
