/**
 * One look at everything that exists: page by page, nothing kept but the tally.
 * @module
 */
import { setImmediate, setTimeout } from 'node:timers/promises'
import { ApiError, isGone, isNotFound } from '../../kube/api-error.ts'
import type { KubeObject, ResourceType } from '../../kube/types.ts'
import { auditedKinds, isJudgedByOwner } from './audited-kinds.ts'
import { type JsonObject, type JudgeOptions, judgeObject } from './judge-object.ts'
import { referenceOf, wordsFor } from './object-reference.ts'
import { Related } from './related.ts'
import { Tally } from './tally.ts'

export interface AuditPassOptions {
  /** Reads a kind page by page. */
  readonly pages: (type: ResourceType) => AsyncIterable<readonly KubeObject[]>
  readonly judge: Omit<JudgeOptions, 'operation'>
  /** Findings to keep. */
  readonly limit: number
  /** Rest between two pages, ms. Default 0. */
  readonly pauseMs?: number
  readonly signal?: AbortSignal
}

export interface AuditResult {
  readonly tally: Tally
  /** Kinds that could not be read to the end, and objects on which we broke; a kind that is not installed is no failure. */
  readonly failures: readonly Failure[]
}

export interface Failure {
  /** `Pod`, or `Pod team-a/x` for one object. */
  readonly what: string
  readonly message: string
}

/** Lists that expire under a slow reader are begun again this often. */
const attempts = 3
/** Judging blocks the thread: others get their turn after this long, ms. */
const turnMs = 8
/** Broken objects that are named. */
const maxFailures = 20

/** Workloads with GPUs kept for what is judged by them; a cluster has fewer by far. */
const maxRelated = 2000

/** @throws the signal's reason when it is aborted */
export async function auditPass(options: AuditPassOptions): Promise<AuditResult> {
  const tally = new Tally(options.limit)
  const failures: Failure[] = []
  const related = new Related(maxRelated)
  for (const type of auditedKinds) {
    try {
      const read = await auditKind(type, options, related)
      tally.merge(read.tally)
      failures.push(...read.failures)
    } catch (error) {
      options.signal?.throwIfAborted()
      if (isNotFound(error)) continue
      if (!(error instanceof ApiError)) throw error
      failures.push({ what: type.kind, message: error.message })
    }
  }
  return { tally, failures }
}

async function auditKind(
  type: ResourceType,
  options: AuditPassOptions,
  related: Related,
): Promise<AuditResult> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await readKind(type, options, related)
    } catch (error) {
      if (!isGone(error) || attempt >= attempts) throw error
    }
  }
}

async function readKind(
  type: ResourceType,
  options: AuditPassOptions,
  related: Related,
): Promise<AuditResult> {
  const { pages, judge, limit, pauseMs = 0, signal } = options
  const tally = new Tally(limit)
  const failures: Failure[] = []
  let turn = performance.now()
  for await (const page of pages(type)) {
    for (const object of page) {
      signal?.throwIfAborted()
      if (isJudgedByOwner(object) || object.metadata.deletionTimestamp) continue
      const json = object as unknown as JsonObject
      const reference = referenceOf(json)
      try {
        const beside = related.in(object.metadata.namespace)
        const findings = judgeObject(json, { ...judge, operation: 'AUDIT', related: beside })
        related.take(json)
        if (findings !== undefined) tally.take(reference, findings)
      } catch (error) {
        // a defect of ours on one object says nothing about the others
        const message = error instanceof Error ? error.message : String(error)
        if (failures.length < maxFailures) failures.push({ what: wordsFor(reference), message })
      }
      if (performance.now() - turn < turnMs) continue
      await setImmediate()
      turn = performance.now()
    }
    if (pauseMs > 0) await setTimeout(pauseMs, undefined, { ...(signal && { signal }) })
  }
  return { tally, failures }
}
