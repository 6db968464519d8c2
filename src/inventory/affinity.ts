/**
 * Required node affinity for accelerators, as short as the labels of the cluster allow.
 *
 * Every labeller writes the device id plainly, so that is what is asked for; the other forms are added where nodes of the cluster need
 * them. Kinds of device that can share a term do, as people read these templates.
 * @module
 */
import type { Accelerator } from '../catalog/accelerator.ts'
import { acceleratorByName, accelerators } from '../catalog/accelerators.ts'
import { Memory } from '../vocabulary/memory.ts'
import { idKeys, idsOf, type LabelForm, matchesOf } from './label-forms.ts'

export interface NodeSelectorRequirement {
  readonly key: string
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
  readonly values?: readonly string[]
}

/** Expressions of one term must all hold; one term of the list is enough. */
export interface NodeSelectorTerm {
  readonly matchExpressions: readonly NodeSelectorRequirement[]
}

/** An accelerator, whole or in a partition mode. */
export interface WantedDevice {
  readonly accelerator: string
  readonly partition?: string
  /** Forms in which nodes of it are labelled, beside the ordinary ones. */
  readonly labelForms?: readonly LabelForm[]
}

/** A term that nodes need not match; the scheduler adds up the weights of those they do. */
export interface PreferredTerm {
  /** 1 to 100. */
  readonly weight: number
  readonly preference: NodeSelectorTerm
}

export interface NodeAffinity {
  readonly required: readonly NodeSelectorTerm[]
  readonly preferred: readonly PreferredTerm[]
}

const [currentId, betaId] = idKeys

/** A wanted device, looked up. */
interface Device {
  readonly accelerator: Accelerator
  readonly partition: string | undefined
  readonly labelForms: readonly LabelForm[]
}

/** Labels by which partitions are told: old labellers know none of them, only memory. */
type Generation = 'current' | 'beta'

/**
 * Affinity for a plan that is valid on several kinds of device: any of them is required, the first is preferred to the others. Nodes
 * in other partition modes are excluded by the partition label and, for labellers that do not write it, by the memory of a device.
 * Empty for what no label of AMD tells: the resource alone decides then.
 *
 * @param wanted best first
 */
export function nodeAffinity(wanted: readonly WantedDevice[]): NodeAffinity {
  const key = JSON.stringify(
    wanted.map(({ accelerator, partition, labelForms }) => [accelerator, partition, labelForms]),
  )
  const before = known.get(key)
  if (before !== undefined) return before
  const affinity = affinityFor(wanted)
  known.offer(key, affinity)
  return affinity
}

/** A cluster has few sets of kinds on which plans are valid, and every object that is rendered asks for one of them. */
const known = new Memory<NodeAffinity>({ most: 256 })

function affinityFor(wanted: readonly WantedDevice[]): NodeAffinity {
  const devices = wanted.flatMap((device): Device[] => {
    const accelerator = acceleratorByName(device.accelerator)
    if (accelerator === undefined || accelerator.vendor !== 'amd') return []
    return [{ accelerator, partition: device.partition, labelForms: device.labelForms ?? [] }]
  })
  const together = shareableOf(devices)
  const required = [
    ...together.map((group) => idTerm(currentId, group, 'current')),
    ...together.map((group) => idTerm(betaId, group, 'beta')),
    ...devices.flatMap(unusualTerms),
  ]
  return { required, preferred: devices.length < 2 ? [] : preferenceOf(devices[0]) }
}

function idTerm(key: string, group: readonly Device[], generation: Generation): NodeSelectorTerm {
  const ids = [...new Set(group.flatMap(({ accelerator }) => idsOf(accelerator)))]
  return { matchExpressions: [{ key, operator: 'In', values: ids }, ...exclusions(group, generation)] }
}

function unusualTerms(device: Device): NodeSelectorTerm[] {
  return device.labelForms.flatMap((form) =>
    matchesOf(device.accelerator, form).map(({ key, values }) => ({
      matchExpressions: [
        values === undefined
          ? { key, operator: 'Exists' as const }
          : { key, operator: 'In' as const, values },
        ...exclusions([device], form === 'id-in-key' ? 'beta' : 'current'),
      ],
    })),
  )
}

/** By device id alone, and by one label of a node at most, or its weight would depend on how many say the same. */
function preferenceOf(device: Device | undefined): PreferredTerm[] {
  if (device === undefined) return []
  const values = idsOf(device.accelerator)
  const byId = { key: currentId, operator: 'In', values } as const
  const byOldId = { key: betaId, operator: 'In', values } as const
  const isOld = { key: currentId, operator: 'DoesNotExist' } as const
  return [[byId], [byOldId, isOld]].map((matchExpressions) => ({
    weight: 100,
    preference: { matchExpressions },
  }))
}

/** Kinds whose exclusions do not shut each other out: whole devices none of which has the memory of a part of another. */
function shareableOf(devices: readonly Device[]): readonly (readonly Device[])[] {
  const groups: Device[][] = []
  for (const device of devices) {
    const group = groups.find((members) =>
      members.every((member) => mayShare(member, device) && mayShare(device, member)),
    )
    if (group === undefined) groups.push([device])
    else group.push(device)
  }
  return groups
}

function mayShare(one: Device, other: Device): boolean {
  return (
    one.partition === undefined &&
    other.partition === undefined &&
    !isAmbiguous(one.accelerator) &&
    !otherSizes(one).includes(size(other.accelerator.nominalGiB))
  )
}

const size = (gib: number) => `${Math.round(gib)}G`

function exclusions(group: readonly Device[], generation: Generation): NodeSelectorRequirement[] {
  const vram = generation === 'current' ? 'amd.com/gpu.vram' : 'beta.amd.com/gpu.vram'
  const [only] = group
  const memory = only && isAmbiguous(only.accelerator) ? [size(only.accelerator.nominalGiB)] : []
  const modes = [...new Set(group.flatMap(otherModes))]
  const sizes = [...new Set(group.flatMap(otherSizes))]
  // new labellers write the old labels too, so memory alone does not tell apart modes of one size
  const isTold = generation === 'current' || group.some(({ partition }) => partition !== undefined)
  return [
    ...(memory.length === 0 ? [] : [{ key: vram, operator: 'In' as const, values: memory }]),
    ...(modes.length === 0 || !isTold
      ? []
      : [{ key: 'amd.com/gpu.compute-memory-partition', operator: 'NotIn' as const, values: modes }]),
    ...(sizes.length === 0 ? [] : [{ key: vram, operator: 'NotIn' as const, values: sizes }]),
  ]
}

/** Every other mode of a part that can be split. */
function otherModes({ accelerator: { partitions }, partition }: Device): string[] {
  const wanted = partitions.find(({ name }) => name === partition)
  return partitions
    .filter((mode) => (wanted === undefined ? mode.devices > 1 : mode !== wanted))
    .map(({ name }) => name)
}

/** Memory that a device has in a mode with another number of devices. */
function otherSizes({ accelerator: { partitions, nominalGiB }, partition }: Device): string[] {
  const devices = partitions.find(({ name }) => name === partition)?.devices ?? 1
  return partitions.filter((mode) => mode.devices !== devices).map((mode) => size(nominalGiB / mode.devices))
}

/** One device id is several products, which only memory tells apart. */
function isAmbiguous(accelerator: Accelerator): boolean {
  return accelerators.some(
    (other) => other !== accelerator && other.deviceIds.some((id) => accelerator.deviceIds.includes(id)),
  )
}
