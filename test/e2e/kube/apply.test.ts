import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applyIfChanged } from '../../../src/kube/apply.ts'
import { createUnlessThere } from '../../../src/kube/create-unless-there.ts'
import { apiVersionOf, pathOf, resources } from '../../../src/kube/resources.ts'
import type { KubeObject, ResourceType } from '../../../src/kube/types.ts'
import { configMap } from '../../kube/builders.ts'
import { type Cluster, openCluster } from './cluster.ts'

let cluster: Cluster
let owner: KubeObject

beforeAll(async () => {
  cluster = await openCluster()
  const object = configMap('owner', {}, { namespace: cluster.namespace })
  owner = await cluster.direct.create(resources.configMap, object)
})
afterAll(() => cluster.close())

interface Wanted extends KubeObject {
  readonly spec?: Readonly<Record<string, unknown>>
  readonly data?: Readonly<Record<string, string>>
}

const object = (type: ResourceType, name: string, content: Omit<Wanted, keyof KubeObject>): Wanted => ({
  apiVersion: apiVersionOf(type),
  kind: type.kind,
  metadata: {
    namespace: cluster.namespace,
    name,
    labels: { 'app.kubernetes.io/name': 'engine' },
    ownerReferences: [
      { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: owner.metadata.uid ?? '', controller: true },
    ],
  },
  ...content,
})

const writes = () => cluster.proxy.requests.filter(({ isWrite }) => isWrite).length
const refOf = ({ metadata: { namespace, name } }: KubeObject) => ({ namespace, name })

/** One pass of a controller: read, apply if changed. */
async function pass(type: ResourceType, wanted: Wanted): Promise<boolean> {
  const live = await cluster.client.get<Wanted>(type, refOf(wanted))
  return (await applyIfChanged(cluster.client, type, wanted, live)).changed
}

/** As people and renderers write them: short forms, defaults left out, quantities in any spelling. */
const settled: readonly (readonly [string, ResourceType, Omit<Wanted, keyof KubeObject>])[] = [
  ['ConfigMap', resources.configMap, { data: { 'config.yaml': 'a: 1\n', empty: '', value: '1000m' } }],
  [
    'Service',
    resources.service,
    {
      spec: {
        selector: { app: 'engine' },
        ports: [
          { name: 'http', port: 80, targetPort: 'http' },
          { name: 'dns', port: 53, protocol: 'UDP', nodePort: 0 },
        ],
      },
    },
  ],
  [
    'PersistentVolumeClaim',
    resources.persistentVolumeClaim,
    {
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '1024Gi' } },
        storageClassName: '',
      },
    },
  ],
  [
    'HorizontalPodAutoscaler',
    resources.horizontalPodAutoscaler,
    {
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'engine' },
        minReplicas: 1,
        maxReplicas: 4,
        metrics: [
          {
            type: 'Pods',
            pods: {
              metric: { name: 'vllm:num_requests_waiting' },
              target: { type: 'AverageValue', averageValue: '0.5' },
            },
          },
          {
            type: 'Object',
            object: {
              metric: { name: 'queue', selector: { matchLabels: { a: 'b' } } },
              describedObject: { apiVersion: 'v1', kind: 'Service', name: 'engine' },
              target: { type: 'Value', value: '2000m' },
            },
          },
        ],
        behavior: { scaleDown: { stabilizationWindowSeconds: 600 } },
      },
    },
  ],
  [
    'Deployment',
    resources.deployment,
    {
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: 'engine' } },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
        template: {
          metadata: { labels: { app: 'engine' }, annotations: { 'fitgate.dev/config-hash': 'x' } },
          spec: {
            nodeSelector: { 'amd.com/gpu.family': 'AI' },
            tolerations: [{ key: 'amd.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
            affinity: {
              nodeAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: {
                  nodeSelectorTerms: [
                    {
                      matchExpressions: [{ key: 'amd.com/gpu.device-id', operator: 'In', values: ['74a1'] }],
                    },
                  ],
                },
              },
            },
            securityContext: {},
            hostIPC: false,
            containers: [
              {
                name: 'engine',
                image: 'rocm/vllm:latest',
                command: ['vllm', 'serve'],
                args: ['--config', '/etc/engine/config.yaml'],
                ports: [{ name: 'http', containerPort: 8000 }],
                env: [
                  { name: 'EMPTY', value: '' },
                  { name: 'CPU', value: '1000m' },
                  {
                    name: 'TOKEN',
                    valueFrom: { secretKeyRef: { name: 'hub', key: 'token', optional: true } },
                  },
                  { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
                  {
                    name: 'MEM',
                    valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1024Mi' } },
                  },
                ],
                resources: {
                  requests: { cpu: '1000m', memory: '65536Mi', 'amd.com/gpu': 1 },
                  limits: { cpu: '0.5e1', memory: '64Gi', 'amd.com/gpu': '1' },
                },
                startupProbe: {
                  httpGet: { path: '/health', port: 'http' },
                  periodSeconds: 10,
                  failureThreshold: 90,
                },
                readinessProbe: { httpGet: { path: '/health', port: 8000 } },
                volumeMounts: [
                  { name: 'shm', mountPath: '/dev/shm' },
                  { name: 'config', mountPath: '/etc/engine', readOnly: false },
                ],
              },
            ],
            volumes: [
              { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '1024Mi' } },
              { name: 'config', configMap: { name: 'engine' } },
              { name: 'scratch', emptyDir: {} },
            ],
          },
        },
      },
    },
  ],
]

