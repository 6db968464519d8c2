/**
 * Where a container says by itself that model files are: a cache of the hub that it mounts, or a variable.
 * @module
 */
import { type JsonObject, objectsAt, textAt } from './json.ts'

/** Name of the volume that is added for `fitgate.dev/cache`, which is nobody's own. */
export const cacheVolumeName = 'fitgate-cache'

/** Folders that people mount caches of the hub at; `/models` and the like hold plain folders of files, which is something else. */
const cachePath = /(?:huggingface|hf[-_]?(?:home|cache|hub)|model[-_]?cache)\/?$/i

/** Any of these says where files are. */
const locations = ['HF_HOME', 'HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE', 'TRANSFORMERS_CACHE']

/** The first mount at a folder that holds a cache of the hub. */
export function ownCacheMount(container: JsonObject): JsonObject | undefined {
  const mounts = objectsAt(container, ['volumeMounts']).map(({ value }) => value)
  return mounts.find(
    (mount) => mount.name !== cacheVolumeName && cachePath.test(textAt(mount, ['mountPath']) ?? ''),
  )
}

/** The first variable that says where files are. */
export function ownLocation(container: JsonObject): string | undefined {
  const names = objectsAt(container, ['env']).map(({ value }) => textAt(value, ['name']) ?? '')
  return names.find((name) => locations.includes(name))
}

/** What stands against a volume beside it, in words; `undefined` where nothing does. */
export function ownModelFiles(container: JsonObject): string | undefined {
  const mount = ownCacheMount(container)
  if (mount !== undefined) return `a volume at ${textAt(mount, ['mountPath'])}`
  const isAdded = objectsAt(container, ['volumeMounts']).some(({ value }) => value.name === cacheVolumeName)
  const location = isAdded ? undefined : ownLocation(container)
  return location === undefined ? undefined : `the variable ${location}`
}
