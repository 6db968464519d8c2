/**
 * Nodes and pods as far as the inventory reads them.
 * @module
 */

export type Amounts = Readonly<Record<string, string>>

interface Metadata {
  readonly name: string
  readonly namespace?: string
  readonly uid?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly deletionTimestamp?: string
  readonly ownerReferences?: readonly {
    readonly kind: string
    readonly name: string
    readonly uid: string
    readonly controller?: boolean
  }[]
}

export interface NodeObject {
  readonly metadata: Metadata
  readonly spec?: {
    readonly unschedulable?: boolean
    readonly taints?: readonly { readonly key: string; readonly effect: string; readonly value?: string }[]
  }
  readonly status?: {
    readonly capacity?: Amounts
    readonly allocatable?: Amounts
    readonly conditions?: readonly { readonly type: string; readonly status: string }[]
    readonly nodeInfo?: { readonly bootID?: string }
  }
}

interface Container {
  readonly restartPolicy?: string
  readonly resources?: { readonly requests?: Amounts; readonly limits?: Amounts }
}

export interface PodObject {
  readonly metadata: Metadata
  readonly spec?: {
    readonly nodeName?: string
    /** Default `Always`. */
    readonly restartPolicy?: string
    /** What holds it back from the scheduler. */
    readonly schedulingGates?: readonly { readonly name: string }[]
    readonly containers?: readonly Container[]
    readonly initContainers?: readonly Container[]
  }
  readonly status?: { readonly phase?: string; readonly nominatedNodeName?: string }
}
