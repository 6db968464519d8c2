/**
 * AIMCache as a kind: names and columns.
 * @module
 */
import { cacheColumns } from '../cache/columns.ts'
import type { KindDefinition } from '../kind.ts'
import { aimCacheRules } from './cache-rules.ts'
import { type AIMCacheSpec, aimCacheSpec } from './cache-spec.ts'
import { aimCacheStatus } from './cache-status.ts'
import { categories, group } from './group.ts'

export const aimCacheKind: KindDefinition<AIMCacheSpec> = {
  group,
  kind: 'AIMCache',
  plural: 'aimcaches',
  shortNames: ['aimcache'],
  categories,
  scope: 'Namespaced',
  description:
    'AIMCache keeps models on a volume: fetched once, verified, mounted by engines, evicted by a policy.',
  version: {
    name: 'v1alpha1',
    spec: aimCacheSpec,
    status: aimCacheStatus,
    rules: aimCacheRules,
    columns: cacheColumns({ name: 'Models', type: 'string', jsonPath: '.status.usage.summary' }),
  },
}
