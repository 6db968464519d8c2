/**
 * Every policy, in the order in which people should hear of them.
 * @module
 */
import { imageVendor } from './image-vendor.ts'
import { noAddedCapabilities } from './no-added-capabilities.ts'
import { noHostNamespaces } from './no-host-namespaces.ts'
import { noHostPath } from './no-host-path.ts'
import { noPlainSecrets } from './no-plain-secrets.ts'
import { noPrivileged } from './no-privileged.ts'
import { pdbAllowsDrains } from './pdb-allows-drains.ts'
import { pinnedImages } from './pinned-images.ts'
import type { Policy } from './policy.ts'
import { wholeGpus } from './whole-gpus.ts'

export const allPolicies: readonly Policy[] = [
  wholeGpus,
  imageVendor,
  noPrivileged,
  noHostNamespaces,
  noHostPath,
  noAddedCapabilities,
  noPlainSecrets,
  pinnedImages,
  pdbAllowsDrains,
]

/** Ids of all policies. */
export const policyIds: readonly string[] = allPolicies.map(({ id }) => id)
