/**
 * A Lease as an election uses it, and the patches that claim, renew and free it. Each carries the resourceVersion it was
 * made from, so that of two writers one gets a conflict.
 * @module
 */
import { microTime } from './micro-time.ts'
import { apiVersionOf, resources } from './resources.ts'
import type { KubeObject, ObjectRef } from './types.ts'

export interface Lease extends KubeObject {
  readonly spec?: {
    readonly holderIdentity?: string
    readonly leaseDurationSeconds?: number
    readonly leaseTransitions?: number
    /** For people who read the Lease; no decision depends on another machine's date. */
    readonly acquireTime?: string
    readonly renewTime?: string
  }
}

export interface Claim {
  readonly identity: string
  readonly seconds: number
}

export function claimedLease(ref: ObjectRef, claim: Claim): Lease {
  return {
    apiVersion: apiVersionOf(resources.lease),
    kind: resources.lease.kind,
    metadata: ref,
    spec: { ...holding(claim), acquireTime: microTime(), leaseTransitions: 0 },
  }
}

/** Takes the Lease over, or renews it when it is held by the same identity. */
export function claimPatch(lease: Lease, claim: Claim): object {
  const taken = lease.spec?.holderIdentity !== claim.identity
  const transitions = (lease.spec?.leaseTransitions ?? 0) + 1
  return {
    metadata: { resourceVersion: lease.metadata.resourceVersion },
    spec: {
      ...holding(claim),
      ...(taken ? { acquireTime: microTime(), leaseTransitions: transitions } : {}),
    },
  }
}

/** Leaves the Lease free, so that the next candidate need not wait for it to expire. */
export function releasePatch(lease: Lease): object {
  return {
    metadata: { resourceVersion: lease.metadata.resourceVersion },
    spec: { holderIdentity: '', leaseDurationSeconds: 1, renewTime: microTime() },
  }
}

function holding({ identity, seconds }: Claim) {
  // The API knows whole seconds; a longer lease only delays the others.
  return { holderIdentity: identity, leaseDurationSeconds: Math.ceil(seconds), renewTime: microTime() }
}
