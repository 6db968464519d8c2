/**
 * Required node affinity for an accelerator, in every form that `node-labels.ts` reads.
 * @module
 */
import type { Accelerator } from '../catalog/accelerator.ts'
import { acceleratorByName, accelerators } from '../catalog/accelerators.ts'
import { labelPrefixes, plainKeys } from './node-labels.ts'

export interface NodeSelectorRequirement {
  readonly key: string
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
  readonly values?: readonly string[]
}

/** Expressions of one term must all hold; one term of the list is enough. */
export interface NodeSelectorTerm {
  readonly matchExpressions: readonly NodeSelectorRequirement[]
}

/**
 * Terms that select the nodes whose devices are this accelerator, whole or in the given partition mode. Nodes in other modes are
 * excluded by the partition label, and where there is none by the memory of a device. Empty for an accelerator that no label
 * tells: the resource alone decides then.
 */
export function nodeAffinityTerms(wanted: {
  readonly accelerator: string
  readonly partition?: string
}): NodeSelectorTerm[] {
  const accelerator = acceleratorByName(wanted.accelerator)
  if (accelerator === undefined || accelerator.vendor !== 'amd') return []
  const exclusions = modeExclusions(accelerator, wanted.partition)
  const shared = memoryOfShared(accelerator)
  return identities(accelerator).flatMap(({ requirement, byId }) =>
    byId && shared.length > 0
      ? shared.map((memory) => ({ matchExpressions: [requirement, memory, ...exclusions] }))
      : [{ matchExpressions: [requirement, ...exclusions] }],
  )
}

interface Identity {
  readonly requirement: NodeSelectorRequirement
  readonly byId: boolean
}

/** One requirement per way to say which accelerator it is. */
function identities({ name, instinct, deviceIds, virtualDeviceIds }: Accelerator): Identity[] {
  const ids = [...deviceIds, ...virtualDeviceIds]
  const spellings = ids.flatMap((id) => [id, id.toUpperCase(), `0x${id}`, `0x${id.toUpperCase()}`])
  const oneOf = (key: string, values: readonly string[]) =>
    ({ key, operator: 'In', values: [...new Set(values)] }) as const
  const byId = [
    ...plainKeys('device-id').map((key) => oneOf(key, spellings)),
    ...labelPrefixes.flatMap((prefix) =>
      ids.map((id) => ({ key: `${prefix}device-id.${id}`, operator: 'Exists' }) as const),
    ),
  ]
  const byName = instinct
    ? [
        ...plainKeys('product-name').map((key) =>
          oneOf(key, [`AMD_Instinct_${name}`, `AMD_Instinct_${name}_OAM`]),
        ),
        ...plainKeys('family').map((key) => oneOf(key, [name, name.toLowerCase()])),
        { key: `feature.node.kubernetes.io/aim-accelerator.${name}`, operator: 'Exists' } as const,
        { key: `feature.node.kubernetes.io/amd-gpu-${name.toLowerCase()}`, operator: 'Exists' } as const,
      ]
    : []
  return [
    ...byId.map((requirement) => ({ requirement, byId: true })),
    ...byName.map((requirement) => ({ requirement, byId: false })),
  ]
}

/** Excludes every other mode of a part that can be split. */
function modeExclusions(
  { nominalGiB, partitions }: Accelerator,
  partition: string | undefined,
): NodeSelectorRequirement[] {
  const wanted = partitions.find(({ name }) => name === partition)
  const devices = wanted?.devices ?? 1
  const others = partitions.filter((mode) => (wanted === undefined ? mode.devices > 1 : mode !== wanted))
  if (others.length === 0) return []
  const memories = partitions
    .filter((mode) => mode.devices !== devices)
    .map((mode) => nominalGiB / mode.devices)
  const vram = [...new Set(memories.map((gib) => `${Math.round(gib)}G`))]
  return [
    ...plainKeys('compute-memory-partition').map(
      (key) => ({ key, operator: 'NotIn', values: others.map(({ name }) => name) }) as const,
    ),
    ...plainKeys('vram').map((key) => ({ key, operator: 'NotIn', values: vram }) as const),
  ]
}

/** Memory labels that tell apart the products of one device id; empty where the id is enough. */
function memoryOfShared(accelerator: Accelerator): NodeSelectorRequirement[] {
  const shared = accelerators.some(
    (other) => other !== accelerator && other.deviceIds.some((id) => accelerator.deviceIds.includes(id)),
  )
  if (!shared) return []
  const { nominalGiB } = accelerator
  return plainKeys('vram').map((key) => ({
    key,
    operator: 'In',
    values: [`${nominalGiB}G`, String(nominalGiB * 1024)],
  }))
}
