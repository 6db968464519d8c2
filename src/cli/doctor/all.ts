/**
 * Every check, in the order in which a fault should be looked for.
 * @module
 */
import { ApiError } from '../../kube/api-error.ts'
import { certificates } from './certificates.ts'
import { type Check, type DoctorContext, type Result, unknown } from './check.ts'
import { configuration } from './configuration.ts'
import { definitions } from './definitions.ts'
import { nodes } from './nodes.ts'
import { processes } from './processes.ts'
import { reachability } from './reachability.ts'
import { rights } from './rights.ts'
import { snapshotAge } from './snapshot-age.ts'
import { versions } from './versions.ts'
import { webhookOrder } from './webhook-order.ts'
import { webhooks } from './webhooks.ts'

export const checks: readonly Check[] = [
  versions,
  definitions,
  configuration,
  rights,
  processes,
  certificates,
  webhooks,
  reachability,
  webhookOrder,
  snapshotAge,
  nodes,
]

export interface Finding extends Result {
  readonly check: string
}

/** All at once; what the cluster does not let us see is unknown, and no other check is the worse for it. */
export async function examine(context: DoctorContext): Promise<readonly Finding[]> {
  const found = await Promise.all(
    checks.map(async ({ id, run }) => {
      const results = await run(context).catch((error: unknown) => {
        if (!(error instanceof ApiError)) throw error
        return [unknown(`could not be looked at: ${error.message}`, 'look as an administrator')]
      })
      return results.map((result) => ({ check: id, ...result }))
    }),
  )
  return found.flat()
}
