/**
 * What a component of the control plane is: a binary, its arguments, and when it counts as ready.
 * @module
 */
import type { ControlPlaneFiles } from '../binaries.ts'
import type { Layout } from '../layout.ts'

/** Every port that a sandbox listens on; all of 127.0.0.1. */
export const portNames = ['apiServer', 'etcdClient', 'etcdPeer', 'kwok', 'lwsWebhook', 'lwsHealth'] as const
export type Ports = Readonly<Record<(typeof portNames)[number], number>>

export interface ComponentContext extends ControlPlaneFiles {
  readonly layout: Layout
  readonly ports: Ports
  /** Name of a component → arguments after its own, which win over them. */
  readonly extraArgs?: Readonly<Record<string, readonly string[]>>
  /** Nodes that come by themselves, beside those that are created. Default: none. */
  readonly otherNodes?: number
}

export interface Component {
  /** Also the name of its binary and of its log. */
  readonly name: string
  /** See `ProcessRecord.stopOrder`: 0 uses the API, 1 is the API, 2 is its storage. */
  readonly stopOrder: 0 | 1 | 2
  args(context: ComponentContext): readonly string[]
  /** Its main port, when it listens. */
  port?(ports: Ports): number
  /** Plain HTTP address that answers 200 when it is ready; absent when it has none. */
  readyUrl?(context: ComponentContext): string
}
