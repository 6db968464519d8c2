/**
 * The part of the configuration file about what waits for GPUs.
 * @module
 */
import { z } from 'zod'
import { defaultQueueConfig, type QueueConfig } from '../inventory/queue-config.ts'

const gpus = z.int().min(0).max(1_000_000)
const { backfillSeconds, preemption } = defaultQueueConfig

export const queueConfigSchema = z.strictObject({
  /** GPUs that a namespace may hold before its workloads have to wait. */
  namespaceGPUs: gpus.optional(),
  /** Namespace → the same, over `namespaceGPUs`. */
  namespaces: z.record(z.string(), gpus).default({}),
  /** Seconds for which smaller ones may pass by one that waits. */
  backfillSeconds: z.int().min(0).max(86_400).default(backfillSeconds),
  /** Whether workloads of lower priority are taken down, and how long after they were told. */
  preemption: z
    .strictObject({
      enabled: z.boolean().default(preemption.enabled),
      graceSeconds: z.int().min(0).max(3600).default(preemption.graceSeconds),
    })
    .prefault({}),
})

/** What is written; a ceiling that is left out is none. */
export function queueOf({ namespaceGPUs, ...rest }: z.infer<typeof queueConfigSchema>): QueueConfig {
  return namespaceGPUs === undefined ? rest : { ...rest, namespaceGPUs }
}
