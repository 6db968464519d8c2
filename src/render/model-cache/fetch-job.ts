/**
 * The Job that brings one model onto the volume of a cache.
 * @module
 */
import { type CacheIntent, type CacheKind, downloadClaim, type WantedModel } from '../../api/cache/intent.ts'
import { writeSource } from '../../vocabulary/model-files/source.ts'
import type { RenderedObject } from '../object.ts'
import { cacheFolder } from '../paths.ts'
import { credentials } from './credentials.ts'
import { finalExitCodes, progressPort, renderCacheJob, resultFile } from './job.ts'
import { fetchJobName } from './names.ts'
import type { CacheOwner } from './owner.ts'

export interface FetchJobInput {
  readonly owner: CacheOwner & { readonly kind: CacheKind }
  readonly intent: CacheIntent
  readonly model: WantedModel
  /** The fitgate image. */
  readonly image: string
  /** Where models may come from; absent: anywhere. Held to again when connecting. */
  readonly sources?: AllowedHosts
  /** What is known of the volume, bytes. */
  readonly room?: { readonly totalBytes?: number | undefined; readonly usedBytes?: number | undefined }
}

export interface AllowedHosts {
  readonly hosts?: readonly string[]
  readonly cidrs?: readonly string[]
}

/** The Job's name: another one as soon as other bytes, or the same with other rights, are wanted. */
export function fetchJobNameOf({
  owner,
  intent,
  model,
}: Pick<FetchJobInput, 'owner' | 'intent' | 'model'>): string {
  const { source, endpoint, region, pathStyle, secret, include, exclude, maxBytes } = model
  const isLooking = intent.downloadPolicy === 'Never'
  const what = isLooking
    ? { look: model.id }
    : { as: model.id, source, endpoint, region, pathStyle, secret, include, exclude, maxBytes }
  return fetchJobName(downloadClaim(owner.kind, owner.metadata.name, intent), what)
}

export function renderFetchJob(input: FetchJobInput): RenderedObject {
  const { owner, intent, model, image } = input
  const name = fetchJobNameOf(input)
  const claim = downloadClaim(owner.kind, owner.metadata.name, intent)
  const job = { owner, name, component: 'fetch', image, claim }
  // of a volume that somebody else fills, what is there is only listed
  if (intent.downloadPolicy === 'Never')
    return renderCacheJob({ ...job, args: ['cache', 'list', ...result], finalExitCodes })
  const { args = [], ...access } = credentials(model)
  const given = fetchArguments(input, name)
  return renderCacheJob({
    ...job,
    args: [...given.slice(0, -1), ...args, ...given.slice(-1)],
    ...access,
    finalExitCodes,
  })
}

const result = ['--root', cacheFolder, '--result', resultFile]

function fetchArguments({ intent, model, sources, room = {} }: FetchJobInput, owner: string): string[] {
  const { id, source, include = [], exclude = [], maxBytes } = model
  const { hosts = [], cidrs = [] } = sources ?? {}
  const { totalBytes = intent.storage.bytes, usedBytes = 0 } = room
  // what the volume holds with this model is at most all of it, and no more than the model may add
  const quota = Math.min(totalBytes ?? Infinity, maxBytes === undefined ? Infinity : usedBytes + maxBytes)
  return [
    'fetch',
    ...result,
    // a pod that follows one that was killed is the same fetcher: it waits for nobody
    ...option('owner', owner),
    ...option('listen', `0.0.0.0:${progressPort}`),
    // what is told as verified is there after a power cut as well
    '--sync',
    ...(source.kind === 'hub' && source.id === id ? [] : option('as', id)),
    ...include.flatMap((pattern) => option('include', pattern)),
    ...exclude.flatMap((pattern) => option('exclude', pattern)),
    ...(quota === Infinity ? [] : option('quota', quota)),
    ...option('keep-free', intent.cleanUp?.minFreeBytes || undefined),
    ...hosts.flatMap((host) => option('allow-host', host)),
    ...cidrs.flatMap((block) => option('allow-cidr', block)),
    ...sourceArguments(model),
    writeSource(source),
  ]
}

const option = (name: string, value: string | number | undefined) =>
  value === undefined ? [] : [`--${name}`, String(value)]

/** What only one kind of source has. */
function sourceArguments({ source, endpoint, region, pathStyle, secret }: WantedModel): string[] {
  const unsigned = (flag: string) => (secret === undefined ? [flag] : [])
  switch (source.kind) {
    case 'hub':
      return option('endpoint', endpoint)
    case 's3':
      return [
        ...option('s3-endpoint', endpoint),
        ...option('s3-region', region),
        ...(pathStyle === undefined ? [] : [pathStyle ? '--s3-path-style' : '--no-s3-path-style']),
        ...unsigned('--s3-unsigned'),
      ]
    case 'gs':
      return unsigned('--gs-unsigned')
    case 'https':
      return source.url.startsWith('http:') ? ['--plain-http'] : []
    case 'path':
      return []
    default:
      return source satisfies never
  }
}
