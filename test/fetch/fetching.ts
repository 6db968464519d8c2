/**
 * Fetches of tests: a volume in a temporary folder, patience of milliseconds.
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { fetchAll } from '../../src/fetch/fetch-all.ts'
import { Meter } from '../../src/fetch/progress/meter.ts'
import { type Agents, createAgents } from '../../src/fetch/reach/agents.ts'
import type { Source } from '../../src/fetch/remote-file.ts'
import type { Selection } from '../../src/fetch/selection.ts'
import { hubSource } from '../../src/fetch/sources/hub.ts'
import { auditFile } from '../../src/fetch/volume/places.ts'
import type { SpaceLimits } from '../../src/fetch/volume/space.ts'
import type { FetchResult } from '../../src/vocabulary/model-files/result.ts'

const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

/** An empty folder that is removed behind the test file. */
export async function volume(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fitgate-fetch-'))
  folders.push(folder)
  return folder
}

export const anywhere = createAgents({ reach: { hosts: [], cidrs: [] }, env: {} })

export interface Fetching {
  readonly root: string
  readonly id?: string
  readonly revision?: string
  readonly selection?: Selection
  readonly limits?: SpaceLimits
  readonly rangeBytes?: number
  readonly stallMs?: number
  readonly signal?: AbortSignal
  readonly meter?: Meter
}

export function fetchSource(source: Source, options: Fetching): Promise<FetchResult> {
  const { root, id = 'org/model', revision, selection = {}, limits = {}, meter = new Meter() } = options
  return fetchAll({
    requests: [{ id, source, selection, ...(revision !== undefined && { revision }) }],
    volume: { root, limits, lease: {}, auditFile: auditFile(root) },
    limits: {
      connections: 4,
      rangeBytes: options.rangeBytes ?? 2 ** 20,
      stallMs: options.stallMs ?? 5000,
      sync: true,
      patience: { attempts: 4, firstWaitMs: 1, longestWaitMs: 2000 },
    },
    meter,
    signal: options.signal ?? new AbortController().signal,
    onWait: () => undefined,
  })
}

export interface FromHub extends Fetching {
  readonly token?: string
  readonly agents?: Agents
}

export function fetchHub(endpoint: string, options: FromHub): Promise<FetchResult> {
  const { id = 'org/model', revision, token, agents = anywhere, stallMs = 5000 } = options
  return fetchSource(hubSource({ id, revision, endpoint, token, agents, timeoutMs: stallMs }), {
    ...options,
    id,
  })
}
