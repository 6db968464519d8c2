/**
 * Values that the API server fills in before a webhook sees the object, so that "the user left it out" cannot be told from "the
 * user wrote the default", and what is done about each. Source: what arrived at a webhook of Kubernetes 1.36, which a test on the
 * real API server compares with this table.
 * @module
 */

export interface APIDefault {
  readonly kind: 'Deployment' | 'StatefulSet' | 'Job' | 'Pod'
  /** From the object; of the first container, its first port and its probes. */
  readonly path: string
  readonly value: unknown
  /** `kept`: it stays, as if it were written. `open`: it counts as left out. `written`: fitgate writes the same beside its own. */
  readonly conduct: 'kept' | 'open' | 'written'
  /** Why that does no harm. */
  readonly why: string
}

type Row = readonly [path: string, value: unknown, conduct: APIDefault['conduct'], why: string]

const of = (kind: APIDefault['kind'], rows: readonly Row[]): APIDefault[] =>
  rows.map(([path, value, conduct, why]) => ({ kind, path, value, conduct, why }))

const template = 'spec.template.spec'
const container = `${template}.containers[0]`
const quarter = { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } }
const tolerated = (condition: string) => ({
  key: `node.kubernetes.io/${condition}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
})

export const apiDefaults: readonly APIDefault[] = [
  ...of('Deployment', [
    ['spec.replicas', 1, 'kept', 'an autoscaler or `kubectl scale` may own the count'],
    ['spec.strategy', quarter, 'kept', 'a policy warns where such a roll-out waits for a GPU for ever'],
    ['spec.progressDeadlineSeconds', 600, 'kept', 'only reported; pods go on starting'],
    ['spec.revisionHistoryLimit', 10, 'kept', 'costs nothing but old ReplicaSets'],
    [`${template}.restartPolicy`, 'Always', 'kept', 'the only one there is'],
    [`${template}.dnsPolicy`, 'ClusterFirst', 'kept', 'right for engines'],
    [`${template}.schedulerName`, 'default-scheduler', 'kept', 'right'],
    [
      `${template}.terminationGracePeriodSeconds`,
      30,
      'kept',
      'longer than the pause before the engine stops',
    ],
    [
      `${template}.securityContext`,
      {},
      'open',
      'says nothing; the hardening profile fills it field by field',
    ],
    [`${container}.imagePullPolicy`, 'IfNotPresent', 'kept', 'right for the pinned tags that fitgate writes'],
    [`${container}.terminationMessagePath`, '/dev/termination-log', 'kept', 'right'],
    [
      `${container}.terminationMessagePolicy`,
      'File',
      'kept',
      'the log has the reason of a failure all the same',
    ],
    [`${container}.resources`, {}, 'open', 'says nothing; requests and limits are filled name by name'],
    [`${container}.ports[0].protocol`, 'TCP', 'written', 'or our value would not be found again'],
    [`${container}.livenessProbe.httpGet.scheme`, 'HTTP', 'written', 'the same'],
    [`${container}.livenessProbe.successThreshold`, 1, 'written', 'the same'],
  ]),
  ...of('StatefulSet', [
    ['spec.replicas', 1, 'kept', 'as of a Deployment'],
    ['spec.podManagementPolicy', 'OrderedReady', 'kept', 'cannot change after creation'],
  ]),
  ...of('Job', [
    ['spec.parallelism', 1, 'kept', 'the count is the work'],
    ['spec.backoffLimit', 6, 'kept', 'how often to try again is the work, not the hardware'],
  ]),
  ...of('Pod', [
    ['spec.enableServiceLinks', true, 'kept', 'filled for bare pods only, where a person can see it'],
    [
      'spec.tolerations',
      [tolerated('not-ready'), tolerated('unreachable')],
      'open',
      'given to every pod; ours goes beside them',
    ],
  ]),
]

/** The tolerations that every bare pod is given. */
export const apiTolerations: readonly object[] = ['not-ready', 'unreachable'].map(tolerated)

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
