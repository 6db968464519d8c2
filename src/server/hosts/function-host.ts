/**
 * A host made of settings alone: what every function platform's entry exports, wrapped as that platform wants it.
 * @module
 */
import type { Hono } from 'hono'
import { webhookApp } from '../../../webhooks/app.ts'
import { hostedApp } from './app.ts'
import { fetchSource } from './fetch-source.ts'
import { SnapshotKeeper } from './keeper.ts'
import { type HostEnvironment, type HostSettings, readSettings } from './settings.ts'
import type { SnapshotSource } from './source.ts'
import { type Bucket, bucketSource, storedSource, textSource } from './stored-source.ts'

export interface FunctionHost {
  readonly app: Hono
  readonly keeper: SnapshotKeeper
}

/** Reads a file, where the platform has any; `undefined` when it is not there. */
export type ReadFile = (path: string) => Promise<string | undefined>

/** Writes one line of JSON to standard error, which every platform collects. */
export function logLine(level: 'info' | 'warn' | 'error', msg: string, fields: object = {}): void {
  console.error(JSON.stringify({ level, time: new Date().toISOString(), msg, ...fields }))
}

/** @throws SettingsError */
export function functionHost(env: HostEnvironment, readFile?: ReadFile): FunctionHost {
  const settings = readSettings(env)
  const keeper = keeperOf(settings, readFile)
  const webhooks = webhookApp({
    getContext: () => keeper.holder.context(),
    onError: (path, { uid }, error) =>
      logLine('error', 'review failed', { path, uid, error: error instanceof Error ? error.stack : error }),
  })
  return { app: hostedApp({ ...settings, webhooks, keeper }), keeper }
}

export function keeperOf(settings: HostSettings, readFile?: ReadFile): SnapshotKeeper {
  const source = sourceOf(settings, readFile)
  return new SnapshotKeeper({
    source,
    key: settings.key,
    refreshSeconds: settings.refreshSeconds,
    onLoad: (version) => logLine('info', 'snapshot loaded', { from: source.what, version }),
    onError: (error) =>
      logLine('warn', 'no snapshot could be read', { from: source.what, error: String(error) }),
  })
}

function sourceOf(
  { snapshot, file, url, key, signature }: HostSettings,
  readFile?: ReadFile,
): SnapshotSource {
  const signed = key !== undefined
  if (url !== undefined) return fetchSource({ url, key })
  if (file !== undefined) {
    if (!readFile) throw new Error('FITGATE_SNAPSHOT_FILE: this platform has no files')
    return storedSource(file, readFile, signed)
  }
  if (isService(snapshot)) {
    // the host name is for the bound service alone, nobody looks it up
    return fetchSource({
      url: 'https://controller/snapshot',
      key,
      fetch: (at, init) => snapshot.fetch(at, init),
    })
  }
  if (isBucket(snapshot)) return bucketSource(snapshot, signed)
  return textSource(snapshot ?? '', signature)
}

interface Service {
  fetch(url: string, init: RequestInit): Promise<Response>
}

// A service binding answers every property with a method to be called there, `get` too: it is asked for first.
function isService(value: unknown): value is Service {
  return typeof value === 'object' && value !== null && 'fetch' in value && typeof value.fetch === 'function'
}

function isBucket(value: unknown): value is Bucket {
  return typeof value === 'object' && value !== null && 'get' in value && typeof value.get === 'function'
}
