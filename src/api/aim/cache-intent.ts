/**
 * AIMCache → cache intent.
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
import type { CacheIntent, CachePaths, CacheRequest, CleanUp, WantedModel } from '../cache/intent.ts'
import { nodeGroupOf } from '../cache/node-group.ts'
import { durationSeconds } from '../fields/duration.ts'
import type { AIMCache } from './cache.ts'
import type { AIMCacheSpec } from './cache-spec.ts'

type SpecModel = NonNullable<AIMCacheSpec['models']>[number]

/** What a parsed cache wants. Paths point at the form the user wrote, or at the nested one. */
export function toCacheRequest({ metadata, spec }: AIMCache): CacheRequest {
  return {
    kind: 'AIMCache',
    name: metadata.name,
    namespace: metadata.namespace ?? 'default',
    intent: intentOf(spec),
    paths: pathsOf(spec),
  }
}

/** The source of a model as it is written, or by its name. */
export function sourceOf({ id, source, revision }: SpecModel): ModelSource | SourceProblem {
  return atRevision(parseSource(source?.url ?? `hf://${id}`), revision)
}

function intentOf(spec: AIMCacheSpec): CacheIntent {
  const { storage, nodeGroup } = spec
  const size = storage?.size ?? spec.size
  const mountPath = storage?.mountPath ?? spec.cachePath
  const cleanUp = cleanUpOf(spec.cleanup)
  return {
    storage: {
      ...(storage?.storageClass === undefined ? {} : { storageClass: storage.storageClass }),
      ...(size === undefined ? {} : { size: String(size), bytes: bytesOf(size) }),
      accessMode: storage?.accessMode ?? 'ReadWriteMany',
      ...(mountPath === undefined ? {} : { mountPath }),
    },
    models: modelsOf(spec).map((model) => wantedModel(model, spec)),
    downloadPolicy: spec.downloadPolicy ?? 'IfNotPresent',
    ...(cleanUp === undefined ? {} : { cleanUp }),
    ...(nodeGroup === undefined ? {} : { nodeGroup: nodeGroupOf(nodeGroup) }),
  }
}

/** The models of either form. */
export function modelsOf({ models, modelId }: AIMCacheSpec): readonly SpecModel[] {
  return modelId === undefined ? (models ?? []) : [{ id: modelId }]
}

function wantedModel(model: SpecModel, { hubTokenSecret }: AIMCacheSpec): WantedModel {
  const source = sourceOf(model)
  if (!('kind' in source)) throw new TypeError(`${model.id}: not a parsed AIMCache`)
  const { endpoint, region, pathStyle, credentialsSecret } = model.source ?? {}
  const shared = source.kind === 'hub' ? hubTokenSecret : undefined
  const secret = credentialsSecret === undefined ? shared : { name: credentialsSecret, key: tokenKey }
  return {
    id: model.id,
    source,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...(pathStyle === undefined ? {} : { pathStyle }),
    ...(secret === undefined ? {} : { secret }),
    ...(model.include === undefined ? {} : { include: model.include }),
    ...(model.exclude === undefined ? {} : { exclude: model.exclude }),
    priority: model.priority ?? 'medium',
    ...(model.retention === undefined ? {} : { retentionSeconds: durationSeconds(model.retention) }),
    ...(model.maxSize === undefined ? {} : { maxBytes: bytesOf(model.maxSize) }),
    preload: model.preload ?? true,
    pinned: model.pin ?? false,
  }
}

function cleanUpOf(cleanup: AIMCacheSpec['cleanup']): CleanUp | undefined {
  if (cleanup === undefined || cleanup.enabled === false) return undefined
  const { schedule, maxAge, minFreeSpace, strategy } = cleanup
  return {
    ...(schedule === undefined ? {} : { schedule }),
    ...(maxAge === undefined ? {} : { maxAgeSeconds: durationSeconds(maxAge) }),
    minFreeBytes: minFreeSpace === undefined ? 0 : bytesOf(minFreeSpace),
    strategy: strategy ?? 'lru',
  }
}

function pathsOf(spec: AIMCacheSpec): CachePaths {
  const short = spec.modelId !== undefined
  return {
    size: spec.size === undefined ? 'spec.storage.size' : 'spec.size',
    accessMode: 'spec.storage.accessMode',
    storageClass: 'spec.storage.storageClass',
    nodeGroup: 'spec.nodeGroup',
    minFreeSpace: 'spec.cleanup.minFreeSpace',
    models: short ? 'spec.modelId' : 'spec.models',
    model: modelsOf(spec).map((model, index) => {
      const base = `spec.models[${index}]`
      return {
        id: short ? 'spec.modelId' : `${base}.id`,
        source: short ? 'spec.modelId' : `${base}.source.url`,
        endpoint: short ? 'spec.modelId' : `${base}.source.endpoint`,
        revision: short ? 'spec.modelId' : `${base}.revision`,
        maxSize: short ? 'spec.modelId' : `${base}.maxSize`,
        secret:
          model.source?.credentialsSecret === undefined
            ? 'spec.hubTokenSecret.name'
            : `${base}.source.credentialsSecret`,
      }
    }),
  }
}
