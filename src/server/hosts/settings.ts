/**
 * The settings of a host that is configured by its environment: variables of a process, bindings of a Worker. One table, the same
 * names everywhere.
 * @module
 */
import { type FieldError, formatFieldError } from '../../vocabulary/field-error.ts'
import type { ClientCertificates } from './client-certificates.ts'

/** A setting as the documentation lists it. */
export interface Setting {
  readonly name: string
  /** What holds when it is absent. */
  readonly otherwise: string
  readonly meaning: string
}

export const settings = [
  {
    name: 'FITGATE_SNAPSHOT',
    otherwise: 'one of the three is needed',
    meaning:
      'the snapshot itself: text; for a Worker also a data, JSON, service, KV or R2 binding (object `snapshot.json`)',
  },
  {
    name: 'FITGATE_SNAPSHOT_FILE',
    otherwise: 'one of the three is needed',
    meaning: 'a file with the snapshot, read again as it changes; not for a Worker',
  },
  {
    name: 'FITGATE_SNAPSHOT_URL',
    otherwise: 'one of the three is needed',
    meaning: 'where a controller publishes, or what passes its answers on; HTTPS',
  },
  {
    name: 'FITGATE_SNAPSHOT_KEY',
    otherwise: 'nothing is verified; refused with an URL',
    meaning: 'the snapshot key of the Secret fitgate-ca: only what it signed is believed',
  },
  {
    name: 'FITGATE_SNAPSHOT_SIGNATURE',
    otherwise: 'a stored snapshot has its signature beside it, `.sig` behind its name',
    meaning: 'hex HMAC-SHA256 of FITGATE_SNAPSHOT, where that is the document itself',
  },
  {
    name: 'FITGATE_REFRESH_SECONDS',
    otherwise: '15',
    meaning: 'between two looks at where the snapshot comes from, beside the reviews; 1 to 3600',
  },
  {
    name: 'FITGATE_SECRET_PATH',
    otherwise: 'the webhooks are at the root',
    meaning: 'first segment of the path of the webhooks, 32 to 128 letters, digits, `-` or `_`',
  },
  {
    name: 'FITGATE_CLIENT_CERTIFICATES',
    otherwise: 'nobody is asked for a certificate',
    meaning: 'SHA-256 fingerprints of the client certificates that may ask, separated by commas',
  },
  {
    name: 'FITGATE_CLIENT_CERTIFICATE_FROM',
    otherwise: 'needed with fingerprints',
    meaning:
      'who has checked the certificate: `cloudflare`, `xfcc` (Envoy), or `header:NAME` for a header with its PEM, URL-encoded',
  },
] as const satisfies readonly Setting[]

export type SettingName = (typeof settings)[number]['name']

/** Variables or bindings by name; a Worker's bindings may be objects. */
export type HostEnvironment = Readonly<Record<string, unknown>>

export interface HostSettings {
  readonly snapshot?: string | object
  readonly file?: string
  readonly url?: string
  readonly key?: string
  readonly signature?: string
  readonly refreshSeconds: number
  readonly secretPath?: string
  readonly clientCertificates?: ClientCertificates
}

/** Every wrong setting at once. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'

  constructor(errors: readonly FieldError[]) {
    super(errors.map(formatFieldError).join('\n'))
  }
}

/** @throws SettingsError */
export function readSettings(env: HostEnvironment): HostSettings {
  const errors: FieldError[] = []
  const wrong = (path: SettingName, message: string, fix?: string) => {
    errors.push({ path, message, ...(fix === undefined ? {} : { fix }) })
  }
  const text = (name: SettingName) => {
    const value = env[name]
    if (typeof value === 'string') return value.trim() || undefined
    if (value !== undefined) wrong(name, 'must be text')
    return undefined
  }
  const bound = env.FITGATE_SNAPSHOT
  const snapshot = (typeof bound === 'string' || typeof bound === 'object' ? bound : undefined) || undefined
  const file = text('FITGATE_SNAPSHOT_FILE')
  const url = text('FITGATE_SNAPSHOT_URL')
  const key = text('FITGATE_SNAPSHOT_KEY')
  if ([snapshot, file, url].filter(Boolean).length !== 1)
    wrong('FITGATE_SNAPSHOT', 'exactly one of this, FITGATE_SNAPSHOT_FILE and FITGATE_SNAPSHOT_URL is needed')
  if (url !== undefined && !(URL.canParse(url) && new URL(url).protocol === 'https:'))
    wrong('FITGATE_SNAPSHOT_URL', 'must be an https URL')
  if (url !== undefined && key === undefined)
    wrong('FITGATE_SNAPSHOT_KEY', 'is needed with an URL', 'snapshot.key of the Secret fitgate-ca')
  const refreshSeconds = Number(text('FITGATE_REFRESH_SECONDS') ?? 15)
  if (!(refreshSeconds >= 1 && refreshSeconds <= 3600))
    wrong('FITGATE_REFRESH_SECONDS', 'must be 1 to 3600 seconds')
  const secretPath = text('FITGATE_SECRET_PATH')
  if (secretPath !== undefined && !/^[\w-]{32,128}$/.test(secretPath))
    wrong('FITGATE_SECRET_PATH', 'must be 32 to 128 letters, digits, - or _', 'openssl rand -hex 32')
  const clientCertificates = certificatesOf(
    text('FITGATE_CLIENT_CERTIFICATES'),
    text('FITGATE_CLIENT_CERTIFICATE_FROM'),
    wrong,
  )
  const signature = text('FITGATE_SNAPSHOT_SIGNATURE')
  if (errors.length > 0) throw new SettingsError(errors)
  return { snapshot, file, url, key, signature, refreshSeconds, secretPath, clientCertificates }
}

function certificatesOf(
  list: string | undefined,
  from: string | undefined,
  wrong: (path: SettingName, message: string, fix?: string) => void,
): ClientCertificates | undefined {
  if (list === undefined) {
    if (from !== undefined)
      wrong('FITGATE_CLIENT_CERTIFICATES', 'is needed with FITGATE_CLIENT_CERTIFICATE_FROM')
    return undefined
  }
  // as openssl, browsers and Envoy write them: with colons or without
  const fingerprints = list.split(',').map((one) => one.trim().replaceAll(':', '').toLowerCase())
  for (const one of fingerprints)
    if (!/^[0-9a-f]{64}$/.test(one))
      wrong('FITGATE_CLIENT_CERTIFICATES', `"${one}" is no SHA-256 fingerprint (64 hex digits)`)
  const header = /^header:([A-Za-z0-9-]+)$/.exec(from ?? '')?.[1]?.toLowerCase()
  if (from === 'cloudflare' || from === 'xfcc') return { fingerprints, from }
  if (header !== undefined) return { fingerprints, from: 'header', header }
  wrong('FITGATE_CLIENT_CERTIFICATE_FROM', 'must be cloudflare, xfcc or header:NAME')
  return undefined
}
