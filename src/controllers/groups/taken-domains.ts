/**
 * Racks, zones or whatever a label names that groups are on: a group with an exclusive topology goes to none of another.
 * @module
 */
import type { ReservedGroup } from '../../api/fields/groups.ts'
import type { Pod } from '../feeds/pod.ts'
import { groupIndexOf } from './members.ts'

/** What may have groups; pods of none are not looked at. */
export interface Occupant {
  readonly uid: string
  readonly reserved: readonly ReservedGroup[]
  readonly pods: readonly Pod[]
}

/**
 * @param except the group that asks
 * @param domainOf value of the label on a node
 */
export function takenDomains(
  occupants: Iterable<Occupant>,
  except: { readonly uid: string; readonly index: number },
  domainOf: (node: string) => string | undefined,
): readonly string[] {
  const nodes = new Set<string>()
  for (const { uid, reserved, pods } of occupants) {
    const isOther = (index: number) => uid !== except.uid || index !== except.index
    for (const { index, members } of reserved)
      if (isOther(index)) for (const { node } of members) nodes.add(node)
    for (const pod of pods) {
      const index = groupIndexOf(pod)
      const { nodeName } = pod.spec
      if (index !== undefined && nodeName !== undefined && isOther(index)) nodes.add(nodeName)
    }
  }
  return [...new Set([...nodes].flatMap((node) => domainOf(node) ?? []))].sort()
}
