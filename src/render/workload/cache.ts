/**
 * A cache of model files that the pod already mounts: the engine is told to use it, and to stay off the network where nothing could
 * be written into it.
 * @module
 */
import type { EnvironmentVariable } from '../../catalog/recipe.ts'
import { scalarText } from '../../vocabulary/scalar-text.ts'
import { isTree, readAt } from './place.ts'
import type { Target } from './target.ts'

/** Where the hub's library looks by itself, for images whose user is root. */
const usualFolder = '/root/.cache/huggingface'

/** Folders that people mount caches of the hub at; `/models` and the like hold plain folders of files, which is something else. */
const cachePath = /(?:huggingface|hf[-_]?(?:home|cache|hub)|model[-_]?cache)\/?$/i

/** Any of these says where files are. */
const locations = ['HF_HOME', 'HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE', 'TRANSFORMERS_CACHE']

interface CacheMount {
  readonly path: string
  readonly readOnly: boolean
}

function cacheMount({ container, pod }: Target): CacheMount | undefined {
  const mounts = Array.isArray(container.volumeMounts) ? container.volumeMounts.filter(isTree) : []
  const mount = mounts.find(({ mountPath }) => typeof mountPath === 'string' && cachePath.test(mountPath))
  if (mount === undefined) return undefined
  const claimIsReadOnly = readAt(pod, ['volumes', `name=${mount.name}`, 'persistentVolumeClaim', 'readOnly'])
  return { path: scalarText(mount.mountPath), readOnly: mount.readOnly === true || claimIsReadOnly === true }
}

export function cacheEnvironment(target: Target): readonly EnvironmentVariable[] {
  const mount = cacheMount(target)
  if (mount === undefined) return []
  const isSet = (name: string) => readAt(target.container, ['env', `name=${name}`]) !== undefined
  const isFound = mount.path.replace(/\/$/, '') === usualFolder || locations.some(isSet)
  return [
    ...(isFound ? [] : [{ name: 'HF_HOME', value: mount.path }]),
    ...(mount.readOnly ? [{ name: 'HF_HUB_OFFLINE', value: '1' }] : []),
  ]
}
