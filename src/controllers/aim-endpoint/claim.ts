/**
 * The cache's volume claim: its spec cannot change after creation, except that it may grow; and it is data, so it is never deleted.
 * @module
 */
import { parseMilli } from '../../vocabulary/quantity.ts'
import type { Child, VolumeClaimChild } from './child.ts'

interface ClaimSpec {
  readonly accessModes: readonly string[]
  readonly storageClassName?: string
  readonly resources: { readonly requests: { readonly storage: string } }
}

const specOf = (wanted: Child) => wanted.spec as unknown as ClaimSpec
const storageOf = (live: VolumeClaimChild) => live.spec.resources?.requests?.storage ?? '0'
const above = (one: string, other: string) => (parseMilli(one) ?? 0n) > (parseMilli(other) ?? 0n)

/** The wanted claim as far as the live one lets it be. */
export function settleClaim(wanted: Child, live: VolumeClaimChild): Child {
  const { accessModes, storageClassName, resources } = live.spec
  const asked = specOf(wanted).resources.requests.storage
  const storage = above(asked, storageOf(live)) ? asked : storageOf(live)
  return {
    ...wanted,
    spec: {
      accessModes,
      ...(storageClassName === undefined ? {} : { storageClassName }),
      resources: { ...resources, requests: { ...resources?.requests, storage } },
    },
  }
}

/** Where the owner of a claim writes what it is to be. */
export interface ClaimPaths {
  readonly accessMode: string
  readonly storageClass: string
  readonly size: string
}

const endpointPaths: ClaimPaths = {
  accessMode: 'spec.cache.accessMode',
  storageClass: 'spec.cache.storageClass',
  size: 'spec.cache.size',
}

/** What the owner asks for that the live claim cannot become; one phrase each. @param paths default: those of an endpoint */
export function frozenFields(
  wanted: Child,
  live: VolumeClaimChild,
  paths: ClaimPaths = endpointPaths,
): string[] {
  const { accessModes, storageClassName, resources } = specOf(wanted)
  const phrases: string[] = []
  const liveModes = live.spec.accessModes?.join(', ') ?? ''
  if (accessModes.join(', ') !== liveModes)
    phrases.push(`${paths.accessMode} is ${accessModes.join(', ')}, the volume has ${liveModes}`)
  if (storageClassName !== undefined && storageClassName !== live.spec.storageClassName)
    phrases.push(
      `${paths.storageClass} is ${storageClassName}, the volume has ${live.spec.storageClassName ?? 'none'}`,
    )
  if (above(storageOf(live), resources.requests.storage))
    phrases.push(
      `${paths.size} is ${resources.requests.storage}, the volume has ${storageOf(live)} and cannot shrink`,
    )
  return phrases
}
