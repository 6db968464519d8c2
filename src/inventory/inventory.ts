/**
 * Nodes and pods folded into shapes. Every event costs no more than the pods with GPUs on one node; the result does not depend
 * on the order of events.
 * @module
 */
import { canonicalJson } from '../vocabulary/names.ts'
import { type Hardware, type HardwareShape, shapeKey } from './hardware.ts'
import { defaultKeepHours, missingShapes } from './last-seen.ts'
import { type NodeFacts, readNode } from './node-shape.ts'
import type { NodeObject, PodObject } from './objects.ts'
import { devicesOfPod, type PodDevices } from './pod-devices.ts'
import { type Contribution, ShapeCounts } from './shape-counts.ts'

/** A node by name; pods may be known before it is. */
interface NodeState {
  facts?: NodeFacts
  readonly pods: Map<string, PodDevices>
}

export class Inventory {
  readonly #nodes = new Map<string, NodeState>()
  readonly #pods = new Map<string, PodDevices>()
  readonly #shapes = new Map<string, ShapeCounts>()
  #unknownNodes = 0

  applyNode(node: NodeObject): void {
    const facts = readNode(node)
    const before = this.#nodes.get(facts.name)?.facts
    // a heartbeat changes nothing here
    if (before !== undefined && canonicalJson(before) === canonicalJson(facts)) return
    this.#change(facts.name, (state) => {
      state.facts = facts
    })
  }

  removeNode(name: string): void {
    if (this.#nodes.has(name))
      this.#change(name, (state) => {
        delete state.facts
      })
  }

  applyPod(pod: PodObject): void {
    this.#setPod(podKey(pod.metadata.namespace, pod.metadata.name), devicesOfPod(pod))
  }

  removePod(namespace: string, name: string): void {
    this.#setPod(podKey(namespace, name), undefined)
  }

  /**
   * The hardware as decisions see it, in a stable order.
   *
   * @param declared shapes that the platform says it owns or can provision
   * @param lastSeen memory of shapes that were here (`last-seen.ts`); those that are here again or are too old are left out
   */
  hardware(
    declared: readonly HardwareShape[],
    lastSeen: readonly HardwareShape[],
    now: Date,
    keepHours = defaultKeepHours,
  ): Hardware {
    const observed = [...this.#shapes.values()].map((counts) => counts.shape())
    const shapes = [
      ...observed,
      ...declared.map((shape) => ({ ...shape, origin: 'declared' as const })),
      ...missingShapes(lastSeen, observed, now, keepHours),
    ]
    const sorted = shapes
      .map((shape) => ({ key: shapeKey(shape), shape }))
      .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    return { shapes: sorted.map(({ shape }) => shape), unknownNodes: this.#unknownNodes }
  }

  #setPod(key: string, devices: PodDevices | undefined): void {
    const before = this.#pods.get(key)
    if (before === undefined && devices === undefined) return
    if (before !== undefined && devices !== undefined && equal(before, devices)) return
    if (before !== undefined) {
      this.#pods.delete(key)
      this.#change(before.node, ({ pods }) => pods.delete(key))
    }
    if (devices !== undefined) {
      this.#pods.set(key, devices)
      this.#change(devices.node, ({ pods }) => pods.set(key, devices))
    }
  }

  /** Takes a node's share out of the totals, changes it, and puts the new share in. */
  #change(name: string, change: (state: NodeState) => void): void {
    const state: NodeState = this.#nodes.get(name) ?? { pods: new Map() }
    this.#share(state, -1)
    change(state)
    this.#share(state, 1)
    if (state.facts === undefined && state.pods.size === 0) this.#nodes.delete(name)
    else this.#nodes.set(name, state)
  }

  #share(state: NodeState, sign: 1 | -1): void {
    if (state.facts?.unknown) this.#unknownNodes += sign
    for (const contribution of contributionsOf(state)) {
      const { devices } = contribution
      const key = shapeKey({ ...devices, gpusPerNode: devices.capacity, origin: 'observed' })
      const counts = this.#shapes.get(key) ?? new ShapeCounts(devices)
      counts.apply(contribution, sign)
      if (counts.empty) this.#shapes.delete(key)
      else this.#shapes.set(key, counts)
    }
  }
}

function podKey(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`
}

function equal(a: PodDevices, b: PodDevices): boolean {
  return (
    a.node === b.node &&
    a.holder === b.holder &&
    a.devices.size === b.devices.size &&
    [...a.devices].every(([resource, count]) => b.devices.get(resource) === count)
  )
}

function contributionsOf({ facts, pods }: NodeState): Contribution[] {
  return (facts?.devices ?? []).map((devices) => {
    const holding = [...pods.values()].filter((pod) => pod.devices.has(devices.resource))
    return {
      devices,
      schedulable: facts?.schedulable === true,
      used: holding.reduce((sum, pod) => sum + (pod.devices.get(devices.resource) ?? 0), 0),
      holders: holding.map((pod) => pod.holder),
    }
  })
}
