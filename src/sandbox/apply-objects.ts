/**
 * Applies objects of any kind, as `kubectl apply --server-side` would: kinds are looked up at the API server, what others
 * depend on goes first.
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { resources } from '../kube/resources.ts'
import type { KubeClient, KubeObject, ResourceType } from '../kube/types.ts'

interface Discovery {
  readonly resources: readonly {
    readonly name: string
    readonly kind: string
    readonly namespaced: boolean
  }[]
}

interface Definition extends KubeObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] }
}

/** Kinds that go before all others, and kinds that go last: a webhook must not guard what is installed with it. */
const first = ['Namespace', 'CustomResourceDefinition', 'ServiceAccount', 'ClusterRole', 'Role']
const last = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']

/** Applies all objects; returns when the custom resource definitions among them are served. */
export async function applyObjects(client: KubeClient, objects: readonly KubeObject[]): Promise<void> {
  const lookUp = kindLookup(client)
  const rank = ({ kind }: KubeObject) => {
    if (first.includes(kind)) return first.indexOf(kind)
    return first.length + (last.includes(kind) ? 1 : 0)
  }
  for (const wanted of new Set(objects.map(rank).toSorted((a, b) => a - b))) {
    const wave = objects.filter((object) => rank(object) === wanted)
    await Promise.all(wave.map(async (object) => client.apply(await lookUp(object), object)))
    await Promise.all(
      wave
        .filter(({ kind }) => kind === 'CustomResourceDefinition')
        .map(({ metadata }) => served(client, metadata.name)),
    )
  }
}

const servedPollMs = 50
const servedWithinMs = 20_000

async function served(client: KubeClient, name: string): Promise<void> {
  for (let waited = 0; waited < servedWithinMs; waited += servedPollMs) {
    const definition = await client.get<Definition>(resources.customResourceDefinition, { name })
    const conditions = definition?.status?.conditions ?? []
    if (conditions.some(({ type, status }) => type === 'Established' && status === 'True')) return
    await sleep(servedPollMs)
  }
  throw new Error(`the API server does not serve ${name}: its definition is not Established`)
}

/** The resource type of an object; each group is asked for once. */
export function kindLookup(client: KubeClient): (object: KubeObject) => Promise<ResourceType> {
  const asked = new Map<string, Promise<Discovery>>()
  return async ({ apiVersion, kind }) => {
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
    const path = group === '' ? `/api/${version}` : `/apis/${apiVersion}`
    const answer = asked.get(path) ?? (client.request('GET', path) as Promise<Discovery>)
    asked.set(path, answer)
    const found = (await answer).resources.find((each) => each.kind === kind && !each.name.includes('/'))
    if (found === undefined) throw new Error(`the API server does not know kind ${kind} of ${apiVersion}`)
    return {
      group: group ?? '',
      version: version ?? '',
      plural: found.name,
      kind,
      namespaced: found.namespaced,
    }
  }
}
