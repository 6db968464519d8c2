/**
 * Custom resource definitions of the same name that belong to somebody else must not be overwritten: their objects and their
 * operator would break.
 * @module
 */
import { resources } from '../../kube/resources.ts'
import type { KubeClient, KubeObject } from '../../kube/types.ts'
import { SandboxError } from '../sandbox-error.ts'

const partOf = 'app.kubernetes.io/part-of'

/** Rejects with `ForeignObject` when one of `definitions` is in the cluster and was not installed by fitgate. */
export async function refuseForeignDefinitions(
  client: KubeClient,
  definitions: readonly KubeObject[],
): Promise<void> {
  const wanted = definitions.filter(({ kind }) => kind === 'CustomResourceDefinition')
  const found = await Promise.all(
    wanted.map(({ metadata }) => client.get(resources.customResourceDefinition, { name: metadata.name })),
  )
  const foreign = found.flatMap((definition) =>
    definition && definition.metadata.labels?.[partOf] !== 'fitgate' ? [definition.metadata.name] : [],
  )
  if (foreign.length === 0) return
  const groups = [...new Set(foreign.map((name) => name.slice(name.indexOf('.') + 1)))]
  throw new SandboxError(
    'ForeignObject',
    `The cluster already has definitions of the same name that fitgate did not install:
${foreign.map((name) => `  ${name}`).join('\n')}
Keep them: install fitgate without ${groups.join(', ')} (each group is a folder of crds/, leave its line out of crds/kustomization.yaml).
Or replace them: remove the operator they belong to, back up its objects, then: kubectl delete crd ${foreign.join(' ')}`,
  )
}
