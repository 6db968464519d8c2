/**
 * A client that sees one lane of a cluster: one namespace, and of what has none, what is labelled with the lane.
 * Controllers in different lanes then share an API server and nothing else.
 * @module
 */
import type { KubeClient, ListOptions, ResourceType } from '../../../src/kube/types.ts'

/** On nodes and recipes: the namespace of the only lane that sees them. */
export const laneLabel = 'fitgate.test/lane'

export function confined(client: KubeClient, namespace: string): KubeClient {
  function within<O extends ListOptions>(type: ResourceType, options: O): O {
    if (type.namespaced) return { ...options, namespace }
    const selectors = [options.labelSelector, `${laneLabel}=${namespace}`]
    return { ...options, labelSelector: selectors.filter(Boolean).join(',') }
  }
  return {
    ...client,
    list: (type, options = {}) => client.list(type, within(type, options)),
    watch: (type, options) => client.watch(type, within(type, options)),
  }
}
