/**
 * What fitgate says about a GPUWorkload. Bounded, and nothing in it ages by itself.
 * @module
 */
import { z } from 'zod'
import { conditions } from '../fields/conditions.ts'

const word = z.string().max(253)

/** The words of the upstream project. */
export const workloadPhases = [
  'Pending',
  'Scheduling',
  'Scheduled',
  'Running',
  'Succeeded',
  'Failed',
] as const
export type WorkloadPhase = (typeof workloadPhases)[number]

const reservation = z.object({
  devices: z
    .array(
      z.object({
        node: word.describe('The node.'),
        resource: word.describe('The GPU resource, for example amd.com/gpu.'),
        count: z.int().min(1).describe('Devices of it.'),
      }),
    )
    .max(1)
    .describe('What is held for this workload until its pod is bound.'),
  expiresAt: z.iso.datetime().describe('When it is let go of if no pod was bound.'),
})

export const gpuWorkloadStatus = z
  .object({
    phase: z
      .enum(workloadPhases)
      .optional()
      .describe('Pending, Scheduling, Scheduled, Running, Succeeded or Failed.'),
    message: z.string().max(1024).optional().describe('The phase in one sentence.'),
    assignedNode: word.optional().describe('The node that was chosen.'),
    jobName: word.optional().describe('The Job that runs it.'),
    lastScheduleTime: z.iso.datetime().optional().describe('When a node was last chosen.'),
    retryCount: z.int().min(0).optional().describe('Attempts after the first.'),
    nextRetryTime: z.iso.datetime().optional().describe('When the next attempt begins.'),
    reservation: reservation.optional().describe('GPUs that were decided on and are not bound yet.'),
    queue: word
      .optional()
      .describe('Place in the queue for GPUs, coarser the further back: 3rd of 12, among the first 50.'),
    preemptionTime: z.iso
      .datetime()
      .optional()
      .describe('When its Job is, or was, deleted to make room for a workload of higher priority.'),
    conditions: conditions.optional().describe('The state, aspect by aspect.'),
    observedGeneration: z.int().min(0).optional().describe('Generation of the spec this speaks about.'),
  })
  .describe('What is there.')
