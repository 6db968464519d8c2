import { describe, expect, it } from 'vitest'
import type { InferenceService } from '../../../src/api/inference/inference-service.ts'
import { memoryUsage } from '../../../src/controllers/inference-service/memory-usage.ts'
import { MemoryWatch } from '../../../src/controllers/inference-service/memory-watch.ts'
import { parsePin } from '../../../src/decide/pin.ts'
import type { KubeClient, KubeObject } from '../../../src/kube/types.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import { now, pinned } from './builders.ts'

const metrics =
  'vllm:cache_config_info{block_size="16",gpu_memory_utilization="0.9",kv_cache_size_tokens="455008"} 1.0'
const engine = { backend: 'vllm', version: '0.33.0' } as const
const plan = { engine, settings: { other: {} } }

describe('what an engine has taken', () => {
  it.each<[string, string, Parameters<typeof memoryUsage>[1], number | undefined, string | undefined]>([
    [
      'its share and its cache',
      metrics,
      plan,
      192,
      '172.8 of 192.0 GiB of each GPU; KV cache of 455,008 tokens',
    ],
    [
      'a share of what nobody knows',
      metrics,
      plan,
      undefined,
      '90 % of each GPU; KV cache of 455,008 tokens',
    ],
    [
      'the cache alone where its size was asked for',
      metrics,
      { engine, settings: { other: {}, kvCacheMemoryBytes: 1e9 } },
      192,
      'KV cache of 455,008 tokens',
    ],
    ['no share that cannot be one', metrics.replace('0.9', 'None'), plan, 192, 'KV cache of 455,008 tokens'],
    [
      'the tokens of SGLang, which tells no share',
      'sglang:max_total_num_tokens{} 455008.0',
      { ...plan, engine: { backend: 'sglang', version: '0.5.23' } },
      192,
      'KV cache of 455,008 tokens',
    ],
    ['nothing where nothing is told', 'vllm:num_requests_running 3', plan, 192, undefined],
  ])('is %s', (_what, text, candidate, totalGiB, words) => {
    expect(memoryUsage(text, candidate, totalGiB)).toBe(words)
  })
})

const ready = {
  type: 'Ready',
  status: 'True' as const,
  reason: 'Serving',
  message: '',
  lastTransitionTime: now,
}

type Watched = InferenceService & KubeObject

const serving = (name: string): Watched => ({ ...pinned(name), status: { conditions: [ready] } })
const imageOf = ({ metadata }: Watched) => parsePin(metadata.annotations?.[annotations.pin])?.candidate.image

function watch(services: () => readonly Watched[], answer: () => Promise<string> = async () => metrics) {
  const asked: string[] = []
  const touched: string[] = []
  const client = {
    list: async () => ({
      items: [
        {
          spec: { containers: [{ name: 'aim-server', image: imageOf(serving('chat')) }] },
          status: {
            podIP: 'fd00::7',
            hostIP: '192.168.0.1',
            containerStatuses: [{ name: 'aim-server', ready: true }],
          },
        },
      ],
    }),
  } as unknown as KubeClient
  const watched = new MemoryWatch({
    client,
    services,
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    touch: (key) => touched.push(key),
    readText: (url) => {
      asked.push(url)
      return answer()
    },
  })
  return { watched, asked, touched, pass: () => watched.pass(new AbortController().signal) }
}

describe('engines that began to serve', () => {
  it('are asked once, until the status tells what they said', async () => {
    const service = serving('chat')
    const { watched, asked, touched, pass } = watch(() => [service])
    await pass()
    await pass()
    expect(asked).toEqual(['http://[fd00::7]:8000/metrics'])
    expect(touched).toEqual(['team/chat'])
    expect(watched.of('uid-of-chat')).toMatch(/tokens$/)
    watched.take({ ...service, status: { ...service.status, resourceUsage: { memoryUsage: 'told' } } }, false)
    expect(watched.of('uid-of-chat')).toBeUndefined()
  })

  it('are not asked before they serve, nor when the status tells already', async () => {
    const idle = { ...serving('idle'), status: {} }
    const told = serving('told')
    const { asked, pass } = watch(() => [
      idle,
      { ...told, status: { ...told.status, resourceUsage: { memoryUsage: 'told' } } },
    ])
    await pass()
    expect(asked).toEqual([])
  })

  it('that cannot be reached are left alone for a while, and are forty in a pass at most', async () => {
    const services = Array.from({ length: 50 }, (_, i) => serving(`chat-${i}`))
    const { asked, touched, pass } = watch(
      () => services,
      async () => {
        throw new Error('no route')
      },
    )
    await pass()
    expect(asked).toHaveLength(40)
    await pass()
    expect(asked).toHaveLength(50)
    for (let i = 0; i < 28; i++) await pass()
    expect(asked).toHaveLength(50)
    await pass()
    expect(asked).toHaveLength(90)
    expect(touched).toEqual([])
  })
})
