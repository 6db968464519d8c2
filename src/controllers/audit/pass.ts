/**
 * One look at everything that exists: page by page, nothing kept but the tally.
 * @module
 */
import { setImmediate, setTimeout } from 'node:timers/promises'
import { ApiError, isGone, isNotFound } from '../../kube/api-error.ts'
import type { KubeObject, ResourceType } from '../../kube/types.ts'
import { auditedKinds, isJudgedByOwner } from './audited-kinds.ts'
import { type JsonObject, type JudgeOptions, judgeObject } from './judge-object.ts'
import { referenceOf } from './object-reference.ts'
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
  /** Kinds that could not be read to the end, which say nothing here; one that is not installed is no failure. */
  readonly failures: readonly { readonly kind: string; readonly message: string }[]
}

/** Lists that expire under a slow reader are begun again this often. */
const attempts = 3
/** Judging blocks the thread: others get their turn after this long, ms. */
const turnMs = 8

/** @throws the signal's reason when it is aborted */
export async function auditPass(options: AuditPassOptions): Promise<AuditResult> {
  const tally = new Tally(options.limit)
  const failures: { kind: string; message: string }[] = []
  for (const type of auditedKinds) {
    try {
      tally.merge(await auditKind(type, options))
    } catch (error) {
      options.signal?.throwIfAborted()
      if (isNotFound(error)) continue
      if (!(error instanceof ApiError)) throw error
      failures.push({ kind: type.kind, message: error.message })
    }
  }
  return { tally, failures }
}

async function auditKind(type: ResourceType, options: AuditPassOptions): Promise<Tally> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await readKind(type, options)
    } catch (error) {
      if (!isGone(error) || attempt >= attempts) throw error
    }
  }
}

async function readKind(type: ResourceType, options: AuditPassOptions): Promise<Tally> {
  const { pages, judge, limit, pauseMs = 0, signal } = options
  const tally = new Tally(limit)
  let turn = performance.now()
  for await (const page of pages(type)) {
    for (const object of page) {
      signal?.throwIfAborted()
      if (isJudgedByOwner(object) || object.metadata.deletionTimestamp) continue
      const json = object as unknown as JsonObject
      const findings = judgeObject(json, { ...judge, operation: 'AUDIT' })
      if (findings !== undefined) tally.take(referenceOf(json), findings)
      if (performance.now() - turn < turnMs) continue
      await setImmediate()
      turn = performance.now()
    }
    if (pauseMs > 0) await setTimeout(pauseMs, undefined, { ...(signal && { signal }) })
  }
  return tally
}
