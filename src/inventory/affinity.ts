/**
 * Required node affinity for an accelerator.
 *
 * The forms are those that labellers write; what only documents or hands write otherwise (upper case, keys without `gpu.`) is
 * read by the inventory, but not worth a longer pod template. Several values on one node need no form of their own in the new
 * labels: the labeller writes the old ones as well, always with the value in the key.
 * @module
 */
import type { Accelerator } from '../catalog/accelerator.ts'
import { acceleratorByName, accelerators } from '../catalog/accelerators.ts'

export interface NodeSelectorRequirement {
  readonly key: string
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
  readonly values?: readonly string[]
}

/** Expressions of one term must all hold; one term of the list is enough. */
export interface NodeSelectorTerm {
  readonly matchExpressions: readonly NodeSelectorRequirement[]
}

const current = 'amd.com/gpu.'
const old = 'beta.amd.com/gpu.'

/** An accelerator, whole or in a partition mode. */
export interface WantedDevice {
  readonly accelerator: string
  readonly partition?: string
}

/** A term that nodes need not match; the scheduler adds up the weights of those they do. */
export interface PreferredTerm {
  /** 1 to 100. */
  readonly weight: number
  readonly preference: NodeSelectorTerm
}

/**
 * Terms that select the nodes whose devices are this accelerator, whole or in the given partition mode. Nodes in other modes are
 * excluded by the partition label and, for labellers that do not write it, by the memory of a device. Empty for an accelerator
 * that no label of AMD tells: the resource alone decides then.
 */
export function nodeAffinityTerms(wanted: WantedDevice): NodeSelectorTerm[] {
  const accelerator = acceleratorByName(wanted.accelerator)
  if (accelerator === undefined || accelerator.vendor !== 'amd') return []
  return identities(accelerator).map(({ prefix, requirement }) => ({
    matchExpressions: [
      requirement,
      ...sharedId(accelerator, prefix),
      ...otherModes(accelerator, wanted.partition, prefix),
    ],
  }))
}

/**
 * Node affinity for a plan that is valid on several kinds of device: any of them is required, earlier ones are preferred. Kinds that
 * no label tells are left out; nothing is preferred where there is one kind only.
 *
 * @param wanted best first
 */
export function nodeAffinityOfAny(wanted: readonly WantedDevice[]): {
  readonly required: readonly NodeSelectorTerm[]
  readonly preferred: readonly PreferredTerm[]
} {
  const told = wanted
    .map((device) => ({ device, terms: nodeAffinityTerms(device) }))
    .filter(({ terms }) => terms.length > 0)
  const required = told.flatMap(({ terms }) => terms)
  if (told.length < 2) return { required, preferred: [] }
  const preferred = told.flatMap(({ device }, rank) =>
    oneTermANode(device).map((preference) => ({
      weight: Math.max(1, Math.round((100 * (told.length - rank)) / told.length)),
      preference,
    })),
  )
  return { required, preferred }
}

/**
 * Terms of which a node matches one at most, or its weight would depend on how many labels say the same. By device id alone: a node
 * that is told otherwise is still allowed, just not preferred.
 */
function oneTermANode({ accelerator: name, partition }: WantedDevice): NodeSelectorTerm[] {
  const accelerator = acceleratorByName(name)
  if (accelerator === undefined) return []
  const byId = identities(accelerator).filter(
    ({ requirement }) => requirement.operator === 'In' && requirement.key.endsWith('device-id'),
  )
  return byId.map(({ prefix, requirement }) => ({
    matchExpressions: [
      requirement,
      ...(prefix === old ? [{ key: `${current}device-id`, operator: 'DoesNotExist' } as const] : []),
      ...sharedId(accelerator, prefix),
      ...otherModes(accelerator, partition, prefix),
    ],
  }))
}

interface Identity {
  /** Of the labels that come with it. */
  readonly prefix: typeof current | typeof old
  readonly requirement: NodeSelectorRequirement
}

/** One requirement per way to say which accelerator it is. */
function identities({ name, instinct, deviceIds, virtualDeviceIds }: Accelerator): Identity[] {
  const ids = [...deviceIds, ...virtualDeviceIds]
  const oneOf = (prefix: Identity['prefix'], kind: string, values: readonly string[]): Identity => ({
    prefix,
    requirement: { key: prefix + kind, operator: 'In', values },
  })
  const exists = (prefix: Identity['prefix'], key: string): Identity => ({
    prefix,
    requirement: { key, operator: 'Exists' },
  })
  const byId = [
    oneOf(current, 'device-id', [...ids, ...ids.map((id) => `0x${id}`)]),
    oneOf(old, 'device-id', ids),
    ...ids.map((id) => exists(old, `${old}device-id.${id}`)),
  ]
  if (!instinct) return byId
  return [
    ...byId,
    oneOf(current, 'product-name', [`AMD_Instinct_${name}`, `AMD_Instinct_${name}_OAM`]),
    oneOf(current, 'family', [name]),
    exists(current, `feature.node.kubernetes.io/aim-accelerator.${name}`),
    exists(current, `feature.node.kubernetes.io/amd-gpu-${name.toLowerCase()}`),
  ]
}

/** Excludes every other mode of a part that can be split. Old labellers know no partitions, only memory. */
function otherModes(
  { nominalGiB, partitions }: Accelerator,
  partition: string | undefined,
  prefix: Identity['prefix'],
): NodeSelectorRequirement[] {
  const wanted = partitions.find(({ name }) => name === partition)
  const isOther = (mode: (typeof partitions)[number]) =>
    wanted === undefined ? mode.devices > 1 : mode !== wanted
  const others = partitions.filter(isOther).map(({ name }) => name)
  if (others.length === 0) return []
  const sizes = partitions
    .filter(({ devices }) => devices !== (wanted?.devices ?? 1))
    .map(({ devices }) => `${Math.round(nominalGiB / devices)}G`)
  const byMemory = { key: `${prefix}vram`, operator: 'NotIn', values: [...new Set(sizes)] } as const
  // new labellers write the old labels too, so these alone do not tell apart modes of one size
  return prefix === old && wanted === undefined
    ? [byMemory]
    : [{ key: `${current}compute-memory-partition`, operator: 'NotIn', values: others }, byMemory]
}

/** Memory, where one device id is several products; nothing where the id is enough. */
function sharedId(accelerator: Accelerator, prefix: Identity['prefix']): NodeSelectorRequirement[] {
  const shared = accelerators.some(
    (other) => other !== accelerator && other.deviceIds.some((id) => accelerator.deviceIds.includes(id)),
  )
  return shared ? [{ key: `${prefix}vram`, operator: 'In', values: [`${accelerator.nominalGiB}G`] }] : []
}
