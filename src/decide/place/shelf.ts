/**
 * Nodes sorted by what they have free: for each kind of device a few buckets of nodes that are alike, whatever their number.
 * @module
 */
import type { DeviceRoom, NodeRoom } from '../../inventory/node-room.ts'
import { type Domains, domainSize, packDomains } from './domains.ts'
import { SortedNames } from './sorted-names.ts'

/** One kind of device, as a container requests it. */
export interface DeviceKind {
  /** Accelerator name of the catalog. */
  readonly accelerator: string
  /** Absent for whole devices. */
  readonly partition?: string
  readonly resource: string
}

/** Nodes that are alike in all that a strategy may look at. */
export interface Bucket {
  /** Devices of each node, allocatable or not. */
  readonly capacity: number
  readonly allocatable: number
  readonly free: number
  /** Nothing is on them. */
  readonly empty: boolean
  readonly domains: Domains
  /** Price of one device for one hour, from the node's label. */
  readonly cost?: number
  readonly nodes: SortedNames
}

export function kindKey({ accelerator, partition, resource }: DeviceKind): string {
  return `${accelerator}/${partition ?? ''}/${resource}`
}

/** Where a node stands: one entry a kind of device with room. */
export interface Entry {
  readonly kind: string
  readonly bucket: string
  readonly holes: Omit<Bucket, 'nodes'>
}

/** Entries of a node; none while a barrier keeps pods away or nothing is free. */
export function entriesOf({ devices, barriers, gpuHourCost }: NodeRoom): Entry[] {
  if (barriers.length > 0) return []
  return devices.filter(({ free }) => free > 0).map((room) => entryOf(room, gpuHourCost))
}

function entryOf(room: DeviceRoom, cost: number | undefined): Entry {
  const { accelerator, partition, capacity, allocatable, free, held } = room
  const size = domainSize(accelerator, partition, capacity)
  const domains = packDomains(
    size,
    capacity,
    held.map(({ count }) => count),
    capacity - allocatable,
  )
  const empty = held.length === 0
  const holes = { capacity, allocatable, free, empty, domains, ...(cost === undefined ? {} : { cost }) }
  const bucket = `${capacity}/${allocatable}/${free}/${empty}/${domains.join()}/${cost ?? ''}`
  return { kind: kindKey(room), bucket, holes }
}

/**
 * Buckets by kind of device. State to guard: a node is in the buckets of exactly the entries it was last put with, and no bucket
 * is empty.
 */
export class Shelf {
  readonly #kinds = new Map<string, Map<string, Bucket>>()

  get empty(): boolean {
    return this.#kinds.size === 0
  }

  put(node: string, entries: readonly Entry[]): void {
    for (const { kind, bucket, holes } of entries) {
      const buckets = this.#kinds.get(kind) ?? new Map<string, Bucket>()
      const found = buckets.get(bucket) ?? { ...holes, nodes: new SortedNames() }
      found.nodes.add(node)
      buckets.set(bucket, found)
      this.#kinds.set(kind, buckets)
    }
  }

  /** @param entries those it was put with */
  drop(node: string, entries: readonly Entry[]): void {
    for (const { kind, bucket } of entries) {
      const buckets = this.#kinds.get(kind)
      const found = buckets?.get(bucket)
      found?.nodes.delete(node)
      if (found?.nodes.size === 0) buckets?.delete(bucket)
      if (buckets?.size === 0) this.#kinds.delete(kind)
    }
  }

  /** Buckets of a kind, in no order. */
  buckets(kind: string): Iterable<Bucket> {
    return this.#kinds.get(kind)?.values() ?? []
  }
}
