import { describe, expect, it } from 'vitest'
import type { EndpointObject } from '../../../src/controllers/aim-endpoint/reconcile.ts'
import { type LearnOptions, learner } from '../../../src/controllers/learning/learn.ts'
import { type LearnedConfigMap, readLearned } from '../../../src/controllers/learning/learned.ts'
import { lessonOf } from '../../../src/controllers/learning/lesson.ts'
import type { ServingObject } from '../../../src/controllers/learning/served.ts'
import { parsePin } from '../../../src/decide/pin.ts'
import type { DecisionConfig } from '../../../src/inventory/snapshot.ts'
import type { KubeClient, KubeObject } from '../../../src/kube/types.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import { applied, context, pinned, plan, up, withDeployment } from '../aim-endpoint/builders.ts'
import { now, pinned as pinnedService } from '../inference-service/builders.ts'

const digest = `sha256:${'a'.repeat(64)}`
const image = { repository: 'vllm/vllm-openai-rocm', tag: digest }

function serving(name: string): EndpointObject {
  const object = pinned(name, { gpuCount: 1, image })
  const live = withDeployment(applied(object), { status: up })
  return {
    ...object,
    status: plan(object, { live, pods: { pods: 1, scheduled: 1 } }).status,
  } as EndpointObject
}
const object = serving('qwen')

/** Held to a plan with an image of the list, as a platform with its own registry has it. */
function servingService(name: string, spec: object): ServingObject {
  const service = pinnedService(name, { networking: { ports: { http: 9000 } }, ...spec })
  const pin = parsePin(service.metadata.annotations?.[annotations.pin])
  const candidate = { ...pin?.candidate, image: `${image.repository}@${digest}` }
  const ready = {
    type: 'Ready',
    status: 'True' as const,
    reason: 'Serving',
    message: '',
    lastTransitionTime: now,
  }
  return {
    ...service,
    metadata: {
      ...service.metadata,
      annotations: { [annotations.pin]: JSON.stringify({ ...pin, candidate }) },
    },
    status: { conditions: [ready] },
  }
}
const lesson = lessonOf(object, new Set([digest]), context)

const pod = (podIP = '10.0.0.7', ready = true): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'qwen-x' },
    spec: { containers: [{ name: 'aim-server', image: lesson?.served.candidate.image }] },
    status: { podIP, hostIP: '192.168.0.1', containerStatuses: [{ name: 'aim-server', ready }] },
  }) as KubeObject

function school(more: Partial<LearnOptions> & { readonly pods?: readonly KubeObject[] } = {}) {
  const asked: string[] = []
  const written: LearnedConfigMap[] = []
  const client = {
    list: async () => ({ items: more.pods ?? [pod()], resourceVersion: '1' }),
    apply: async (_type: unknown, wanted: LearnedConfigMap) => {
      written.push(wanted)
      return wanted
    },
  } as unknown as KubeClient
  const learn = learner({
    client,
    namespace: 'fitgate-system',
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    imageDigests: [digest],
    serving: () => [object],
    context: () => context,
    learned: () => readLearned(written.at(-1)),
    kept: () => written.at(-1),
    readText: async (url) => {
      asked.push(url)
      const tokens = Math.round((lesson?.computedTokens ?? 0) * 0.96)
      return `vllm:cache_config_info{block_size="16",kv_cache_size_tokens="${tokens}",num_gpu_blocks="9"} 1.0`
    },
    ...more,
  })
  return { learn: () => learn(new AbortController().signal), asked, written }
}

describe('a first good start', () => {
  it('teaches once what the engine itself counts', async () => {
    const { learn, asked, written } = school()
    await learn()
    await learn()
    expect(asked).toEqual(['http://10.0.0.7:8000/metrics'])
    expect(written).toHaveLength(1)
    expect(readLearned(written[0])).toEqual([{ ...lesson?.about, cacheRatio: 0.96, starts: 1 }])
    expect(lesson?.about).toMatchObject({ imageDigest: digest, namespace: object.metadata.namespace })
  })

  it.each<[string, Partial<LearnOptions> & { readonly pods?: readonly KubeObject[] }]>([
    ['no image is listed', { imageDigests: [] }],
    ['another image is listed', { imageDigests: [`sha256:${'b'.repeat(64)}`] }],
    ['no pod answers yet', { pods: [pod('10.0.0.7', false)] }],
    ['its pod is on the network of its host', { pods: [pod('192.168.0.1')] }],
    ['it does not serve', { serving: () => [{ ...object, status: {} }] }],
    [
      'its pin is another’s',
      { serving: () => [{ ...object, metadata: { ...object.metadata, uid: 'copy' } }] },
    ],
    ['nothing is known yet', { context: () => undefined }],
  ])('is not asked where %s', async (_what, more) => {
    const { learn, asked, written } = school(more)
    await learn()
    expect([...asked, ...written]).toEqual([])
  })

  it('is not asked what the platform said', async () => {
    const said = { ...lesson?.about, namespace: undefined, cacheRatio: 0.9, starts: 3 }
    const config = { ...context.config, corrections: [said] } as DecisionConfig
    const { learn, asked } = school({ context: () => ({ ...context, config }) })
    await learn()
    expect(asked).toEqual([])
  })

  it('is asked again only after a while when it could not be reached, or told nothing of use', async () => {
    let asked = 0
    const { learn, written } = school({
      readText: async () => {
        asked += 1
        throw new Error('no route')
      },
    })
    for (let pass = 0; pass < 31; pass += 1) await learn()
    expect(asked).toBe(2)
    expect(written).toEqual([])
  })

  it('teaches the same of an InferenceService, on one node or with the leaders of several', async () => {
    const asked: (string | undefined)[] = []
    const list = async (_type: unknown, { labelSelector }: { readonly labelSelector?: string }) => {
      asked.push(labelSelector)
      return { items: [], resourceVersion: '1' }
    }
    const services = [
      servingService('chat', {}),
      servingService('wide', { distributed: { enabled: true, size: 2 } }),
    ]
    for (const service of services)
      expect(lessonOf(service, new Set([digest]), context)).toMatchObject({
        about: { model: 'Qwen/Qwen3-32B', imageDigest: digest, namespace: 'team' },
        served: { port: 9000, candidate: { engine: { backend: 'vllm' } } },
        computedTokens: expect.any(Number),
      })
    await school({ serving: () => services, client: { list } as unknown as KubeClient }).learn()
    expect(asked).toEqual([
      'app.kubernetes.io/instance=chat,fitgate.dev/owner=inferenceservice',
      'app.kubernetes.io/instance=wide,fitgate.dev/owner=inferenceservice,leaderworkerset.sigs.k8s.io/worker-index=0',
    ])
  })

  it('is asked of a few endpoints at a time', async () => {
    const endpoints = Array.from({ length: 20 }, (_, i) => serving(`qwen-${i}`))
    let asked = 0
    const readText = async () => {
      asked += 1
      return ''
    }
    await school({ serving: () => endpoints, readText }).learn()
    expect(asked).toBe(5)
  })
})
