/**
 * The network between nodes, in the configuration file: the name of a profile, or the platform's own.
 * @module
 */
import { z } from 'zod'
import { type Network, networkProfile, networkProfiles } from '../catalog/network-profiles.ts'

const names = networkProfiles.map(({ name }) => name)
const wanted = `is one of ${names.join(', ')}, or has env and cardResource`

const own = z.strictObject({
  /** Variables of every pod of a group, `NCCL_…`. */
  env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is no variable name'), z.string().max(4096)),
  /** Extended resource of one network card; a pod gets one for each of its GPUs. */
  cardResource: z
    .string()
    .max(317)
    .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/, {
      error: 'is no resource such as amd.com/nic',
    })
    .optional(),
})

export const networkConfig = z.union([z.enum(names), own], { error: wanted })

/** What is written, or what the profile of that name says. */
export function networkOf(written: z.infer<typeof networkConfig>): Network {
  if (typeof written !== 'string') return written
  const { env, cardResource } = networkProfile(written) ?? { env: {} }
  return cardResource === undefined ? { env } : { env, cardResource }
}
