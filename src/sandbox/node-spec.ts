/**
 * Which nodes a sandbox has, and what they are called.
 * @module
 */
import type { Accelerator } from '../catalog/accelerator.ts'

export interface Taint {
  readonly key: string
  readonly value?: string
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute'
}

/** Some equal nodes. */
export interface NodeSpec {
  /** Absent: no GPUs. */
  readonly accelerator?: Accelerator
  readonly count: number
  /** Devices before partitioning: two for a MI250 card. Default: those of the usual full node. */
  readonly gpusPerNode: number
  /** `cpx_nps4`; absent: not partitioned. */
  readonly partition?: string
  /** How the device plugin names its resource. */
  readonly naming: 'single' | 'mixed'
  /** Which keys the node labeller writes: `legacy` only `beta.amd.com/…`, `current` those and `amd.com/…`. */
  readonly labeller: 'current' | 'legacy'
  /** Quantities of a whole node. */
  readonly cpu: string
  readonly memory: string
  readonly labels: Readonly<Record<string, string>>
  readonly taints: readonly Taint[]
}

/** Names of the nodes, grouped by what they are: `mi300x-1`, `mi300x-cpx-nps4-1`, `cpu-1`. */
export function nodeNames(specs: readonly NodeSpec[]): readonly (readonly [name: string, spec: NodeSpec])[] {
  const counters = new Map<string, number>()
  return specs.flatMap((spec) =>
    Array.from({ length: spec.count }, () => {
      const base = [spec.accelerator?.name ?? 'cpu', ...(spec.partition ? [spec.partition] : [])]
      const family = base.join('-').toLowerCase().replaceAll('_', '-')
      const number = (counters.get(family) ?? 0) + 1
      counters.set(family, number)
      return [`${family}-${number}`, spec] as const
    }),
  )
}
