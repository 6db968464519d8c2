/**
 * Whose definitions these are: another operator's of the same names has other schemas, and reconciling its objects would fight it.
 * @module
 */
import { ApiError } from '../kube/api-error.ts'
import { sleep, systemClock } from '../kube/clock.ts'
import { ownKinds, resources } from '../kube/resources.ts'
import type { KubeClient, KubeObject, ResourceType } from '../kube/types.ts'
import type { Log } from './log.ts'

const partOf = 'app.kubernetes.io/part-of'

/** A definition of one of our names belongs to somebody else. */
export class ForeignDefinitionError extends Error {
  override readonly name = 'ForeignDefinitionError'
}

function wayOut(names: readonly string[], groups: readonly string[]): string {
  const them = names.join(' and ')
  const folders = groups.map((group) => `crds/${group}`).join(' and ')
  return [
    `${them} ${names.length === 1 ? 'is' : 'are'} here already and not fitgate's (no label ${partOf}=fitgate).`,
    'Two operators cannot serve the same kinds. Either',
    `  leave the group out of fitgate: remove ${folders} from the kustomization you install, and do not start its controller;`,
    `  or remove the other operator and its definitions (its objects go with them), then: kubectl apply --server-side -k crds`,
  ].join('\n')
}

/**
 * Resolves when every definition is ours or not there yet; asks until the API server answers.
 * @throws ForeignDefinitionError with the way out
 */
export async function checkDefinitions(client: KubeClient, log: Log): Promise<void> {
  for (;;) {
    try {
      return await refuseForeign(client, log)
    } catch (error) {
      if (!(error instanceof ApiError) || (error.code > 0 && error.code < 500 && error.code !== 429))
        throw error
      log.warn({ err: error }, 'the API server does not answer yet')
      await sleep(systemClock, 1000)
    }
  }
}

async function refuseForeign(client: KubeClient, log: Log): Promise<void> {
  const foreign: ResourceType[] = []
  for (const type of ownKinds) {
    const name = `${type.plural}.${type.group}`
    try {
      const found = await client.get<KubeObject>(resources.customResourceDefinition, { name })
      if (found && found.metadata.labels?.[partOf] !== 'fitgate') foreign.push(type)
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 403) throw error
      log.warn({ name }, 'not allowed to read the definition, so whose it is stays unknown')
    }
  }
  if (foreign.length === 0) return
  const names = foreign.map(({ plural, group }) => `CustomResourceDefinition ${plural}.${group}`)
  throw new ForeignDefinitionError(wayOut(names, [...new Set(foreign.map(({ group }) => group))]))
}
