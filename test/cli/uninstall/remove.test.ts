import { expect, it } from 'vitest'
import { NotGone, type RemoveOptions, removeEverything } from '../../../src/cli/uninstall/remove.ts'
import type { KubeClient, KubeObject, ListOptions, ResourceType } from '../../../src/kube/types.ts'

const ours = { 'app.kubernetes.io/part-of': 'fitgate' }
const object = (kind: string, name: string, labels = {}, more = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, labels, ...more },
})
const definition = (name: string, kind: string, labels: object) => ({
  ...object('CustomResourceDefinition', name, labels),
  spec: {
    group: 'aim.engine.amd.com',
    names: { plural: name.split('.')[0], kind },
    scope: 'Namespaced',
    versions: [{ name: 'v1alpha1', storage: true }],
  },
})

const installation: readonly KubeObject[] = [
  object('Namespace', 'fitgate-system', ours),
  object('Namespace', 'team-a'),
  object('ClusterRole', 'fitgate-controller', ours),
  object('ClusterRole', 'view'),
  definition('aimendpoints.aim.engine.amd.com', 'AIMEndpoint', ours),
  definition('aimcaches.aim.engine.amd.com', 'AIMCache', {}),
  object('AIMEndpoint', 'chat', {}, { namespace: 'team-a' }),
  object('AIMCache', 'models', {}, { namespace: 'team-a' }),
  object('Deployment', 'fitgate-webhook', ours, { namespace: 'fitgate-system' }),
  object('Deployment', 'chat', {}, { namespace: 'team-a' }),
  object('ValidatingWebhookConfiguration', 'fitgate', ours),
  object('ValidatingWebhookConfiguration', 'of-others'),
]

/** A cluster that deletes at once what carries no finalizer, and says what was deleted and how. */
function clusterOf(objects: readonly KubeObject[]) {
  let left = [...objects]
  const deleted: string[] = []
  const client = {
    async list({ kind }: ResourceType, { namespace, labelSelector, fieldSelector }: ListOptions = {}) {
      const [label = '', value] = labelSelector?.split('=') ?? []
      const items = left.filter(
        ({ kind: own, metadata }) =>
          own === kind &&
          (namespace === undefined || metadata.namespace === namespace) &&
          (value === undefined || metadata.labels?.[label] === value) &&
          (fieldSelector === undefined || fieldSelector === `metadata.name=${metadata.name}`),
      )
      return { items, resourceVersion: '1' }
    },
    async patch(
      { kind }: ResourceType,
      { name }: { name: string },
      _how: string,
      patch: { metadata: object },
    ) {
      left = left.map((each) =>
        each.kind === kind && each.metadata.name === name
          ? { ...each, metadata: { ...each.metadata, ...patch.metadata } }
          : each,
      )
    },
    async delete({ kind }: ResourceType, { name }: { name: string }, how?: { propagation?: string }) {
      deleted.push([kind, name, how?.propagation].filter(Boolean).join(' '))
      left = left.filter(
        (each) => each.kind !== kind || each.metadata.name !== name || each.metadata.finalizers?.length,
      )
    },
  } as unknown as KubeClient
  return { client, deleted, left: () => left.map(({ kind, metadata }) => `${kind} ${metadata.name}`) }
}

const told: string[] = []
const options: RemoveOptions = {
  namespace: 'fitgate-system',
  keepWorkloads: false,
  keepDefinitions: false,
  dryRun: false,
  timeoutSeconds: 0.3,
  tell: (line) => told.push(line),
}

it('what the API server asks goes first, what the controller needs last, and nothing of others', async () => {
  const { client, deleted, left } = clusterOf(installation)
  expect(await removeEverything(client, options)).toBe(6)
  expect(deleted).toEqual([
    'ValidatingWebhookConfiguration fitgate',
    'Deployment fitgate-webhook Foreground',
    'AIMEndpoint chat Background',
    'CustomResourceDefinition aimendpoints.aim.engine.amd.com',
    'ClusterRole fitgate-controller',
    'Namespace fitgate-system',
  ])
  expect(left()).toEqual(
    installation
      .filter(
        ({ kind, metadata }) =>
          metadata.labels !== undefined &&
          !metadata.labels['app.kubernetes.io/part-of'] &&
          kind !== 'AIMEndpoint',
      )
      .map(({ kind, metadata }) => `${kind} ${metadata.name}`),
  )
  expect(await removeEverything(client, options)).toBe(0)
})

it('what objects made is kept when that is asked for, and objects with it when their kinds are', async () => {
  const orphaning = clusterOf(installation)
  await removeEverything(orphaning.client, { ...options, keepWorkloads: true })
  expect(orphaning.deleted).toContain('AIMEndpoint chat Orphan')
  const keeping = clusterOf(installation)
  await removeEverything(keeping.client, { ...options, keepDefinitions: true })
  expect(keeping.left()).toEqual(
    expect.arrayContaining(['AIMEndpoint chat', 'CustomResourceDefinition aimendpoints.aim.engine.amd.com']),
  )
})

it('a dry run removes nothing and names everything', async () => {
  const { client, deleted } = clusterOf(installation)
  told.length = 0
  expect(await removeEverything(client, { ...options, dryRun: true })).toBe(6)
  expect(deleted).toEqual([])
  expect(told).toContain('would remove AIMEndpoint team-a/chat')
})

it('finalizers of upstream operators do not hold anything; those of others are told of', async () => {
  const upstream = object(
    'AIMEndpoint',
    'old',
    {},
    {
      namespace: 'team-a',
      finalizers: ['aimendpoint.aim.engine.amd.com/finalizer'],
    },
  )
  const { client, left } = clusterOf([...installation, upstream])
  await removeEverything(client, options)
  expect(left()).not.toContain('AIMEndpoint old')
  const held = object('AIMEndpoint', 'held', {}, { namespace: 'team-a', finalizers: ['example.com/backup'] })
  const stuck = removeEverything(clusterOf([...installation, held]).client, options)
  await expect(stuck).rejects.toThrow(NotGone)
  await expect(stuck).rejects.toThrow(/^AIMEndpoint team-a\/held did not go away[\s\S]*example\.com\/backup/)
})
