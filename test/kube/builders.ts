import type { KubeObject } from '../../src/kube/types.ts'
import type { ObjectMeta } from '../../src/vocabulary/object-meta.ts'

export interface ConfigMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>
}

/** A ConfigMap of namespace `default`. */
export function configMap(
  name: string,
  data: Readonly<Record<string, string>> = {},
  metadata: Partial<ObjectMeta> = {},
): ConfigMap {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'default', name, ...metadata }, data }
}
