/**
 * The annotation `fitgate.dev/status`: how a plain workload is doing, for people, and what an upgrade needs to be taken back.
 * @module
 */
import { z } from 'zod'
import { cut } from '../../vocabulary/cut.ts'
import { canonicalJson } from '../../vocabulary/names.ts'

/**
 * `Pinned`: runs the plan it is held to. `NotRendered`: asks for a plan, and no webhook has rendered it. `Unfit`: no plan can be
 * chosen. `UpdateAvailable`: a better plan exists. `Waiting`: an upgrade waits for room or for its turn. `Upgrading`: new pods come up.
 * `RolledBack`: they did not, and the plan before is back. `Paused`, `Held`: left alone as asked. `Failing`: pods of the plan in force
 * do not come up, and `reason` says why.
 */
export const workloadStates = [
  'Pinned',
  'NotRendered',
  'Unfit',
  'UpdateAvailable',
  'Waiting',
  'Upgrading',
  'RolledBack',
  'Paused',
  'Held',
  'Failing',
] as const
export type WorkloadState = (typeof workloadStates)[number]

/** Longest message, characters. */
const maxMessage = 512

/** Longest annotation that is read; a pin of 8 KiB is in it while an upgrade runs. */
const maxRecord = 12_288

const recordSchema = z.object({
  v: z.literal(1),
  state: z.enum(workloadStates),
  message: z.string(),
  /** Of what fails (`controllers/failures/failure.ts`). */
  reason: z.string().max(64).optional(),
  /** A length that a failed start taught, in place of the planned one; `intent`: hash of what it was made for. */
  repair: z.object({ intent: z.string().max(64), from: z.int().min(0), to: z.int().min(0) }).optional(),
  /** Hash of the plan the state is about, where it is not the one in force. */
  plan: z.string().max(64).optional(),
  /** While upgrading: the pin to go back to, as it was. */
  previous: z.string().optional(),
  /** While upgrading: new replicas that answer, and since when there are so many (RFC 3339). */
  ready: z.int().min(0).optional(),
  since: z.iso.datetime().optional(),
})

export type WorkloadRecord = Readonly<z.infer<typeof recordSchema>>

export function formatRecord(record: WorkloadRecord): string {
  return canonicalJson({ ...record, message: cut(record.message, maxMessage) })
}

/** `undefined` for anything fitgate did not write. */
export function parseRecord(annotation: string | undefined): WorkloadRecord | undefined {
  if (annotation === undefined || annotation.length > maxRecord) return undefined
  try {
    return recordSchema.safeParse(JSON.parse(annotation)).data
  } catch {
    return undefined
  }
}
