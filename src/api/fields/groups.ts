/**
 * What the status of an owner says of its groups: the replicas that span nodes.
 * @module
 */
import { z } from 'zod'
import type { DeepReadonly } from '../object.ts'

const count = z.int().min(0)
const word = z.string().max(253)
const line = z.string().max(1024)

/** Groups that come up at a time; the others wait until these have their nodes. */
export const mostGroupsAtOnce = 8

const reservedGroup = z.object({
  id: word.describe('Name of the reservation; its pods carry it as label fitgate.dev/reservation.'),
  index: count.describe('Index of the group.'),
  members: z
    .array(
      z.object({
        node: word.describe('Node.'),
        resource: word.describe('Resource of the GPUs.'),
        count: count.describe('GPUs that are held for it.'),
      }),
    )
    .max(64)
    .describe('The place of each member, the leader first.'),
  expiresAt: word.describe('When the places go back, RFC 3339.'),
})

const retry = z.object({
  attempts: count.describe(
    'Times that a group was taken down because not all of its pods found their nodes.',
  ),
  after: word.describe('When the next attempt begins, RFC 3339.'),
  message: line.describe('Why the last one failed.'),
})

/** Fields of a status. */
export const groupFields = {
  groups: z
    .array(reservedGroup)
    .max(mostGroupsAtOnce)
    .optional()
    .describe('Groups that have places on nodes, which their pods are yet to take.'),
  retry: retry.optional().describe('Of groups that were taken down.'),
} as const

export type ReservedGroup = DeepReadonly<z.infer<typeof reservedGroup>>
export type Retry = DeepReadonly<z.infer<typeof retry>>

export interface GroupStatus {
  readonly groups?: readonly ReservedGroup[] | undefined
  readonly retry?: Retry | undefined
}
