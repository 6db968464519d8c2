/**
 * Replicas that span nodes, as kinds that serve ask for them.
 * @module
 */
import { z } from 'zod'
import type { Intent } from '../intent.ts'
import { isSet, optionalPath, type Rule, violatedIf } from '../rule.ts'
import { qualifiedName } from './names.ts'

/** Fields of the block `distributed`. */
export const distributedFields = {
  enabled: z
    .boolean()
    .optional()
    .describe(
      'Allow a replica to span nodes: tensor parallel inside a node, pipeline across. Default false.',
    ),
  size: z
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe('Nodes of one replica, exactly. Default: the fewest on which it fits.'),
  exclusiveTopology: z
    .string()
    .max(317)
    .optional()
    .describe('Node label, for example of a rack, whose every value is used by one group at most.'),
} as const

export interface Distributed {
  readonly enabled?: boolean | undefined
  readonly size?: number | undefined
  readonly exclusiveTopology?: string | undefined
}

type Read<Spec, Value> = (spec: Spec) => Value | undefined

/** CEL: the block is there and switched on. */
export const isDistributedCel = `${optionalPath('distributed.enabled')}.orValue(false)`

export function topologyIsLabel<Spec>(read: Read<Spec, Distributed>): Rule<Spec> {
  const path = 'distributed.exclusiveTopology'
  return {
    path,
    cel: `!${isSet(path)} || self.${path}.matches('${qualifiedName}')`,
    message: 'is no label key such as topology.kubernetes.io/zone',
    violations(spec) {
      const label = read(spec)?.exclusiveTopology
      return violatedIf(label !== undefined && !new RegExp(qualifiedName).test(label))
    },
  }
}

/** GPUs of a replica, where they are counted, below `spec`: in one place, or in one of several. */
export interface CountedGpus<Spec> {
  /** Where nothing is written. */
  readonly path: string
  /** CEL: optional number. */
  readonly cel: string
  readonly read: (spec: Spec) => { readonly value?: number | undefined; readonly path: string }
}

export function wholeNodes<Spec>(
  { path, cel, read: counted }: CountedGpus<Spec>,
  read: Read<Spec, Distributed>,
): Rule<Spec> {
  return {
    path,
    about: ['distributed.size'],
    cel: `!${isDistributedCel} || ${cel}.orValue(0) % ${optionalPath('distributed.size')}.orValue(1) == 0`,
    message: 'is no multiple of distributed.size: every node gives as many GPUs',
    violations(spec) {
      const { enabled, size = 1 } = read(spec) ?? {}
      const { value: gpus = 0, path: at } = counted(spec)
      if (enabled !== true || gpus % size === 0) return []
      const message = `is ${gpus}, no multiple of distributed.size ${size}: every node gives as many GPUs`
      return [{ path: at, message }]
    },
  }
}

/** A replica may span nodes: exactly so many, or as few as it takes. Empty: it may not. */
export function distributedWish(block: Distributed | undefined): Pick<Intent, 'distributed'> {
  const { enabled, size } = block ?? {}
  if (enabled !== true) return {}
  return { distributed: size === undefined ? {} : { nodes: size } }
}
