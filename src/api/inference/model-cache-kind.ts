/**
 * ModelCache as a kind: names and columns.
 * @module
 */
import { cacheColumns } from '../cache/columns.ts'
import type { KindDefinition } from '../kind.ts'
import { categories, group } from './group.ts'
import { modelCacheRules } from './model-cache-rules.ts'
import { type ModelCacheSpec, modelCacheSpec } from './model-cache-spec.ts'
import { modelCacheStatus } from './model-cache-status.ts'

export const modelCacheKind: KindDefinition<ModelCacheSpec> = {
  group,
  kind: 'ModelCache',
  plural: 'modelcaches',
  shortNames: ['modelcache', 'mdlc'],
  categories,
  scope: 'Namespaced',
  description: 'ModelCache keeps one model on a volume: fetched once, verified, mounted by engines.',
  version: {
    name: 'v1alpha1',
    spec: modelCacheSpec,
    status: modelCacheStatus,
    rules: modelCacheRules,
    columns: cacheColumns({ name: 'Model', type: 'string', jsonPath: '.spec.modelName' }),
  },
}
