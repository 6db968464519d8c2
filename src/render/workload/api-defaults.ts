/**
 * Values that the API server fills in before a webhook sees the object, so that "the user left it out" cannot be told from "the
 * user wrote the default", and what is done about each. Sources: `pkg/apis/{core,apps,batch}/v1/defaults.go` of Kubernetes 1.36,
 * and what arrived at a webhook there.
 * @module
 */

export interface APIDefault {
  /** `Deployment spec.replicas`; a bare path holds for every pod template. */
  readonly field: string
  readonly value: string | number | boolean
  readonly conduct: 'kept' | 'counts as left out'
  /** Why that does no harm. */
  readonly why: string
}

const kept = (field: string, value: APIDefault['value'], why: string): APIDefault => ({
  field,
  value,
  conduct: 'kept',
  why,
})

export const apiDefaults: readonly APIDefault[] = [
  kept('Deployment spec.replicas', 1, 'an autoscaler or `kubectl scale` may own the count'),
  kept('StatefulSet spec.replicas', 1, 'the same'),
  kept(
    'Deployment spec.strategy',
    'RollingUpdate 25 % / 25 %',
    'a policy warns where it waits for a GPU for ever',
  ),
  kept('Deployment spec.progressDeadlineSeconds', 600, 'only reported; pods go on starting'),
  kept('Deployment spec.revisionHistoryLimit', 10, 'costs nothing but old ReplicaSets'),
  kept('StatefulSet spec.podManagementPolicy', 'OrderedReady', 'cannot change after creation'),
  kept('Job spec.backoffLimit', 6, 'how often to retry is the work, not the hardware'),
  kept('Job spec.parallelism', 1, 'the count is the user’s'),
  kept('spec.restartPolicy', 'Always', 'Jobs must say theirs'),
  kept('spec.dnsPolicy', 'ClusterFirst', 'right for engines'),
  kept('spec.schedulerName', 'default-scheduler', 'the user’s scheduler stays'),
  kept(
    'spec.terminationGracePeriodSeconds',
    30,
    'the drain is shorter; LeaderWorkerSets are not filled and get ours',
  ),
  {
    field: 'spec.securityContext',
    value: '{}',
    conduct: 'counts as left out',
    why: 'it says nothing; the hardening profile fills it field by field',
  },
  {
    field: 'Pod spec.tolerations',
    value: 'not-ready and unreachable, 300 s',
    conduct: 'counts as left out',
    why: 'added to every pod by DefaultTolerationSeconds; ours goes beside them',
  },
  kept('Pod spec.enableServiceLinks', true, 'filled for bare pods only'),
  kept('containers[].imagePullPolicy', 'IfNotPresent', 'right for the pinned tags that fitgate writes'),
  kept('containers[].terminationMessagePath', '/dev/termination-log', 'right'),
  kept('containers[].terminationMessagePolicy', 'File', 'the engine’s log has the reason all the same'),
  {
    field: 'containers[].resources',
    value: '{}',
    conduct: 'counts as left out',
    why: 'it says nothing; requests and limits are filled name by name',
  },
  kept('containers[].ports[].protocol', 'TCP', 'fitgate writes it itself, so that its value is found again'),
  kept('containers[].*Probe.httpGet.scheme', 'HTTP', 'the same'),
  kept('containers[].*Probe.successThreshold', 1, 'the same'),
]

/** Keys of the tolerations that DefaultTolerationSeconds adds to every pod. */
export const apiTolerationKeys: readonly string[] = [
  'node.kubernetes.io/not-ready',
  'node.kubernetes.io/unreachable',
]

/** A value as it will be stored, defaults of the API server included: else it would not be recognised as ours later. */
export const asStored = {
  probe(probe: object): object {
    const { httpGet } = probe as { readonly httpGet?: object }
    return {
      ...probe,
      ...(httpGet === undefined ? {} : { httpGet: { ...httpGet, scheme: 'HTTP' } }),
      successThreshold: 1,
    }
  },
} as const
