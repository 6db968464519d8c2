/**
 * The source that a URL names, with what the environment says of it.
 * @module
 */
import type { ModelSource } from '../../vocabulary/model-files/source.ts'
import { FetchError } from '../fetch-error.ts'
import type { Agents } from '../reach/agents.ts'
import type { Source } from '../remote-file.ts'
import { gsSource } from './gs.ts'
import { httpsSource } from './https.ts'
import { hubSource } from './hub.ts'
import { mirrorFolder } from './mirror-folder.ts'
import { pathSource } from './path.ts'
import { s3Source } from './s3.ts'

export interface SourceOptions {
  readonly agents: Agents
  readonly timeoutMs: number
  readonly hub: {
    readonly endpoint?: string
    readonly token?: string
    /** A volume to take models of the hub from, instead of the hub. */
    readonly mirror?: string
  }
  readonly s3: {
    readonly endpoint?: string
    readonly region?: string
    readonly pathStyle?: boolean
    readonly unsigned?: boolean
  }
  readonly gs: { readonly endpoint?: string; readonly unsigned?: boolean }
  readonly https: {
    readonly token?: string
    /** Whether http:// is taken as well. */
    readonly plain: boolean
  }
}

/** @throws FetchError `BadInput` for what must not be used this way */
export function openSource(source: ModelSource, options: SourceOptions): Source {
  const { agents, timeoutMs, hub, s3, gs, https } = options
  const common = { agents, timeoutMs }
  switch (source.kind) {
    case 'hub':
      return hub.mirror === undefined
        ? hubSource({ ...source, ...common, endpoint: hub.endpoint, token: hub.token })
        : mirrorFolder(hub.mirror, source.id, source.revision)
    case 's3':
      return s3Source({ ...source, ...common, ...s3 })
    case 'gs':
      return gsSource({ ...source, ...common, ...gs })
    case 'https':
      if (!https.plain && new URL(source.url).protocol !== 'https:')
        throw new FetchError(
          'BadInput',
          `${source.url}: anybody on the way can change it; --plain-http takes it all the same`,
        )
      return httpsSource({ url: source.url, ...common, token: https.token })
    case 'path':
      return pathSource(source.path)
    default:
      return source satisfies never
  }
}
