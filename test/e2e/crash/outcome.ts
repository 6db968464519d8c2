/**
 * Everything of fitgate's that is in a namespace, without what another cluster of the same state would show differently:
 * generated names and addresses, identities, versions and times.
 * @module
 */
import { childTypes } from '../../../src/controllers/aim-endpoint/child-types.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject, ResourceType } from '../../../src/kube/types.ts'
import { managedBy } from '../../../src/render/object.ts'
import { annotations, labels } from '../../../src/vocabulary/names.ts'
import { laneLabel } from './confined.ts'

interface Described extends KubeObject {
  readonly spec?: Readonly<Record<string, unknown>>
  readonly data?: unknown
  readonly status?: Readonly<Record<string, unknown>>
}

const replicaSet: ResourceType = { ...resources.deployment, plural: 'replicasets', kind: 'ReplicaSet' }

/** Whose status is ours; that of the rest tells how far Kubernetes is. */
const ours: readonly ResourceType[] = [resources.aimEndpoint, resources.gpuWorkload, resources.aimRecipe]
const theirs: readonly ResourceType[] = [...childTypes, resources.job]

/** Given by the API server, differently every time. */
const given = new Set([
  'clusterIP',
  'clusterIPs',
  'volumeName',
  'batch.kubernetes.io/controller-uid',
  'controller-uid',
  'uid',
  'lastTransitionTime',
  'lastUpdateTime',
  'lastScheduleTime',
  'nextRetryTime',
  'expiresAt',
  'snapshot',
  // hashes over names that hold the namespace
  'intent',
  'fitgate.dev/inputs',
  'fitgate.dev/applied',
  'fitgate.dev/config-hash',
  'deployment.kubernetes.io/revision',
  // made by KWOK and the volume binder
  'volume.kubernetes.io/selected-node',
])

const isOurs = ({ metadata }: KubeObject) =>
  metadata.labels?.[labels.managedBy] === managedBy || metadata.annotations?.[annotations.model] !== undefined

/** Path → value, as `AIMEndpoint/chat status phase`. */
export type Outcome = Readonly<Record<string, unknown>>

export async function outcome(admin: KubeClient, namespace: string): Promise<Outcome> {
  const listed = async (type: ResourceType) =>
    (
      await admin.list<Described>(
        type,
        type.namespaced ? { namespace } : { labelSelector: `${laneLabel}=${namespace}` },
      )
    ).items
  const [stated, children, replicaSets] = await Promise.all([
    Promise.all(ours.map(listed)),
    Promise.all(theirs.map(listed)),
    listed(replicaSet),
  ])
  /** One more than without the crash is a restart of every pod. */
  const templates = ({ kind, metadata }: KubeObject) =>
    kind === 'Deployment' ? replicaSets.filter((set) => isOwned(set, metadata.uid)).length : undefined
  const told = [
    ...stated.flat().map((object) => described(object, { status: object.status })),
    ...children
      .flat()
      .filter(isOurs)
      .map((object) => described(object, { templates: templates(object) })),
  ]
  let text = JSON.stringify(Object.fromEntries(told), hidden).replaceAll(namespace, 'NAMESPACE')
  // names of Jobs end in the first digits
  for (const { metadata } of stated.flat())
    for (const uid of [metadata.uid ?? '', metadata.uid?.slice(0, 8) ?? ''])
      text = text.replaceAll(uid, 'UID')
  return Object.fromEntries(flat('', JSON.parse(text)))
}

/** What is different, `found` before `expected`. */
export function differences(found: Outcome, expected: Outcome): Readonly<Record<string, readonly unknown[]>> {
  const paths = new Set([...Object.keys(found), ...Object.keys(expected)])
  const different = [...paths].filter((path) => found[path] !== expected[path])
  return Object.fromEntries(different.map((path) => [path, [found[path], expected[path]]]))
}

function* flat(path: string, value: unknown): Generator<readonly [string, unknown]> {
  if (typeof value !== 'object' || value === null) yield [path, value]
  else for (const [key, inner] of Object.entries(value)) yield* flat(`${path} ${key}`.trim(), inner)
}

const isOwned = ({ metadata }: KubeObject, uid: string | undefined) =>
  metadata.ownerReferences?.some((owner) => owner.uid === uid) === true

function described({ kind, metadata, spec, data }: Described, more: object): [string, object] {
  const { name, labels, annotations, finalizers, ownerReferences } = metadata
  const owners = ownerReferences?.map((owner) => `${owner.kind}/${owner.name}`)
  return [`${kind}/${name}`, { labels, annotations, finalizers, owners, spec, data, ...more }]
}

function hidden(key: string, value: unknown): unknown {
  if (given.has(key)) return '…'
  // a pin is JSON inside a string
  if (key === 'fitgate.dev/pin' && typeof value === 'string') return JSON.parse(value)
  return value
}
