/**
 * What a cache of models is wanted to be, whichever kind asked for it. Controller, planner and admission know only this.
 * @module
 */

import type { ModelSource } from '../../vocabulary/model-files/source.ts'
import { childName } from '../../vocabulary/names.ts'
import type { Toleration } from '../intent.ts'
import type { AccessMode, DownloadPolicy, EvictionStrategy, ModelPriority } from './words.ts'

export interface SecretReference {
  /** In the namespace of the cache. */
  readonly name: string
  /** Key of the hub's token; other sources have fixed keys (`fields.ts`). */
  readonly key: string
}

/** One model that a cache is to hold. */
export interface WantedModel {
  /** `org/name`: what engines ask for, and its folder on the volume. */
  readonly id: string
  /** With the revision where one is wanted. */
  readonly source: ModelSource
  /** A mirror of the hub, or the server of an S3 source. */
  readonly endpoint?: string
  readonly region?: string
  /** S3 with the bucket in the path instead of the host's name. Absent: where an endpoint is given. */
  readonly pathStyle?: boolean
  readonly secret?: SecretReference
  /** Patterns of files. Absent: what the engine loads. */
  readonly include?: readonly string[]
  readonly exclude?: readonly string[]
  readonly priority: ModelPriority
  /** How long it is kept after its last use. Absent: `CleanUp.maxAgeSeconds`. */
  readonly retentionSeconds?: number
  /** It is not fetched when it is larger. */
  readonly maxBytes?: number
  /** Fetched before anybody uses it. */
  readonly preload: boolean
  /** Never evicted. */
  readonly pinned: boolean
}

/** Absent in an intent: nothing is ever evicted. */
export interface CleanUp {
  /** Cron, five fields, UTC. Absent: models go only where room is needed for another. */
  readonly schedule?: string
  /** Since the last use, for models without a retention of their own. Absent: for ever. */
  readonly maxAgeSeconds?: number
  /** Kept free on the volume. */
  readonly minFreeBytes: number
  readonly strategy: EvictionStrategy
}

/** A copy on each node of a group, all from one download. */
export interface NodeGroup {
  /** Of a volume that is a folder on the disk of each of its nodes. Absent: no copies can be made. */
  readonly storageClass?: string
  /** Empty: every node with AMD GPUs. */
  readonly nodeSelector: Readonly<Record<string, string>>
  readonly tolerations: readonly Toleration[]
  /** Nodes that hold a copy. Absent: all of the group. */
  readonly copies?: number
}

export interface CacheIntent {
  readonly storage: {
    /** Absent: the cluster's default. */
    readonly storageClass?: string
    /** Absent: computed from the models (`decide/cache/size.ts`). */
    readonly bytes?: number
    /** As it was written, for the claim. */
    readonly size?: string
    readonly accessMode: AccessMode
    /** Where engines see it. Absent: where fitgate mounts caches. */
    readonly mountPath?: string
  }
  readonly models: readonly WantedModel[]
  readonly downloadPolicy: DownloadPolicy
  readonly cleanUp?: CleanUp
  /** Absent: one volume, which engines mount from wherever they are. */
  readonly nodeGroup?: NodeGroup
}

/** Where in the user's object each wish stands. */
export interface CachePaths {
  readonly size: string
  readonly accessMode: string
  readonly storageClass: string
  readonly nodeGroup: string
  readonly minFreeSpace: string
  /** Of the whole list. */
  readonly models: string
  /** Of each model, in the order of the intent. */
  readonly model: readonly {
    readonly id: string
    readonly source: string
    readonly endpoint: string
    readonly revision: string
    readonly maxSize: string
    /** Where its Secret is named, its own or the one it shares. */
    readonly secret: string
  }[]
}

/** A cache's intent and what is needed to talk about it. */
export interface CacheRequest {
  readonly kind: CacheKind
  /** Empty where the name is generated. */
  readonly name: string
  readonly namespace: string
  readonly intent: CacheIntent
  readonly paths: CachePaths
}

export const cacheKinds = ['AIMCache', 'ModelCache'] as const
export type CacheKind = (typeof cacheKinds)[number]

/** The claim that engines mount, named as the two upstream projects do: `<name>-storage` and `<name>-cache`. */
export function cacheClaim(kind: CacheKind, name: string): string {
  return childName(name, kind === 'AIMCache' ? '-storage' : '-cache')
}

/** StorageClass of the copies on nodes, where engines read those. */
export function copiesClass({ nodeGroup }: CacheIntent): string | undefined {
  return nodeGroup?.storageClass
}

/** The claim that models are downloaded to: the engines' own, or the one that copies on nodes are made from. */
export function downloadClaim(kind: CacheKind, name: string, intent: CacheIntent): string {
  const claim = cacheClaim(kind, name)
  return copiesClass(intent) === undefined ? claim : childName(claim, '-origin')
}
