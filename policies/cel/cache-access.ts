/**
 * What only the API server can tell at admission: whether who writes a cache could read the Secrets that its downloads are given. They
 * are sent to the source, which the same hand wrote. Who may create pods in a namespace may read all of them; who may not needs the
 * right to each.
 * @module
 */
import { aimCacheKind } from '../../src/api/aim/cache-kind.ts'
import { modelCacheKind } from '../../src/api/inference/model-cache-kind.ts'
import { sourceTypes } from '../../src/api/inference/model-cache-spec.ts'
import type { CelKind } from '../policy.ts'
import type { CelNames } from './names.ts'
import { mayCreatePods, mayGetSecrets } from './tenant-access.ts'

/** Where a ModelCache names the Secret of each kind of source. */
const secretOf = (type: (typeof sourceTypes)[number]) =>
  type === 'huggingface' ? 'tokenSecret' : 'credentialsSecret'

function keeps({ object }: CelNames): string {
  const spec = `${object}.spec`
  const named = (path: string) => `(${spec}.?${path}.hasValue() ? [${spec}.?${path}.value()] : [])`
  const secrets = [
    named('hubTokenSecret.?name'),
    `${spec}.?models.orValue([]).filter(m, m.?source.?credentialsSecret.hasValue()).map(m, m.source.credentialsSecret)`,
    ...sourceTypes.map((type) => named(`source.?${type}.?${secretOf(type)}`)),
  ].join(' + ')
  return `variables.mayCreatePods || ${mayGetSecrets(secrets)}`
}

const kinds: readonly CelKind[] = [aimCacheKind, modelCacheKind].map(({ group, version, plural }) => ({
  group,
  versions: [version.name],
  resource: plural,
}))

export const cacheAccess = {
  id: 'cache-access',
  title: 'Caches only with Secrets that the user could read without fitgate',
  cel: {
    kinds,
    everyObject: true,
    variables: [mayCreatePods],
    keeps,
    message:
      'the cache names a Secret that you may not read yourself, and its download would send it to the source; ask for the right to create pods, or to get the Secret',
  },
} as const