describe('applyIfChanged', () => {
  it.each(settled)('writes a %s once, and nothing while it is settled', async (_, type, content) => {
    const wanted = object(type, 'settled', content)
    expect(await pass(type, wanted)).toBe(true)
    const before = writes()
    expect([await pass(type, wanted), await pass(type, wanted)]).toEqual([false, false])
    expect(writes()).toBe(before)
  })

  it.each(settled)(
    'writes a %s when one more annotation is wanted, and takes it back',
    async (_, type, content) => {
      const plain = object(type, 'annotated', content)
      const more = { ...plain, metadata: { ...plain.metadata, annotations: { 'example.com/more': 'x' } } }
      expect([await pass(type, plain), await pass(type, more), await pass(type, more)]).toEqual([
        true,
        true,
        false,
      ])
      expect([await pass(type, plain), await pass(type, plain)]).toEqual([true, false])
      const live = await cluster.direct.get(type, refOf(plain))
      expect(live?.metadata.annotations).not.toHaveProperty('example.com/more')
    },
  )

  it('takes back a field that is not wanted any more', async () => {
    const type = resources.configMap
    await pass(type, object(type, 'shrinks', { data: { keep: '1', drop: '2' } }))
    expect(await pass(type, object(type, 'shrinks', { data: { keep: '1' } }))).toBe(true)
    expect(
      (await cluster.direct.get<Wanted>(type, { namespace: cluster.namespace, name: 'shrinks' }))?.data,
    ).toEqual({
      keep: '1',
    })
  })

  it('restores what somebody changed, and leaves alone what somebody added', async () => {
    const type = resources.configMap
    const wanted = object(type, 'shared', { data: { ours: '1' } })
    await pass(type, wanted)
    await cluster.direct.patch(type, refOf(wanted), 'merge', {
      data: { theirs: 'x' },
      metadata: { labels: { theirs: 'x' } },
    })
    expect(await pass(type, wanted)).toBe(false)
    await cluster.direct.patch(type, refOf(wanted), 'merge', { data: { ours: '2' } })
    expect(await pass(type, wanted)).toBe(true)
    expect(await cluster.direct.get(type, refOf(wanted))).toMatchObject({
      data: { ours: '1', theirs: 'x' },
      metadata: { labels: { theirs: 'x' } },
    })
  })

  it('takes back what was made plainly, and fields that others added stay', async () => {
    const type = resources.service
    const name = 'made-plainly'
    const ports = [{ name: 'http', port: 80 }]
    const wanted = object(type, name, {
      spec: {
        selector: { app: 'engine' },
        ports: [...ports, { name: 'old', port: 81 }],
        publishNotReadyAddresses: true,
      },
    })
    const made = await createUnlessThere(cluster.client, type, wanted)
    expect(made.changed).toBe(true)
    expect(await pass(type, wanted)).toBe(false)
    await cluster.direct.request(
      'PATCH',
      `${pathOf(type, refOf(wanted))}?fieldManager=somebody`,
      { metadata: { labels: { 'of-somebody': 'else' } } },
      { 'content-type': 'application/merge-patch+json' },
    )
    const { managedFields: _, ...metadata } = made.object.metadata
    const stored = { ...made.object, metadata }
    const less = object(type, name, { spec: { selector: { app: 'engine' }, ports } })
    expect((await applyIfChanged(cluster.client, type, less, stored)).changed).toBe(true)
    expect(await pass(type, less)).toBe(false)
    const found = await cluster.direct.get<Wanted>(type, refOf(wanted))
    expect(found?.spec).toMatchObject({ ports: [{ name: 'http', port: 80 }], selector: { app: 'engine' } })
    expect(found?.spec?.ports).toHaveLength(1)
    expect(found?.spec).not.toHaveProperty('publishNotReadyAddresses')
    expect(found?.metadata.labels).toMatchObject({
      'of-somebody': 'else',
      'app.kubernetes.io/name': 'engine',
    })
  })

  it('makes nothing where somebody has the name, and writes no field that the server does not know', async () => {
    const type = resources.configMap
    const theirs = object(type, 'theirs', { data: { a: 'theirs' } })
    await cluster.direct.create(type, theirs)
    const found = await createUnlessThere(
      cluster.client,
      type,
      object(type, 'theirs', { data: { a: 'ours' } }),
    )
    expect(found).toMatchObject({ changed: false, object: { data: { a: 'theirs' } } })
    const unknown = { ...object(type, 'unknown', {}), nobodyKnows: 'this' }
    await expect(createUnlessThere(cluster.client, type, unknown)).rejects.toMatchObject({ code: 400 })
  })

  it('leaves the replicas to an autoscaler when none are wanted', async () => {
    const type = resources.deployment
    const [, , { spec } = {}] = settled.find(([kind]) => kind === 'Deployment') ?? []
    const { replicas: _, ...scaled } = spec ?? {}
    const wanted = object(type, 'scaled', { spec: scaled })
    await pass(type, wanted)
    await cluster.direct.patch(
      type,
      refOf(wanted),
      'merge',
      { spec: { replicas: 3 } },
      { subresource: 'scale' },
    )
    expect(await pass(type, wanted)).toBe(false)
  })

  it('answers with the object as it is, written or not', async () => {
    const type = resources.configMap
    const wanted = configMap('answer', { a: '1' }, { namespace: cluster.namespace })
    const first = await applyIfChanged(cluster.client, type, wanted, undefined)
    const second = await applyIfChanged(cluster.client, type, wanted, first.object)
    expect(first.object.metadata.uid).toBeDefined()
    expect(second).toEqual({ object: first.object, changed: false })
  })
})
