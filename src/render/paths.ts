/**
 * Where things are inside the container.
 * @module
 */

/** Folder of the mounted ConfigMap. */
export const configFolder = '/etc/fitgate'

/** Key in the ConfigMap, and file name in the folder. */
export const configFile = 'config.yaml'

export const configPath = `${configFolder}/${configFile}`

/** Model files: the path the upstream operator mounted its cache at, so caches filled by it are found. */
export const cacheFolder = '/workspace/model-cache'

export const sharedMemoryFolder = '/dev/shm'

/** Port the engine listens on where `service.targetPort` is not set. */
export const defaultPort = 8000
