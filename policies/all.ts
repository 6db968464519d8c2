/**
 * Every policy, in the order in which people should hear of them.
 * @module
 */
import { allowedLicences } from './allowed-licences.ts'
import { allowedModels } from './allowed-models.ts'
import { allowedPrecisions } from './allowed-precisions.ts'
import { allowedSources } from './allowed-sources.ts'
import { contextHoldable } from './context-holdable.ts'
import { fitsOneNode } from './fits-one-node.ts'
import { gpuCeiling } from './gpu-ceiling.ts'
import { gpuQuota } from './gpu-quota.ts'
import { gpuResourceExists } from './gpu-resource-exists.ts'
import { gpusMatchParallelism } from './gpus-match-parallelism.ts'
import { hostResources } from './host-resources.ts'
import { imageTarget } from './image-target.ts'
import { imageVendor } from './image-vendor.ts'
import { noAddedCapabilities } from './no-added-capabilities.ts'
import { noDistributedAutoscaling } from './no-distributed-autoscaling.ts'
import { noHostNamespaces } from './no-host-namespaces.ts'
import { noHostPath } from './no-host-path.ts'
import { noPlainSecrets } from './no-plain-secrets.ts'
import { noPrivileged } from './no-privileged.ts'
import { noTpOnPartitions } from './no-tp-on-partitions.ts'
import { pdbAllowsDrains } from './pdb-allows-drains.ts'
import { pinnedImages } from './pinned-images.ts'
import type { Policy } from './policy.ts'
import { precisionSupported } from './precision-supported.ts'
import { rollingUpdateRoom } from './rolling-update-room.ts'
import { sharedMemory } from './shared-memory.ts'
import { startUpBudget } from './start-up-budget.ts'
import { tenantReferences } from './tenant-references.ts'
import { tensorParallelLegal } from './tensor-parallel-legal.ts'
import { trustRemoteCode } from './trust-remote-code.ts'
import { wholeGpus } from './whole-gpus.ts'

export const allPolicies: readonly Policy[] = [
  gpuResourceExists,
  wholeGpus,
  fitsOneNode,
  gpusMatchParallelism,
  tensorParallelLegal,
  noTpOnPartitions,
  imageVendor,
  imageTarget,
  precisionSupported,
  contextHoldable,
  gpuQuota,
  gpuCeiling,
  allowedModels,
  allowedSources,
  allowedLicences,
  allowedPrecisions,
  trustRemoteCode,
  tenantReferences,
  noPrivileged,
  noHostNamespaces,
  noHostPath,
  noAddedCapabilities,
  noPlainSecrets,
  pinnedImages,
  sharedMemory,
  startUpBudget,
  hostResources,
  rollingUpdateRoom,
  pdbAllowsDrains,
  noDistributedAutoscaling,
]

/** Ids of all policies. */
export const policyIds: readonly string[] = allPolicies.map(({ id }) => id)
