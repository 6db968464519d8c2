/**
 * Running totals of one shape: what its nodes add when they change and take away before they do.
 * @module
 */
import type { HardwareShape } from './hardware.ts'
import type { LabelForm } from './label-forms.ts'
import type { NodeDevices } from './node-devices.ts'
import type { DeviceRoom, Held } from './node-room.ts'
import { Tally } from './tally.ts'

/** What one node says of one shape. */
export interface NodeShare {
  readonly room: DeviceRoom
  readonly schedulable: boolean
}

/** What counts for workloads: a node that pods cannot come to says nothing of them. */
function heldOf(share: NodeShare | undefined): readonly Held[] {
  return share?.schedulable === true ? share.room.held : []
}

export class ShapeCounts {
  readonly #sample: NodeDevices
  /** All nodes, those that take no pods included: they keep the shape known. */
  #present = 0
  #nodes = 0
  #used = 0
  readonly #free = new Tally<number>()
  readonly #ending = new Tally<number>()
  readonly #memory = new Tally<number>()
  readonly #holders = new Tally<string>()
  readonly #labelForms = new Tally<LabelForm>()

  constructor(sample: NodeDevices) {
    this.#sample = sample
  }

  get empty(): boolean {
    return this.#present === 0
  }

  /**
   * Takes away what a node said before and adds what it says now.
   *
   * What both hold in common is not looked up: the workloads of a large cluster are too many for the processor's caches.
   */
  replace(before: NodeShare | undefined, after: NodeShare | undefined): void {
    this.#apply(before, -1)
    this.#apply(after, 1)
    const [were, are] = [heldOf(before), heldOf(after)]
    for (const held of were) if (!are.includes(held)) this.#holders.add(held.holder, -1)
    for (const held of are) if (!were.includes(held)) this.#holders.add(held.holder, 1)
  }

  #apply(share: NodeShare | undefined, sign: 1 | -1): void {
    if (share === undefined) return
    const { room, schedulable } = share
    this.#present += sign
    this.#memory.add(room.memoryGiB, sign)
    if (room.labelForm !== undefined) this.#labelForms.add(room.labelForm, sign)
    if (!schedulable) return
    this.#nodes += sign
    this.#used += sign * room.taken
    this.#free.add(room.free, sign)
    this.#ending.add(Math.max(0, room.allocatable - room.taken + room.ending), sign)
  }

  /** The shape as decisions see it; the smallest memory of its nodes speaks for all. */
  shape(): HardwareShape {
    const { accelerator, partition, resource, capacity } = this.#sample
    const nodesBy = (free: Tally<number>) => Array.from({ length: capacity + 1 }, (_, k) => free.of(k))
    return {
      accelerator,
      ...(partition === undefined ? {} : { partition }),
      resource,
      memoryGiB: Math.min(...this.#memory.values()),
      gpusPerNode: capacity,
      ...(this.#labelForms.size === 0 ? {} : { labelForms: [...this.#labelForms.values()].sort() }),
      origin: 'observed',
      nodes: this.#nodes,
      freeNodes: nodesBy(this.#free),
      endingNodes: nodesBy(this.#ending),
      used: this.#used,
      holders: this.#holders.size,
    }
  }
}
