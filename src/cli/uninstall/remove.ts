/**
 * The steps of taking fitgate out. Each one only looks at what is there, so that a run that was cut short is finished by the next.
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { withoutUpstreamFinalizers } from '../../controllers/finalizers.ts'
import { keyOf } from '../../kube/key.ts'
import { listIfServed } from '../../kube/list-if-served.ts'
import { resources } from '../../kube/resources.ts'
import type { DeleteOptions, KubeClient, KubeObject, ListOptions, ResourceType } from '../../kube/types.ts'
import { inTurn } from '../../vocabulary/in-turn.ts'
import { admissionTypes, ownLabel, rightsTypes } from './kinds.ts'

export interface RemoveOptions {
  /** Where fitgate is installed. */
  readonly namespace: string
  /** What objects of its kinds made is kept, without an owner. */
  readonly keepWorkloads: boolean
  /** Its kinds and their objects are kept. */
  readonly keepDefinitions: boolean
  readonly dryRun: boolean
  /** Of each kind of object. */
  readonly timeoutSeconds: number
  readonly tell: (line: string) => void
}

/** Something that was deleted is there still. */
export class NotGone extends Error {
  override readonly name = 'NotGone'
}

interface Definition extends KubeObject {
  readonly spec: {
    readonly group: string
    readonly names: { readonly plural: string; readonly kind: string }
    readonly scope: 'Namespaced' | 'Cluster'
    readonly versions: readonly { readonly name: string; readonly storage: boolean }[]
  }
}

/** Returns how many objects were removed, or would be. */
export async function removeEverything(client: KubeClient, options: RemoveOptions): Promise<number> {
  const { namespace, keepWorkloads, keepDefinitions } = options
  const remove = (type: ResourceType, which: ListOptions, how?: DeleteOptions) =>
    removeAll(client, type, which, options, how)
  let removed = 0
  for (const type of admissionTypes) removed += await remove(type, { labelSelector: ownLabel })
  // with their pods: a controller that still runs would make again what is removed next
  const processes = { namespace, labelSelector: ownLabel }
  removed += await remove(resources.deployment, processes, { propagation: 'Foreground' })
  if (!keepDefinitions) {
    const { items } = await client.list<Definition>(resources.customResourceDefinition, {
      labelSelector: ownLabel,
    })
    for (const definition of items)
      removed += await remove(
        typeOf(definition),
        {},
        { propagation: keepWorkloads ? 'Orphan' : 'Background' },
      )
    removed += await remove(resources.customResourceDefinition, { labelSelector: ownLabel })
  }
  for (const type of rightsTypes) removed += await remove(type, { labelSelector: ownLabel })
  // a namespace that somebody else made is theirs, with what else they have in it
  removed += await remove(resources.namespace, {
    labelSelector: ownLabel,
    fieldSelector: `metadata.name=${namespace}`,
  })
  return removed
}

function typeOf({ spec }: Definition): ResourceType {
  const { group, names, scope, versions } = spec
  const version = versions.find(({ storage }) => storage)?.name ?? ''
  return { group, version, plural: names.plural, kind: names.kind, namespaced: scope === 'Namespaced' }
}

async function removeAll(
  client: KubeClient,
  type: ResourceType,
  which: ListOptions,
  { dryRun, timeoutSeconds, tell }: RemoveOptions,
  how?: DeleteOptions,
): Promise<number> {
  const left = () => listIfServed(client, type, which)
  const found = await left()
  if (found.length === 0) return 0
  tell(`${dryRun ? 'would remove' : 'removing'} ${namesOf(type, found)}`)
  if (dryRun) return found.length
  await inTurn(found, async (object) => {
    // nobody else takes them off, now that the controller is gone
    await withoutUpstreamFinalizers(client, type, object)
    await client.delete(type, object.metadata, how)
  })
  const deadline = Date.now() + timeoutSeconds * 1000
  for (;;) {
    const still = await left()
    if (still.length === 0) return found.length
    if (Date.now() > deadline) throw new NotGone(notGoneWords(type, still, timeoutSeconds))
    await sleep(200)
  }
}

/** Names that are written out; of more, their number. */
const namesShown = 8

function namesOf({ kind }: ResourceType, objects: readonly KubeObject[]): string {
  const more = objects.length - namesShown
  const names = objects.slice(0, namesShown).map(keyOf).join(', ')
  return `${kind} ${names}${more > 0 ? ` and ${more} more` : ''}`
}

function notGoneWords(type: ResourceType, still: readonly KubeObject[], seconds: number): string {
  const finalizers = [...new Set(still.flatMap(({ metadata }) => metadata.finalizers ?? []))]
  const why =
    finalizers.length === 0
      ? 'See what holds them with kubectl describe.'
      : `They wait for who set the finalizers ${finalizers.join(', ')}.`
  return `${namesOf(type, still)} did not go away within ${seconds} s.\n${why} Then run this again: it goes on from here.`
}
