/**
 * ModelCache → cache intent.
 * @module
 */
import {
  atRevision,
  type ModelSource,
  parseSource,
  type SourceProblem,
} from '../../vocabulary/model-files/source.ts'
import { bytesOf } from '../cache/bytes.ts'
import { tokenKey } from '../cache/fields.ts'
import type { CacheRequest, WantedModel } from '../cache/intent.ts'
import { nodeGroupOf } from '../cache/node-group.ts'
import type { ModelCache } from './model-cache.ts'
import { type ModelCacheSpec, type SourceType, sourceTypes } from './model-cache-spec.ts'

/** What a parsed cache wants. */
export function toCacheRequest({ metadata, spec }: ModelCache): CacheRequest {
  const { storageClass, size, accessMode, downloadPolicy, caching } = spec
  const block = `spec.source.${sourceType(spec)}`
  return {
    kind: 'ModelCache',
    name: metadata.name,
    namespace: metadata.namespace ?? 'default',
    intent: {
      storage: {
        ...(storageClass === undefined ? {} : { storageClass }),
        ...(size === undefined ? {} : { size: String(size), bytes: bytesOf(size) }),
        accessMode: accessMode ?? 'ReadWriteMany',
      },
      models: [wantedModel(spec)],
      downloadPolicy: downloadPolicy ?? 'IfNotPresent',
      ...(caching === undefined || caching.enabled === false ? {} : { nodeGroup: nodeGroupOf(caching) }),
    },
    paths: {
      size: 'spec.size',
      accessMode: 'spec.accessMode',
      storageClass: 'spec.storageClass',
      nodeGroup: 'spec.caching',
      minFreeSpace: 'spec.size',
      models: 'spec.modelName',
      model: [
        {
          id: 'spec.modelName',
          source: spec.source === undefined ? 'spec.modelName' : block,
          endpoint: `${block}.endpoint`,
          revision: `${block}.revision`,
          maxSize: 'spec.size',
          secret:
            spec.source?.huggingface === undefined ? `${block}.credentialsSecret` : `${block}.tokenSecret`,
        },
      ],
    },
  }
}

/** The type that is written, or that of the block that is there. */
export function sourceType({ source }: ModelCacheSpec): SourceType {
  return source?.type ?? sourceTypes.find((type) => source?.[type] !== undefined) ?? 'huggingface'
}

/** The source that the blocks describe. */
export function sourceOf(spec: ModelCacheSpec): ModelSource | SourceProblem {
  const { huggingface, s3, gcs, http } = spec.source ?? {}
  if (s3 !== undefined) return parseSource(`s3://${s3.bucket}/${s3.key ?? ''}`)
  if (gcs !== undefined) return parseSource(`gs://${gcs.bucket}/${gcs.key ?? ''}`)
  if (http !== undefined) return parseSource(http.url)
  return atRevision(parseSource(`hf://${huggingface?.repository ?? spec.modelName}`), huggingface?.revision)
}

function wantedModel(spec: ModelCacheSpec): WantedModel {
  const source = sourceOf(spec)
  if (!('kind' in source)) throw new TypeError(`${spec.modelName}: not a parsed ModelCache`)
  const { huggingface, s3, gcs, http } = spec.source ?? {}
  const endpoint = huggingface?.endpoint ?? s3?.endpoint
  const secret = huggingface?.tokenSecret ?? (s3 ?? gcs ?? http)?.credentialsSecret
  return {
    id: spec.modelName,
    source,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(s3?.region === undefined ? {} : { region: s3.region }),
    ...(s3?.pathStyle === undefined ? {} : { pathStyle: s3.pathStyle }),
    ...(secret === undefined ? {} : { secret: { name: secret, key: tokenKey } }),
    ...(spec.include === undefined ? {} : { include: spec.include }),
    ...(spec.exclude === undefined ? {} : { exclude: spec.exclude }),
    priority: 'medium',
    preload: true,
    // the one model of a volume has nobody to make room for
    pinned: true,
  }
}
