/**
 * The Job that brings one model onto the volume of a cache.
 * @module
 */
import { type CacheIntent, type CacheKind, cacheClaim, type WantedModel } from '../../api/cache/intent.ts'
import { outcomes } from '../../vocabulary/model-files/outcome.ts'
import { writeSource } from '../../vocabulary/model-files/source.ts'
import type { RenderedObject } from '../object.ts'
import { cacheFolder } from '../paths.ts'
import { credentials } from './credentials.ts'
import { progressPort, renderCacheJob, resultFile } from './job.ts'
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
}

export interface AllowedHosts {
  readonly hosts?: readonly string[]
  readonly cidrs?: readonly string[]
}

/**
 * Exit codes after which the Job ends: what another pod would only repeat, and what is tried again after a wait of the controller's
 * choosing.
 */
const finalExitCodes = Object.values(outcomes)
  .filter(({ again }) => again === 'never' || again === 'later')
  .map(({ exitCode }) => exitCode)

/** The Job's name: another one as soon as other bytes, or the same with other rights, are wanted. */
export function fetchJobNameOf({ owner, intent, model }: Omit<FetchJobInput, 'image' | 'sources'>): string {
  const { source, endpoint, region, pathStyle, secret, include, exclude, maxBytes } = model
  const isLooking = intent.downloadPolicy === 'Never'
  const what = isLooking
    ? { look: model.id }
    : { as: model.id, source, endpoint, region, pathStyle, secret, include, exclude, maxBytes }
  return fetchJobName(cacheClaim(owner.kind, owner.metadata.name), what)
}

export function renderFetchJob(input: FetchJobInput): RenderedObject {
  const { owner, intent, model, image, sources } = input
  const isLooking = intent.downloadPolicy === 'Never'
  return renderCacheJob({
    owner,
    name: fetchJobNameOf(input),
    component: 'fetch',
    image,
    args: isLooking ? lookArguments() : fetchArguments(intent, model, sources),
    ...(isLooking ? {} : credentials(model)),
    claim: cacheClaim(owner.kind, owner.metadata.name),
    finalExitCodes,
  })
}

const result = ['--root', cacheFolder, '--result', resultFile]

/** Of a volume that somebody else fills, what is there is only listed. */
const lookArguments = () => ['cache', 'list', ...result]

function fetchArguments(
  { cleanUp }: CacheIntent,
  { id, source, endpoint, region, pathStyle, include = [], exclude = [], maxBytes }: WantedModel,
  { hosts = [], cidrs = [] }: AllowedHosts = {},
): string[] {
  const option = (name: string, value: string | number | undefined) =>
    value === undefined ? [] : [`--${name}`, String(value)]
  const each = (name: string, values: readonly string[]) => values.flatMap((value) => [`--${name}`, value])
  return [
    'fetch',
    ...result,
    '--listen',
    `0.0.0.0:${progressPort}`,
    ...(source.kind === 'hub' && source.id === id ? [] : ['--as', id]),
    ...option('endpoint', endpoint),
    ...option('region', region),
    ...(pathStyle === true ? ['--path-style'] : []),
    ...each('include', include),
    ...each('exclude', exclude),
    ...option('max-bytes', maxBytes),
    ...option('keep-free', cleanUp?.minFreeBytes || undefined),
    ...each('allow-host', hosts),
    ...each('allow-cidr', cidrs),
    writeSource(source),
  ]
}
