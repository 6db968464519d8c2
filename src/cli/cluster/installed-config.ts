/**
 * The configuration that the fitgate of a cluster runs with, read from where its pods mount it.
 * @module
 */
import { ApiError } from '../../kube/api-error.ts'
import { resources } from '../../kube/resources.ts'
import type { KubeClient, KubeObject } from '../../kube/types.ts'
import { defaultConfig, type ServerConfig } from '../../server/config.ts'
import { configOf, readConfigFile } from '../config-file.ts'

interface ConfigMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>
}

interface Deployment extends KubeObject {
  readonly spec?: {
    readonly template?: {
      readonly spec?: { readonly volumes?: readonly { readonly configMap?: { readonly name?: string } }[] }
    }
  }
}

export interface InstalledConfig {
  readonly config: ServerConfig
  /** Where it is from, for people. */
  readonly words: string
}

/** The name that kustomize's hash is put behind. */
const mapPrefix = 'fitgate-config'

/**
 * A file that was named wins; without one, the ConfigMap that the controller mounts; where there is none or it may not be read, the defaults.
 * @throws UsageError when the configuration found is wrong
 */
export async function installedConfig(
  client: KubeClient,
  namespace: string,
  file?: string,
): Promise<InstalledConfig> {
  if (file !== undefined) return { config: await readConfigFile(file), words: file }
  try {
    const map = await mountedMap(client, namespace)
    const text = map?.data?.['config.yaml']
    if (map === undefined || text === undefined)
      return { config: defaultConfig, words: `defaults (no ${mapPrefix} in namespace ${namespace})` }
    const words = `ConfigMap ${namespace}/${map.metadata.name}`
    return { config: configOf(text, words), words }
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 403) throw error
    return { config: defaultConfig, words: `defaults (ConfigMaps of ${namespace} may not be read)` }
  }
}

/** The one a Deployment of ours mounts; where nothing runs as a Deployment, the newest of that name. */
async function mountedMap(client: KubeClient, namespace: string): Promise<ConfigMap | undefined> {
  const controller = await client.get<Deployment>(resources.deployment, {
    namespace,
    name: 'fitgate-controller',
  })
  const names = (controller?.spec?.template?.spec?.volumes ?? []).map(
    ({ configMap }) => configMap?.name ?? '',
  )
  const mounted = names.find((name) => name.startsWith(mapPrefix))
  if (mounted !== undefined) return client.get<ConfigMap>(resources.configMap, { namespace, name: mounted })
  const { items } = await client.list<ConfigMap>(resources.configMap, { namespace })
  return items
    .filter(({ metadata }) => metadata.name.startsWith(mapPrefix))
    .toSorted((a, b) => createdMs(a) - createdMs(b))
    .at(-1)
}

function createdMs({ metadata }: KubeObject): number {
  return Date.parse(metadata.creationTimestamp ?? '') || 0
}
