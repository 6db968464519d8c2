/**
 * The cluster of a kubeconfig, for as long as a command needs it.
 * @module
 */
import { ApiError } from '../../kube/api-error.ts'
import type { ConnectionSource } from '../../kube/config.ts'
import type { KubeClient } from '../../kube/types.ts'
import { UsageError } from '../command.ts'
import { cannotRead } from '../read-text.ts'

export interface Cluster {
  readonly client: KubeClient
  readonly source: ConnectionSource
  /** `host:port` of the API server, for people. */
  readonly host: string
}

/**
 * Opens a client, lets `work` use it, closes it.
 *
 * @param kubeconfig default: `$KUBECONFIG`, `~/.kube/config`, then the pod's own account
 * @throws UsageError when the kubeconfig cannot be used, or the API server does not answer or lets nobody in
 */
export async function withCluster<T>(
  kubeconfig: string | undefined,
  work: (cluster: Cluster) => Promise<T>,
): Promise<T> {
  if (kubeconfig === '') throw new UsageError('--kubeconfig is empty')
  const { loadKubeconfig } = await import('../../kube/config.ts')
  const { createClient } = await import('../../kube/client.ts')
  const source = await loadKubeconfig(kubeconfig).catch((error: unknown) => {
    throw cannotRead(kubeconfig ?? pathIn(error) ?? 'kubeconfig', error)
  })
  const client = createClient(source)
  const { host } = source.server
  try {
    return await work({ client, source, host })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw new UsageError(`${kubeconfig ?? 'kubeconfig'}: ${host} cannot be read: ${error.message}`)
  } finally {
    client.close()
  }
}

/** The file of an error of the file system: of those in `$KUBECONFIG`, the one that is meant. */
function pathIn(error: unknown): string | undefined {
  return error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : undefined
}
