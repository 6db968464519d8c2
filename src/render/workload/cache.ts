/**
 * A cache of model files: the one that the object names in `fitgate.dev/cache` is mounted, one that the pod mounts already is found.
 * The engine is told to use it, and to stay off the network where nothing could be written into it.
 * @module
 */
import { claimOf } from '../../api/cache/reference.ts'
import {
  ownCacheMount,
  ownLocation,
  ownModelFiles,
  cacheVolumeName as volume,
} from '../../api/workload/own-model-files.ts'
import type { EnvironmentVariable } from '../../catalog/recipe.ts'
import { scalarText } from '../../vocabulary/scalar-text.ts'
import { offline } from '../filled-cache.ts'
import { cacheFolder } from '../paths.ts'
import { type Medium, mediumOf } from '../start-up.ts'
import { type Concern, isAt, type Plan } from './concern.ts'
import { isTree, readAt } from './place.ts'
import type { Target } from './target.ts'

/** Where the hub's library looks by itself, for images whose user is root. */
const usualFolder = '/root/.cache/huggingface'

/** The cache that the object names; `undefined` where the container says by itself where files are. */
function namedCache({ workload, container }: Target) {
  const { cache } = workload.settings
  return cache === undefined || ownModelFiles(container) !== undefined ? undefined : cache
}

const pathOf = ({ cache }: Plan) => cache?.mountPath ?? cacheFolder

export const cacheVolume: Concern = {
  scope: 'pod',
  writes: (steps, value) =>
    isAt(steps, 'volumes', `name=${volume}`) &&
    isTree(value) &&
    Object.keys(value).sort().join() === 'name,persistentVolumeClaim' &&
    readAt(value, ['persistentVolumeClaim', 'readOnly']) === true,
  isOpen: (target) =>
    namedCache(target) !== undefined && readAt(target.pod, ['volumes', `name=${volume}`]) === undefined,
  propose({ target }) {
    const cache = namedCache(target)
    if (cache === undefined) return []
    const claim = { claimName: claimOf(cache), readOnly: true }
    return [{ steps: ['volumes', `name=${volume}`], value: { name: volume, persistentVolumeClaim: claim } }]
  },
}

export const cacheVolumeMount: Concern = {
  scope: 'container',
  writes: (steps, value) =>
    isAt(steps, 'volumeMounts', '*') &&
    isTree(value) &&
    value.name === volume &&
    steps[1] === `mountPath=${scalarText(value.mountPath)}`,
  isOpen: (target, steps) =>
    namedCache(target) !== undefined && readAt(target.container, steps) === undefined,
  propose: (plan) => [
    {
      steps: ['volumeMounts', `mountPath=${pathOf(plan)}`],
      value: { name: volume, mountPath: pathOf(plan), readOnly: true },
    },
  ],
}

/** Where the files are that the engine starts from. */
export function workloadMedium({ target, cache }: Plan): Medium {
  return namedCache(target) === undefined ? 'anywhere' : mediumOf(cache)
}

export function cacheEnvironment(plan: Plan): readonly EnvironmentVariable[] {
  const { container, pod } = plan.target
  if (namedCache(plan.target) !== undefined) return [{ name: 'HF_HOME', value: pathOf(plan) }, ...offline]
  const mount = ownCacheMount(container)
  if (mount === undefined) return []
  const path = scalarText(mount.mountPath)
  const claimIsReadOnly = readAt(pod, ['volumes', `name=${mount.name}`, 'persistentVolumeClaim', 'readOnly'])
  const isFound = path.replace(/\/$/, '') === usualFolder || ownLocation(container) !== undefined
  return [
    ...(isFound ? [] : [{ name: 'HF_HOME', value: path }]),
    ...(mount.readOnly === true || claimIsReadOnly === true ? [{ name: 'HF_HUB_OFFLINE', value: '1' }] : []),
  ]
}
