/**
 * What the fields of a ModelCache demand of each other.
 * @module
 */
import { severalNodes } from '../cache/rules.ts'
import { qualifiedKeys } from '../fields/names.ts'
import { moreThanZero } from '../fields/quantity.ts'
import { tolerationRules } from '../fields/tolerations.ts'
import { isSet, optionalPath, type Rule, violatedIf } from '../rule.ts'
import { type ModelCacheSpec, type SourceType, sourceTypes } from './model-cache-spec.ts'

type CacheRule = Rule<ModelCacheSpec>

const typeCel = `${optionalPath('source.type')}`

/** One block, and the one that `type` names. */
const sourceRules: readonly CacheRule[] = [
  {
    path: 'source',
    cel: `!has(self.source) || [${sourceTypes.map((type) => `has(self.source.${type})`).join(', ')}].filter(s, s).size() <= 1`,
    message: 'names more than one place',
    fix: 'keep one block',
    violations: ({ source }) => {
      const named = sourceTypes.filter((type) => source?.[type] !== undefined)
      return named.length <= 1 ? [] : [{ message: `names ${named.join(' and ')}, a cache has one place` }]
    },
  },
  ...sourceTypes.map(
    (type): CacheRule => ({
      path: `source.${type}`,
      cel: `!${isSet(`source.${type}`)} || ${typeCel}.orValue('${type}') == '${type}'`,
      message: 'is not what source.type names',
      fix: 'change source.type, or leave it out',
      violations: ({ source }) => violatedIf(source?.[type] !== undefined && (source.type ?? type) !== type),
    }),
  ),
  ...sourceTypes.filter(needsBlock).map(
    (type): CacheRule => ({
      path: `source.${type}`,
      cel: `${typeCel}.orValue('') != '${type}' || ${isSet(`source.${type}`)}`,
      message: `is required with source.type ${type}`,
      violations: ({ source }) => violatedIf(source?.type === type && source[type] === undefined),
    }),
  ),
]

/** A hub repository is known by modelName. */
function needsBlock(type: SourceType): boolean {
  return type !== 'huggingface'
}

/** All rules over `spec`, in the order they are reported. */
export const modelCacheRules: readonly CacheRule[] = [
  moreThanZero('size', (spec) => spec.size),
  ...sourceRules,
  severalNodes(
    'accessMode',
    'has(self.caching) && self.?caching.?enabled.orValue(true) && !has(self.caching.storageClass) && self.?caching.?replicas.orValue(2) > 1',
    ({ accessMode, caching }) => ({
      ...(accessMode === undefined ? {} : { accessMode }),
      nodes:
        caching !== undefined &&
        caching.enabled !== false &&
        caching.storageClass === undefined &&
        (caching.replicas ?? 2) > 1,
    }),
  ),
  qualifiedKeys('caching.nodeSelector', (spec) => spec.caching?.nodeSelector),
  ...tolerationRules('caching.tolerations', (spec: ModelCacheSpec) => spec.caching?.tolerations),
]
