/**
 * Running totals of one shape: what its nodes add when they change and take away before they do.
 * @module
 */
import type { HardwareShape } from './hardware.ts'
import type { NodeDevices } from './node-devices.ts'

/** What one node says of one shape now. */
export interface Contribution {
  readonly devices: NodeDevices
  readonly schedulable: boolean
  readonly used: number
  readonly holders: readonly string[]
}

/** How often each value occurs. */
class Tally<T> {
  readonly #counts = new Map<T, number>()

  add(value: T, by: number): void {
    const count = (this.#counts.get(value) ?? 0) + by
    if (count === 0) this.#counts.delete(value)
    else this.#counts.set(value, count)
  }

  get size(): number {
    return this.#counts.size
  }

  values(): Iterable<T> {
    return this.#counts.keys()
  }

  of(value: T): number {
    return this.#counts.get(value) ?? 0
  }
}

export class ShapeCounts {
  readonly #sample: NodeDevices
  /** All nodes, those that take no pods included: they keep the shape known. */
  #present = 0
  #nodes = 0
  #used = 0
  readonly #free = new Tally<number>()
  readonly #memory = new Tally<number>()
  readonly #holders = new Tally<string>()

  constructor(sample: NodeDevices) {
    this.#sample = sample
  }

  get empty(): boolean {
    return this.#present === 0
  }

  /** `sign` 1 adds a node's share, −1 takes the same share away. */
  apply({ devices, schedulable, used, holders }: Contribution, sign: 1 | -1): void {
    this.#present += sign
    this.#memory.add(devices.memoryGiB, sign)
    if (!schedulable) return
    this.#nodes += sign
    this.#used += sign * used
    this.#free.add(Math.max(0, devices.allocatable - used), sign)
    for (const holder of holders) this.#holders.add(holder, sign)
  }

  /** The shape as decisions see it; the smallest memory of its nodes speaks for all. */
  shape(): HardwareShape {
    const { accelerator, partition, resource, capacity } = this.#sample
    return {
      accelerator,
      ...(partition === undefined ? {} : { partition }),
      resource,
      memoryGiB: Math.min(...this.#memory.values()),
      gpusPerNode: capacity,
      origin: 'observed',
      nodes: this.#nodes,
      freeNodes: Array.from({ length: capacity + 1 }, (_, free) => this.#free.of(free)),
      used: this.#used,
      holders: this.#holders.size,
    }
  }
}
