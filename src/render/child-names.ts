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
  }
}
