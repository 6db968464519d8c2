import { describe, expect, it } from 'vitest'
import { parseInferenceService, toIntentRequest } from '../../src/api/inference/inference-service.ts'
import { decide } from '../../src/decide/decide.ts'
import type { KnownCache } from '../../src/inventory/known-caches.ts'
import { renderEndpoint } from '../../src/render/endpoint.ts'
import { renderInferenceService } from '../../src/render/inference-service.ts'
import { selectorOf } from '../../src/render/object.ts'
import { knowing, sandboxHardware } from '../decide/builders.ts'
import { candidateOf, container, endpoint, only, rendered, template } from './builders.ts'

const models: KnownCache = {
  kind: 'AIMCache',
  namespace: 'serving',
  name: 'models',
  models: ['Qwen/Qwen3-32B'],
  ready: ['Qwen/Qwen3-32B'],
}

const object = endpoint('qwen', { gpuCount: 1, cacheName: 'models' })

function using(cache?: KnownCache) {
  const candidate = candidateOf(object)
  return renderEndpoint({ endpoint: object, candidate, version: '1', ...(cache && { cache }) })
}

const inputsOf = (objects: ReturnType<typeof using>) =>
  only(objects, 'Deployment').metadata.annotations?.['fitgate.dev/inputs']

describe('an endpoint that uses a cache', () => {
  it('mounts its claim read-only, in either form, and stays off the network', () => {
    expect(using()).toEqual(
      renderEndpoint({
        endpoint: endpoint('qwen', { gpuCount: 1, cacheName: 'models' }),
        candidate: candidateOf(endpoint('qwen', { gpuCount: 1 })),
        version: '1',
      }),
    )
    const { volumes } = template(using()).spec
    expect(volumes).toContainEqual({
      name: 'cache',
      persistentVolumeClaim: { claimName: 'models-storage', readOnly: true },
    })
    expect(container(using()).env).toContainEqual({ name: 'HF_HUB_OFFLINE', value: '1' })
    expect(rendered('qwen', { cache: { name: 'models' } }).map(({ kind }) => kind)).not.toContain(
      'PersistentVolumeClaim',
    )
  })

  it('prefers nodes that hold the model, and is given less time there', () => {
    const onNodes = using({ ...models, nodes: ['gpu-1', 'gpu-2'] })
    expect(template(onNodes).spec.affinity).toMatchObject({
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: expect.anything(),
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 100,
            preference: {
              matchExpressions: [
                { key: 'kubernetes.io/hostname', operator: 'In', values: ['gpu-1', 'gpu-2'] },
              ],
            },
          },
        ],
      },
    })
    const patience = ({ startupProbe }: ReturnType<typeof container>) =>
      startupProbe.periodSeconds * startupProbe.failureThreshold
    expect(patience(container(onNodes))).toBeLessThan(patience(container(using())))
  })

  it('stays together on the node that mounts it, where only one can', () => {
    const { affinity, ...rest } = template(using({ ...models, mountedBy: 'node', mountedOn: 'gpu-1' })).spec
    const together = {
      labelSelector: { matchLabels: selectorOf(object) },
      topologyKey: 'kubernetes.io/hostname',
    }
    expect(affinity).toMatchObject({
      nodeAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { preference: { matchExpressions: [{ values: ['gpu-1'] }] } },
        ],
      },
      podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [together] },
    })
    // it is in the network all the same
    expect(template(using()).spec).toMatchObject(rest)
    expect(template(using({ ...models, nodes: ['gpu-1'] })).spec.affinity).not.toHaveProperty('podAffinity')
  })

  it('sees it where the cache says', () => {
    const there = container(using({ ...models, mountPath: '/models' }))
    expect(there.env).toContainEqual({ name: 'HF_HOME', value: '/models' })
    expect(there).toMatchObject({
      volumeMounts: expect.arrayContaining([{ name: 'cache', mountPath: '/models' }]),
    })
  })

  it('is no reason to make pods anew when more becomes known of it', () => {
    expect(inputsOf(using({ ...models, nodes: ['gpu-1'], mountPath: '/models' }))).toBe(inputsOf(using()))
  })
})

describe('an InferenceService that uses a ModelCache', () => {
  const volumeOf = (storage: object) => {
    const object = {
      apiVersion: 'inference.ai/v1alpha1',
      kind: 'InferenceService',
      metadata: { name: 'qwen', namespace: 'serving', uid: 'u' },
      spec: { model: { name: 'Qwen/Qwen3-32B' }, storage },
    }
    const { service } = parseInferenceService(object)
    const candidate = service && decide(toIntentRequest(service), knowing(sandboxHardware)).chosen?.candidate
    if (service === undefined || candidate === undefined) throw new Error('nothing is chosen')
    const objects = renderInferenceService({ service, candidate, version: '1' })
    const { volumes } = template(objects).spec
    const offline = container(objects).env.some(({ name }) => name === 'HF_HUB_OFFLINE')
    return { volume: Array.isArray(volumes) ? (volumes[1] as unknown) : undefined, offline }
  }

  it('only reads it, unless it is to write what is missing', () => {
    const claim = { claimName: 'qwen-cache' }
    const read = {
      volume: { name: 'cache', persistentVolumeClaim: { ...claim, readOnly: true } },
      offline: true,
    }
    expect(volumeOf({ modelCache: 'qwen' })).toEqual(read)
    expect(volumeOf({ modelCache: 'qwen', readOnly: true })).toEqual(read)
    expect(volumeOf({ modelCache: 'qwen', readOnly: false })).toEqual({
      volume: { name: 'cache', persistentVolumeClaim: claim },
      offline: false,
    })
  })
})
