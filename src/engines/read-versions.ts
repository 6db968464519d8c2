/**
 * Tables that were read at some versions, asked about any version.
 * @module
 */
import { compareVersions } from '../catalog/version.ts'

/** Something that was there from one version that was read to another. */
export interface VersionSpan {
  readonly first: string
  readonly last: string
}

interface Neighbours {
  readonly below: string
  readonly above: string
}

/** By table and version; versions come from image tags, so only so many are kept. */
const found = new WeakMap<readonly string[], Map<string, Neighbours>>()
const kept = 128

/** The versions that were read on both sides of one; equal where it was read itself, lies outside or has no number. */
function neighbours(read: readonly string[], version: string): Neighbours {
  const before = found.get(read) ?? new Map<string, Neighbours>()
  found.set(read, before)
  const known = before.get(version)
  if (known !== undefined) return known
  if (before.size >= kept) before.clear()
  const fresh = findNeighbours(read, version)
  before.set(version, fresh)
  return fresh
}

function findNeighbours(read: readonly string[], version: string): Neighbours {
  const [oldest = '', newest = ''] = [read[0], read.at(-1)]
  if (!/\d/.test(version)) return { below: newest, above: newest }
  return {
    below: read.findLast((known) => compareVersions(known, version) <= 0) ?? oldest,
    above: read.find((known) => compareVersions(known, version) >= 0) ?? newest,
  }
}

/**
 * Whether a version has what a span says. Between two versions that were read, what either has counts as there.
 *
 * @param read versions of the table, oldest first
 */
export function isWithin(span: VersionSpan, read: readonly string[], version: string): boolean {
  const { below, above } = neighbours(read, version)
  return compareVersions(span.first, above) <= 0 && compareVersions(span.last, below) >= 0
}

/** Whether a table can be trusted for a version: false outside the versions that were read, and for tags without numbers. */
export function isCovered(read: readonly string[], version: string): boolean {
  return (
    /\d/.test(version) &&
    compareVersions(version, read[0] ?? '') >= 0 &&
    compareVersions(version, read.at(-1) ?? '') <= 0
  )
}
