/**
 * What the fields of an AIMCache demand of each other.
 * @module
 */
import { freeBelowSize, severalNodes } from '../cache/rules.ts'
import { qualifiedKeys } from '../fields/names.ts'
import { moreThanZero, type Quantity } from '../fields/quantity.ts'
import { tolerationRules } from '../fields/tolerations.ts'
import { isSet, type Rule, violatedIf } from '../rule.ts'
import type { AIMCacheSpec } from './cache-spec.ts'

type CacheRule = Rule<AIMCacheSpec>

function notBoth(short: string, nested: string, read: (spec: AIMCacheSpec) => readonly unknown[]): CacheRule {
  return {
    path: short,
    cel: `!(${isSet(short)} && ${isSet(nested)})`,
    message: `is the short form of ${nested}, which is set too`,
    fix: 'keep one of the two',
    violations: (spec) => violatedIf(read(spec).every((value) => value !== undefined)),
  }
}

type Model = NonNullable<AIMCacheSpec['models']>[number]

/** A rule about every model, whose CEL is written over `m`. */
function ofEachModel(
  field: string,
  cel: string,
  message: string,
  fix: string,
  broken: (model: Model) => boolean,
): CacheRule {
  return {
    path: 'models',
    cel: `!has(self.models) || self.models.all(m, ${cel})`,
    message: `an entry ${message}`,
    fix,
    violations: ({ models = [] }) =>
      models.flatMap((model, index) =>
        broken(model) ? [{ path: `models[${index}].${field}`, message }] : [],
      ),
  }
}

const schemeOf = (model: Model) => model.source?.url.split(':')[0]?.toLowerCase() ?? 'hf'
const lowerUrl = 'm.source.url.lowerAscii()'

const sourceRules: readonly CacheRule[] = [
  ofEachModel(
    'revision',
    `!has(m.revision) || !has(m.source) || ${lowerUrl}.startsWith('hf://')`,
    'has a revision, which only repositories of the hub have',
    'remove revision',
    (model) => model.revision !== undefined && schemeOf(model) !== 'hf',
  ),
  ofEachModel(
    'revision',
    `!has(m.revision) || !has(m.source) || !${lowerUrl}.startsWith('hf://') || !m.source.url.contains('@')`,
    'has a second revision: source.url names one',
    'keep one of the two',
    (model) =>
      model.revision !== undefined && schemeOf(model) === 'hf' && (model.source?.url ?? '').includes('@'),
  ),
  ofEachModel(
    'source.endpoint',
    `!has(m.source) || !has(m.source.endpoint) || ${lowerUrl}.startsWith('hf://') || ${lowerUrl}.startsWith('s3://')`,
    'has an endpoint, which only hf and s3 sources have',
    'remove endpoint',
    (model) => model.source?.endpoint !== undefined && !['hf', 's3'].includes(schemeOf(model)),
  ),
  ofEachModel(
    'source.region',
    `!has(m.source) || !has(m.source.region) || ${lowerUrl}.startsWith('s3://')`,
    'has a region, which only s3 sources have',
    'remove region',
    (model) => model.source?.region !== undefined && schemeOf(model) !== 's3',
  ),
  ofEachModel(
    'source.pathStyle',
    `!has(m.source) || !has(m.source.pathStyle) || ${lowerUrl}.startsWith('s3://')`,
    'has pathStyle, which only s3 sources have',
    'remove pathStyle',
    (model) => model.source?.pathStyle !== undefined && schemeOf(model) !== 's3',
  ),
]

/** Folders of the engine's container that are something else. */
const reserved = ['/dev', '/proc', '/sys', '/etc']

function notReserved(path: string, read: (spec: AIMCacheSpec) => string | undefined): CacheRule {
  const isReserved = (text: string) =>
    reserved.some((folder) => text === folder || text.startsWith(`${folder}/`))
  return {
    path,
    cel: `!${isSet(path)} || !['${reserved.join("', '")}'].exists(f, self.${path} == f || self.${path}.startsWith(f + '/'))`,
    message: `is a folder of the system (${reserved.join(', ')})`,
    fix: 'choose another, for example /workspace/model-cache',
    violations: (spec) => {
      const found = read(spec)
      return violatedIf(found !== undefined && isReserved(found))
    },
  }
}

const free = ({ cleanup }: AIMCacheSpec): Quantity | undefined => cleanup?.minFreeSpace

/** All rules over `spec`, in the order they are reported. */
export const aimCacheRules: readonly CacheRule[] = [
  notBoth('size', 'storage.size', (spec) => [spec.size, spec.storage?.size]),
  notBoth('cachePath', 'storage.mountPath', (spec) => [spec.cachePath, spec.storage?.mountPath]),
  notBoth('modelId', 'models', (spec) => [spec.modelId, spec.models]),
  moreThanZero('size', (spec) => spec.size),
  moreThanZero('storage.size', (spec) => spec.storage?.size),
  freeBelowSize('cleanup.minFreeSpace', 'size', (spec) => [free(spec), spec.size]),
  freeBelowSize('cleanup.minFreeSpace', 'storage.size', (spec) => [free(spec), spec.storage?.size]),
  severalNodes(
    'storage.accessMode',
    'has(self.nodeGroup) && !has(self.nodeGroup.storageClass) && self.?nodeGroup.?replicas.orValue(2) > 1',
    (spec) => ({
      ...(spec.storage?.accessMode === undefined ? {} : { accessMode: spec.storage.accessMode }),
      nodes:
        spec.nodeGroup !== undefined &&
        spec.nodeGroup.storageClass === undefined &&
        (spec.nodeGroup.replicas ?? 2) > 1,
    }),
  ),
  notReserved('cachePath', (spec) => spec.cachePath),
  notReserved('storage.mountPath', (spec) => spec.storage?.mountPath),
  ...sourceRules,
  qualifiedKeys('nodeGroup.nodeSelector', (spec) => spec.nodeGroup?.nodeSelector),
  ...tolerationRules('nodeGroup.tolerations', (spec: AIMCacheSpec) => spec.nodeGroup?.tolerations),
]
