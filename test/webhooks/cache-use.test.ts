import { describe, expect, it } from 'vitest'
import { annotations } from '../../src/vocabulary/names.ts'
import { validateEndpoint } from '../../webhooks/aim-endpoint.ts'
import { validateInferenceService } from '../../webhooks/inference-service.ts'
import { validateWorkload } from '../../webhooks/workload.ts'
import { knowing, sandboxHardware } from '../decide/builders.ts'
import { created, creating, deployment } from './workload/builders.ts'

const given = { decision: { ...knowing(sandboxHardware), caches: { known: [], leftOut: 0 } } }

const creation = (group: string, kind: string, spec: object) => ({
  uid: 'u',
  kind: { group, version: 'v1alpha1', kind },
  operation: 'CREATE' as const,
  namespace: 'team',
  object: {
    apiVersion: `${group}/v1alpha1`,
    kind,
    metadata: { name: 'x', namespace: 'team' },
    spec: { ...spec },
  },
})

describe('a cache that an engine names and that is not there yet', () => {
  it('is told of at apply, and refuses nothing', () => {
    const endpoint = creation('aim.engine.amd.com', 'AIMEndpoint', {
      modelId: 'Qwen/Qwen3-32B',
      cacheName: 'models',
    })
    const service = creation('inference.ai', 'InferenceService', {
      model: { name: 'Qwen/Qwen3-32B' },
      storage: { modelCache: 'qwen' },
    })
    const workload = created(deployment({ annotations: { [annotations.cache]: 'models' } }), given)
    const answers = [
      validateEndpoint(endpoint, given),
      validateInferenceService(service, given),
      validateWorkload(creating(workload), given),
    ]
    expect(answers.map(({ allowed }) => allowed)).toEqual([true, true, true])
    expect(
      answers.map(({ warnings = [] }) => warnings.filter((text) => text.includes('is not in namespace'))),
    ).toEqual([
      ['fitgate: spec.cacheName: AIMCache models is not in namespace team yet: pods wait for its volume'],
      [
        'fitgate: spec.storage.modelCache: ModelCache qwen is not in namespace team yet: pods wait for its volume',
      ],
      [
        expect.stringContaining(
          'metadata.annotations["fitgate.dev/cache"]: AIMCache models is not in namespace',
        ),
      ],
    ])
  })
})
