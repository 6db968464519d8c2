import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RequestOutcome } from '../../../src/kube/client.ts'
import { resources } from '../../../src/kube/resources.ts'
import { defaultRetryPolicy } from '../../../src/kube/retry.ts'
import type { KubeClient } from '../../../src/kube/types.ts'
import { type Cluster, openCluster, until } from './cluster.ts'

const api = '/apis/flowcontrol.apiserver.k8s.io/v1'
const name = 'kube-test-narrow'
let cluster: Cluster
const codes: number[] = []
let limited: KubeClient

/** One request at a time; the others are turned away, as an overloaded server does. */
const narrow = {
  nominalConcurrencyShares: 0,
  lendablePercent: 0,
  borrowingLimitPercent: 0,
  limitResponse: { type: 'Reject' },
}

beforeAll(async () => {
  cluster = await openCluster()
  const { direct, namespace } = cluster
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'narrow', namespace } }
  await direct.create(resources.serviceAccount, account)
  const asked = await direct.request('POST', `/api/v1/namespaces/${namespace}/serviceaccounts/narrow/token`, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: {},
  })
  const { token } = (asked as { status: { token: string } }).status
  await direct.request('POST', `${api}/prioritylevelconfigurations`, {
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
    kind: 'PriorityLevelConfiguration',
    metadata: { name },
    spec: { type: 'Limited', limited: narrow },
  })
  await direct.request('POST', `${api}/flowschemas`, {
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
    kind: 'FlowSchema',
    metadata: { name },
    spec: {
      matchingPrecedence: 2,
      priorityLevelConfiguration: { name },
      rules: [
        {
          subjects: [{ kind: 'ServiceAccount', serviceAccount: { name: 'narrow', namespace } }],
          resourceRules: [
            { verbs: ['*'], apiGroups: ['*'], resources: ['*'], namespaces: ['*'], clusterScope: true },
          ],
          nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
        },
      ],
    },
  })
  limited = cluster.connectTo(
    {
      server: cluster.proxy.source.server,
      options: async () => ({ headers: { Authorization: `Bearer ${token}` } }),
    },
    {
      onRequest: ({ code }: RequestOutcome) => codes.push(code),
      retry: { ...defaultRetryPolicy, retries: 20 },
    },
  )
})
afterAll(async () => {
  await cluster.direct.request('DELETE', `${api}/flowschemas/${name}`)
  await cluster.direct.request('DELETE', `${api}/prioritylevelconfigurations/${name}`)
  await cluster.close()
})

it('every request of a crowd comes through, although the real priority and fairness turns many of them away', async () => {
  // The server takes a while to know its new levels.
  await until('some to be turned away', async () => {
    const crowd = Array.from({ length: 30 }, () => limited.request('GET', '/version'))
    for (const version of await Promise.all(crowd)) expect(version).toMatchObject({ major: '1' })
    return codes.includes(429)
  })
  expect(new Set(codes)).toEqual(new Set([200, 429]))
})
