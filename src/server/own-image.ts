/**
 * The image that this process runs from, so that the Jobs it makes run the same: whoever renames or retags the image in a kustomization
 * has it in one place.
 * @module
 */
import { resources } from '../kube/resources.ts'
import type { KubeClient, KubeObject } from '../kube/types.ts'

interface Pod extends KubeObject {
  readonly spec?: { readonly containers?: readonly { readonly name: string; readonly image?: string }[] }
}

/** Of the Deployment in `manifests/base`; meshes put containers of their own beside it. */
const containerName = 'controller'

/**
 * `undefined` where no pod of that name is there, as outside of a cluster.
 *
 * @param pod its name, which is the host name of its containers
 */
export async function ownImage(
  client: KubeClient,
  namespace: string,
  pod: string,
): Promise<string | undefined> {
  const { items } = await client.list<Pod>(resources.pod, {
    namespace,
    fieldSelector: `metadata.name=${pod}`,
  })
  const containers = items[0]?.spec?.containers ?? []
  return (containers.find(({ name }) => name === containerName) ?? containers[0])?.image
}
