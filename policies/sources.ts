/**
 * Hosts that the models of an object come from, as far as it says so: URLs of models, mirrors of the hub in variables, downloads of
 * init containers; else the hub itself.
 * @module
 */

import type { CacheRequest } from '../src/api/cache/intent.ts'
import type { ModelSource } from '../src/vocabulary/model-files/source.ts'
import { environmentOf, wordsOf } from './container-parts.ts'
import { modelsOf } from './models.ts'
import type { PolicySubject } from './subject.ts'

export interface PlacedSource {
  /** Lower case, without port. */
  readonly host: string
  readonly path: string
}

/** Variables that name a hub or an object store, and the schemes they stand for. */
const endpoints: Readonly<Record<string, 'hub' | 's3'>> = {
  HF_ENDPOINT: 'hub',
  AWS_ENDPOINT_URL: 's3',
  AWS_ENDPOINT_URL_S3: 's3',
  S3_ENDPOINT_URL: 's3',
  RUNAI_STREAMER_S3_ENDPOINT: 's3',
}
const modelScopeSwitches = ['VLLM_USE_MODELSCOPE', 'SGLANG_USE_MODELSCOPE']

const defaultHosts = { hub: 'huggingface.co', s3: 's3.amazonaws.com', gs: 'storage.googleapis.com' } as const

/** What a text names as a place to fetch from. */
const url = /\b(https?|s3|gs|gcs|oci|hf):\/\/([^\s'"]+)/gi

export function sourcesOf(subject: PolicySubject): readonly PlacedSource[] {
  if (subject.cache !== undefined) return cacheSources(subject.cache)
  const found: PlacedSource[] = []
  const told = new Set<'hub' | 's3'>()
  for (const { name, value = '', path } of environmentOf(subject)) {
    const kind = Object.hasOwn(endpoints, name) ? endpoints[name] : undefined
    const host = hostOf(value)
    if (kind !== undefined && host !== undefined) {
      told.add(kind)
      found.push({ host, path })
    }
    if (modelScopeSwitches.includes(name) && /^(true|1)$/i.test(value)) {
      told.add('hub')
      found.push({ host: 'modelscope.cn', path })
    }
  }
  for (const { id, path } of modelsOf(subject)) {
    if (id === undefined) continue
    const host = sourceOfModel(id, told)
    if (host !== undefined) found.push({ host, path })
  }
  return [...found, ...downloads(subject, told)]
}

/** A mirror takes the place of the hub, and a server of its own that of the store. */
function cacheSources({ intent, paths }: CacheRequest): PlacedSource[] {
  return intent.models.flatMap(({ source, endpoint, region }, index) => {
    const at = paths.model[index]
    const own = endpoint === undefined ? undefined : hostOf(endpoint)
    const host = own ?? hostOfSource(source, region)
    if (host === undefined) return []
    return [{ host, path: (own === undefined ? at?.source : at?.endpoint) ?? paths.models }]
  })
}

function hostOfSource(source: ModelSource, region: string | undefined): string | undefined {
  switch (source.kind) {
    case 'hub':
      return defaultHosts.hub
    case 's3':
      return region === undefined ? defaultHosts.s3 : `s3.${region}.amazonaws.com`
    case 'gs':
      return defaultHosts.gs
    case 'https':
      return hostOf(source.url)
    case 'path':
      return undefined
    default:
      return source satisfies never
  }
}

/** `undefined` for a folder, and for what a variable already told. */
function sourceOfModel(id: string, told: ReadonlySet<'hub' | 's3'>): string | undefined {
  const [match] = id.matchAll(url)
  if (match !== undefined) return hostOfUrl(match[1] ?? '', match[2] ?? '', told)
  if (/^[./~]/.test(id) || told.has('hub')) return undefined
  return defaultHosts.hub
}

function downloads({ pods }: PolicySubject, told: ReadonlySet<'hub' | 's3'>): PlacedSource[] {
  return pods.flatMap(({ containers }) =>
    containers
      .filter(({ role }) => role === 'init')
      .flatMap(wordsOf)
      .flatMap(({ text, path }) =>
        [...text.matchAll(url)].flatMap((match) => {
          const host = hostOfUrl(match[1] ?? '', match[2] ?? '', told)
          return host === undefined ? [] : [{ host, path }]
        }),
      ),
  )
}

/** Buckets have no host of their own: the store's is meant. */
function hostOfUrl(scheme: string, rest: string, told: ReadonlySet<'hub' | 's3'>): string | undefined {
  switch (scheme.toLowerCase()) {
    case 's3':
      return told.has('s3') ? undefined : defaultHosts.s3
    case 'gs':
    case 'gcs':
      return defaultHosts.gs
    case 'hf':
      return told.has('hub') ? undefined : defaultHosts.hub
    default:
      return hostOf(`https://${rest}`)
  }
}

/** The host of a URL, or of an address written without a scheme. */
function hostOf(text: string): string | undefined {
  const written = text.trim()
  if (written === '') return undefined
  const parsed = URL.parse(written.includes('://') ? written : `https://${written}`)
  const host = parsed?.hostname.toLowerCase().replace(/\.$/, '')
  return host === '' ? undefined : host
}
