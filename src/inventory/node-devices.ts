/**
 * The devices of a node: which accelerator, how it is split, how many. From labels and resources, each checked against the other.
 * @module
 */
import type { Accelerator } from '../catalog/accelerator.ts'
import { acceleratorByDeviceId, acceleratorByName, accelerators } from '../catalog/accelerators.ts'
import { isGpuResource, partitionOfResource } from '../vocabulary/gpu-resources.ts'
import { countOf } from '../vocabulary/quantity.ts'
import { type LabelForm, unusualForm } from './label-forms.ts'
import { featureModels, type Labels, labelValues, parseVram } from './node-labels.ts'
import type { Amounts } from './objects.ts'

export interface NodeDevices {
  readonly accelerator: string
  /** Absent for whole devices. */
  readonly partition?: string
  /** `amd.com/gpu`, or `amd.com/<partition>` under the mixed naming strategy. */
  readonly resource: string
  /** Memory per device, GiB. */
  readonly memoryGiB: number
  /** How the node's labels tell the accelerator, where no ordinary id label does. */
  readonly labelForm?: LabelForm
  /** Devices the node has, and those that can be given out (an unhealthy device lowers the second only). */
  readonly capacity: number
  readonly allocatable: number
}

/** More devices than any node has: what is above is a mistake of whoever wrote the node's status. */
const maxDevices = 1024

/** GPU resources of a node that has any devices of them. */
export function gpuResources(capacity: Amounts, allocatable: Amounts): string[] {
  const names = new Set([...Object.keys(capacity), ...Object.keys(allocatable)])
  return [...names]
    .filter((name) => isGpuResource(name) && countOf(capacity[name] ?? allocatable[name]) > 0)
    .sort()
}

interface Identity {
  readonly accelerator: Accelerator
  readonly virtual: boolean
}

/** The one accelerator of a node. The device id counts first; a node with several kinds of device is not told apart. */
export function identify(labels: Labels): Identity | undefined {
  const vram = onlyVram(labels)
  const ids = labelValues(labels, 'device-id')
  const byId = ids.map((id) => acceleratorByDeviceId(id, vram))
  const names = [
    ...labelValues(labels, 'product-name').map(modelIn),
    ...labelValues(labels, 'family').map(modelIn),
    ...featureModels(labels),
  ]
  const byName = names.map((name) => (name === undefined ? undefined : acceleratorByName(name)))
  const found =
    byId.length > 0 ? byId : byName.map((accelerator) => accelerator && { accelerator, virtual: false })
  const known = found.filter((identity) => identity !== undefined)
  const kinds = new Set(known.map(({ accelerator }) => accelerator.name))
  return kinds.size === 1 && (byId.length === 0 || known.length === byId.length) ? known[0] : undefined
}

/** The model in `amd_instinct_mi300x_oam` or `mi300x`; the part with the longest name wins (`mi250x` over `mi250`). */
export function modelIn(text: string): string | undefined {
  const words = text.toLowerCase().split(/[^a-z0-9]+/)
  return accelerators.find(({ name }) => words.includes(name.toLowerCase()))?.name
}

function onlyVram(labels: Labels): number | undefined {
  const sizes = new Set(labelValues(labels, 'vram').map(parseVram))
  return sizes.size === 1 ? [...sizes][0] : undefined
}

/**
 * The devices behind each GPU resource of a node; empty without one, `undefined` when the accelerator cannot be told.
 *
 * A partition is taken from the resource's name, else from the label, else from memory (`24G` on an MI300X) or count (64 devices
 * where 8 cards are usual), because labels stay stale after a repartition until the labeller restarts. Where signs disagree, the
 * smaller memory is believed.
 */
export function readDevices(
  labels: Labels,
  capacity: Amounts,
  allocatable: Amounts,
): readonly NodeDevices[] | undefined {
  const resources = gpuResources(capacity, allocatable)
  if (resources.length === 0) return []
  const identity = identify(labels)
  if (identity === undefined) return undefined
  const { accelerator, virtual } = identity
  const labelForm = unusualForm(labels, accelerator)
  const wholeGiB = (virtual ? accelerator.virtualMemoryGiB : undefined) ?? accelerator.memoryGiB
  return resources.map((resource) => {
    const offered = Math.min(countOf(allocatable[resource]), maxDevices)
    const total = Math.max(Math.min(countOf(capacity[resource]), maxDevices), offered)
    const split = splitOf(accelerator, labels, resource, total)
    const vram = onlyVram(labels)
    const expected = wholeGiB / split.devices
    // a label that fits no mode of the part is believed when it promises less
    const memoryGiB = vram !== undefined && vram < expected * 0.95 ? vram : expected
    return {
      accelerator: accelerator.name,
      ...(split.name === undefined ? {} : { partition: split.name }),
      resource,
      memoryGiB,
      ...(labelForm === undefined ? {} : { labelForm }),
      capacity: total,
      allocatable: offered,
    }
  })
}

/** How the devices of a resource are cut from cards. */
function splitOf(
  accelerator: Accelerator,
  labels: Labels,
  resource: string,
  count: number,
): { readonly name?: string; readonly devices: number } {
  const named = partitionOfResource(resource)
  const labelled = labelValues(labels, 'compute-memory-partition')
  const said = named ?? (labelled.length === 1 ? labelled[0] : undefined)
  const mode = accelerator.partitions.find(({ name }) => name === said)
  if (mode !== undefined && (named !== undefined || mode.devices > 1))
    return mode.devices > 1 ? { name: mode.name, devices: mode.devices } : { devices: 1 }

  const vram = onlyVram(labels)
  const byMemory = vram === undefined ? 1 : accelerator.nominalGiB / vram
  const byCount = count / accelerator.devicesPerNode
  const likely = accelerator.partitions.filter(
    // sixteen cards in one node exist, so a count of two times the usual says nothing
    ({ devices }) => devices > 1 && (devices === byMemory || (devices > 2 && devices === byCount)),
  )
  const guess = likely.sort((a, b) => b.devices - a.devices)[0]
  return guess === undefined ? { devices: 1 } : { name: guess.name, devices: guess.devices }
}
