import { describe, expect, it } from 'vitest'
import type { KnownCache } from '../../../src/inventory/known-caches.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import { sandboxHardware } from '../../decide/builders.ts'
import { context } from '../builders.ts'
import { annotated, created, deployment, engineOf, podOf, updated } from './builders.ts'

const given = context({ hardware: sandboxHardware })
const named = (name: string) => deployment({ annotations: { [annotations.cache]: name } })
const volume = (claimName: string) => ({
  name: 'fitgate-cache',
  persistentVolumeClaim: { claimName, readOnly: true },
})
const mount = { name: 'fitgate-cache', mountPath: '/workspace/model-cache', readOnly: true }
const offline = { name: 'HF_HUB_OFFLINE', value: '1' }

describe('a workload that names a cache', () => {
  it('mounts the claim of an AIMCache or a ModelCache, read-only and offline', () => {
    const object = created(named('models'), given)
    expect(podOf(object).volumes).toContainEqual(volume('models-storage'))
    expect(engineOf(object).volumeMounts).toContainEqual(mount)
    expect(engineOf(object).env).toContainEqual(offline)
    expect(podOf(created(named('modelcache/qwen'), given)).volumes).toContainEqual(volume('qwen-cache'))
  })

  it('prefers nodes that hold the model, and sees it where the cache says', () => {
    const cache: KnownCache = {
      kind: 'AIMCache',
      namespace: 'serving',
      name: 'models',
      models: [],
      ready: [],
      mountPath: '/models',
      nodes: ['gpu-1'],
    }
    const here = { ...named('models') }
    const known = [cache, { ...cache, namespace: here.metadata.namespace ?? 'default' }]
    const object = created(here, context({ hardware: sandboxHardware, caches: { known, leftOut: 0 } }))
    expect(JSON.stringify(podOf(object).affinity)).toContain('"values":["gpu-1"]')
    expect(engineOf(object).volumeMounts).toContainEqual({ ...mount, mountPath: '/models' })
  })

  it('gets it when it names it later, another when it names another, and gives it back', () => {
    const before = created(deployment(), given)
    const with1 = updated(before, annotated(before, { [annotations.cache]: 'models' }), given)
    expect(podOf(with1).volumes).toContainEqual(volume('models-storage'))
    const with2 = updated(with1, annotated(with1, { [annotations.cache]: 'others' }), given)
    expect(podOf(with2).volumes).toEqual([volume('others-storage')])
    const without = updated(with2, annotated(with2, { [annotations.cache]: undefined }), given)
    expect(podOf(without)).toEqual(podOf(before))
  })

  it('keeps what the container says of model files itself', () => {
    const own = { name: 'HF_HOME', value: '/data' }
    const object = created(
      deployment({ annotations: { [annotations.cache]: 'models' }, container: { env: [own] } }),
      given,
    )
    expect(podOf(object).volumes ?? []).not.toContainEqual(volume('models-storage'))
    expect(engineOf(object).env).toContainEqual(own)
    expect(engineOf(object).env).not.toContainEqual(offline)
  })
})
