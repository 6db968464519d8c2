/**
 * The names of an endpoint's children. All of them follow from its own name alone, so that a pass after a crash finds what the last one made.
 * @module
 */
import { childName } from '../vocabulary/names.ts'

export interface ChildNames {
  readonly deployment: string
  readonly configMap: string
  readonly service: string
  readonly volumeClaim: string
  readonly autoscaler: string
  readonly serviceAccount: string
  readonly monitor: string
  /** Not the Service's: a LeaderWorkerSet makes a headless one of its own name. */
  readonly group: string
}

export function childNames(endpointName: string): ChildNames {
  const plain = childName(endpointName)
  return {
    deployment: plain,
    configMap: childName(endpointName, '-config'),
    // A Service's name is a DNS-1035 label: it starts with a letter, which `7b-chat` does not.
    service: /^[a-z]/.test(plain) ? plain : childName(`aim-${endpointName}`),
    volumeClaim: childName(endpointName, '-cache'),
    autoscaler: plain,
    serviceAccount: plain,
    monitor: plain,
    group: groupName(endpointName),
  }
}

/**
 * What comes behind it in names of its StatefulSets, revisions and pods must fit too: `-<group>` of up to five digits, then `-<hash>` of
 * ten, in 63.
 */
const longestGroupName = 46

/** A DNS-1035 label: it starts with a letter. */
function groupName(endpointName: string): string {
  const name = childName(endpointName, '-group', longestGroupName)
  return /^[a-z]/.test(name) ? name : childName(`aim-${endpointName}`, '-group', longestGroupName)
}
