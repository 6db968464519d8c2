/**
 * Every kind that a stock API server lets one create, as it says itself, each with the least that makes it valid.
 * @module
 */
import { pathOf } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject, ResourceType } from '../../../src/kube/types.ts'

interface GroupList {
  readonly groups: readonly {
    readonly name: string
    readonly versions: readonly { readonly version: string }[]
  }[]
}

interface ResourceList {
  readonly resources: readonly {
    readonly name: string
    readonly kind: string
    readonly namespaced: boolean
    readonly verbs: readonly string[]
  }[]
}

/** Groups that are not of a stock cluster but of this sandbox. */
const added = ['aim.engine.amd.com', 'gpu.warp.dev', 'inference.ai', 'leaderworkerset.x-k8s.io']

/** All that can be created, in every version that is served. */
export async function stockKinds(client: KubeClient): Promise<readonly ResourceType[]> {
  const { groups } = (await client.request('GET', '/apis')) as GroupList
  const served = [
    { group: '', version: 'v1' },
    ...groups
      .filter(({ name }) => !added.includes(name))
      .flatMap(({ name, versions }) => versions.map(({ version }) => ({ group: name, version }))),
  ]
  const lists = await Promise.all(
    served.map(async ({ group, version }) => {
      const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
      const { resources } = (await client.request('GET', root)) as ResourceList
      return resources
        .filter(({ name, verbs }) => !name.includes('/') && verbs.includes('create'))
        .map(({ name, kind, namespaced }) => ({ group, version, plural: name, kind, namespaced }))
    }),
  )
  return lists.flat()
}

export const template = (over: Readonly<Record<string, unknown>> = {}) => ({
  metadata: { labels: { app: 'x' } },
  spec: { containers: [{ name: 'x', image: 'registry.k8s.io/pause:3.10', ...over }] },
})
const selector = { matchLabels: { app: 'x' } }
const cel = { failurePolicy: 'Ignore', matchConstraints: { resourceRules: [] } }
const ref = { apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: 'x' }

/** What a kind needs beside its metadata, given what its pods are made of. */
const bodies: Readonly<
  Record<string, (pod: ReturnType<typeof template>) => Readonly<Record<string, unknown>>>
