/**
 * Where the files of a model come from, as people write it: `hf://org/name@revision`, `s3://bucket/prefix`, `gs://bucket/prefix`,
 * `https://host/file`, or a path.
 * @module
 */
import { isModelId, isRevision } from './model-id.ts'

export type ModelSource =
  | {
      readonly kind: 'hub'
      readonly id: string
      /** Branch, tag or commit. Default: main */
      readonly revision?: string
    }
  | {
      readonly kind: 's3' | 'gs'
      readonly bucket: string
      /** Without a slash at either end; `''` for the whole bucket. */
      readonly prefix: string
    }
  /** One file, or with a name that ends in `.list` or `.sha256` a list of them. */
  | { readonly kind: 'https'; readonly url: string }
  | { readonly kind: 'path'; readonly path: string }

/** What is wrong with a text that names no source; lower case, no full stop. */
export interface SourceProblem {
  readonly problem: string
}

const forms = 'hf://org/name[@revision], s3://bucket/prefix, gs://bucket/prefix, https://host/file or a path'

/**
 * @example parseSource('hf://Qwen/Qwen3-32B@main') // { kind: 'hub', id: 'Qwen/Qwen3-32B', revision: 'main' }
 */
export function parseSource(text: string): ModelSource | SourceProblem {
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(text) ?? []
  switch (scheme?.toLowerCase()) {
    case undefined:
      return pathOf(text)
    case 'hf':
      return hubOf(rest)
    case 's3':
      return bucketOf('s3', rest)
    case 'gs':
      return bucketOf('gs', rest)
    case 'file':
      return pathOf(rest)
    case 'http':
    case 'https':
      return urlOf(text)
    default:
      return { problem: `unknown scheme "${scheme}" (write ${forms})` }
  }
}

/** The text a source is written with; `parseSource` reads it back. */
export function writeSource(source: ModelSource): string {
  switch (source.kind) {
    case 'hub':
      return `hf://${source.id}${source.revision === undefined ? '' : `@${source.revision}`}`
    case 's3':
    case 'gs':
      return `${source.kind}://${source.bucket}${source.prefix === '' ? '' : `/${source.prefix}`}`
    case 'https':
      return source.url
    case 'path':
      return source.path
    default:
      return source satisfies never
  }
}

/** The same, of a repository of the hub at a revision that is named beside it. */
export function atRevision(
  source: ModelSource | SourceProblem,
  revision: string | undefined,
): ModelSource | SourceProblem {
  const isRepository = 'kind' in source && source.kind === 'hub'
  return isRepository && revision !== undefined ? { ...source, revision } : source
}

function hubOf(rest: string): ModelSource | SourceProblem {
  const at = rest.indexOf('@')
  const id = at < 0 ? rest : rest.slice(0, at)
  if (!isModelId(id))
    return { problem: `"${id}" is no name of a repository (write hf://org/name[@revision])` }
  if (at < 0) return { kind: 'hub', id }
  const revision = rest.slice(at + 1)
  return isRevision(revision)
    ? { kind: 'hub', id, revision }
    : { problem: `"${revision}" is no revision (a branch, a tag or a commit)` }
}

/** Bucket names of both stores. Source: their naming rules, the wider of the two. */
const bucketName = /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/

function bucketOf(kind: 's3' | 'gs', rest: string): ModelSource | SourceProblem {
  const slash = rest.indexOf('/')
  const bucket = slash < 0 ? rest : rest.slice(0, slash)
  if (!bucketName.test(bucket)) return { problem: `"${bucket}" is no name of a bucket` }
  return { kind, bucket, prefix: slash < 0 ? '' : rest.slice(slash).replace(/^\/+|\/+$/g, '') }
}

function urlOf(text: string): ModelSource | SourceProblem {
  const url = URL.parse(text)
  if (url === null || url.hostname === '') return { problem: `"${text}" is no URL` }
  if (url.username !== '' || url.password !== '')
    return { problem: 'a URL with a password in it ends up in logs; leave it out' }
  return { kind: 'https', url: url.href }
}

function pathOf(path: string): ModelSource | SourceProblem {
  // a bare "org/name" may be meant as a folder or as a repository: neither is guessed
  return /^\.{0,2}\//.test(path) || path === '.' || path === '..'
    ? { kind: 'path', path }
    : { problem: `"${path}" is no source (write ${forms}; a path begins with / or ./)` }
}