> = {
  APIService: () => ({
    spec: { group: 'x.example.com', version: 'v1', groupPriorityMinimum: 1, versionPriority: 1 },
  }),
  Binding: () => ({ target: { kind: 'Node', name: 'none' } }),
  CSIDriver: () => ({ spec: {} }),
  CSINode: () => ({ spec: { drivers: [] } }),
  CSIStorageCapacity: () => ({ storageClassName: 'x' }),
  CertificateSigningRequest: () => ({
    spec: { request: '', signerName: 'example.com/x', usages: ['client auth'] },
  }),
  ClusterRoleBinding: () => ({
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
  }),
  ControllerRevision: () => ({ data: {}, revision: 1 }),
  CronJob: (pod) => ({
    spec: {
      schedule: '0 0 1 1 *',
      jobTemplate: { spec: { template: { ...pod, spec: { ...pod.spec, restartPolicy: 'Never' } } } },
    },
  }),
  CustomResourceDefinition: () => ({
    metadata: { name: 'scopes.x.example.com' },
    spec: {
      group: 'x.example.com',
      names: { kind: 'Scope', plural: 'scopes' },
      scope: 'Namespaced',
      versions: [
        { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
      ],
    },
  }),
  DaemonSet: (pod) => ({ spec: { selector, template: pod } }),
  Deployment: (pod) => ({ spec: { selector, template: pod } }),
  DeviceClass: () => ({ spec: {} }),
  EndpointSlice: () => ({ addressType: 'IPv4', endpoints: [] }),
  Event: () => ({
    involvedObject: ref,
    regarding: ref,
    action: 'x',
    reason: 'x',
    type: 'Normal',
    eventTime: '2027-01-01T00:00:00.000000Z',
    reportingController: 'example.com/x',
    reportingInstance: 'x',
    reportingComponent: 'x',
  }),
  FlowSchema: () => ({ spec: { priorityLevelConfiguration: { name: 'exempt' } } }),
  HorizontalPodAutoscaler: () => ({
    spec: { maxReplicas: 1, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'none' } },
  }),
  Ingress: () => ({ spec: { defaultBackend: { service: { name: 'x', port: { number: 80 } } } } }),
  IngressClass: () => ({ spec: { controller: 'example.com/x' } }),
  IPAddress: () => ({
    metadata: { name: '10.99.99.99' },
    spec: { parentRef: { group: '', resource: 'services', name: 'x', namespace: 'default' } },
  }),
  Job: (pod) => ({ spec: { template: { ...pod, spec: { ...pod.spec, restartPolicy: 'Never' } } } }),
  LeaderWorkerSet: (pod) => ({ spec: { leaderWorkerTemplate: { size: 1, workerTemplate: pod } } }),
  LocalSubjectAccessReview: () => ({ spec: access }),
  MutatingAdmissionPolicy: () => ({
    spec: {
      ...cel,
      reinvocationPolicy: 'Never',
      mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: '[]' } }],
    },
  }),
  MutatingAdmissionPolicyBinding: () => ({ spec: { policyName: 'none' } }),
  PersistentVolume: () => ({
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/tmp/none' } },
  }),
  PersistentVolumeClaim: () => ({
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  }),
  Pod: (pod) => ({ spec: pod.spec }),
  PodDisruptionBudget: () => ({ spec: { selector } }),
  PodTemplate: (pod) => ({ template: pod }),
  PriorityClass: () => ({ value: 1 }),
  PriorityLevelConfiguration: () => ({ spec: { type: 'Exempt', exempt: {} } }),
  ReplicaSet: (pod) => ({ spec: { selector, template: pod } }),
  ReplicationController: (pod) => ({ spec: { selector: { app: 'x' }, template: pod } }),
  ResourceClaim: () => ({ spec: {} }),
  ResourceClaimTemplate: () => ({ spec: { spec: {} } }),
  ResourceSlice: () => ({
    spec: {
      driver: 'x.example.com',
      nodeName: 'none',
      pool: { name: 'x', generation: 1, resourceSliceCount: 1 },
    },
  }),
  RoleBinding: () => ({
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
  }),
  RuntimeClass: () => ({ handler: 'x' }),
  SelfSubjectAccessReview: () => ({ spec: { nonResourceAttributes: access.nonResourceAttributes } }),
  SelfSubjectRulesReview: () => ({ spec: { namespace: 'default' } }),
  Service: () => ({ spec: { ports: [{ port: 80 }] } }),
  ServiceCIDR: () => ({ spec: { cidrs: ['10.111.0.0/24'] } }),
  StatefulSet: (pod) => ({ spec: { serviceName: 'x', selector, template: pod } }),
  StorageClass: () => ({ provisioner: 'example.com/x' }),
  SubjectAccessReview: () => ({ spec: access }),
  TokenReview: () => ({ spec: { token: 'x' } }),
  ValidatingAdmissionPolicy: () => ({ spec: { ...cel, validations: [{ expression: 'true' }] } }),
  ValidatingAdmissionPolicyBinding: () => ({ spec: { policyName: 'none', validationActions: ['Warn'] } }),
  VolumeAttachment: () => ({
    spec: { attacher: 'example.com/x', nodeName: 'none', source: { persistentVolumeName: 'x' } },
  }),
  VolumeAttributesClass: () => ({ driverName: 'example.com/x', parameters: { a: 'b' } }),
}

const access = { user: 'somebody', nonResourceAttributes: { path: '/', verb: 'get' } }

/** An object of a kind; its pods are `template()`, or another's. */
export function sampleOf(
  type: ResourceType,
  name: string,
  metadata: Readonly<Record<string, unknown>> = {},
  pod = template(),
): KubeObject {
  const apiVersion = type.group === '' ? type.version : `${type.group}/${type.version}`
  const { metadata: own = {}, ...body } = bodies[type.kind]?.(pod) ?? {}
  return {
    apiVersion,
    kind: type.kind,
    metadata: { name, ...metadata, ...(own as object) },
    ...body,
  } as KubeObject
}

/** Creates it for nobody to keep: what the API server would send is sent all the same. */
export function tryOut(client: KubeClient, type: ResourceType, object: KubeObject): Promise<unknown> {
  const { namespace } = object.metadata
  return client.request(
    'POST',
    `${pathOf(type, namespace === undefined ? {} : { namespace })}?dryRun=All`,
    object,
  )
}
