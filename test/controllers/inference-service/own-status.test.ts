import { describe, expect, it } from 'vitest'
import type { InferenceService } from '../../../src/api/inference/inference-service.ts'
import { inferenceServiceStatus } from '../../../src/api/inference/inference-service-status.ts'
import type { Pod } from '../../../src/controllers/feeds/pod.ts'
import type { ServiceSituation } from '../../../src/controllers/inference-service/plan.ts'
import { noGroups } from '../aim-endpoint/builders.ts'
import { applied, pinned, plan } from './builders.ts'

/** On the morning of the same day. */
const at = (time: string) => `2026-11-21T${time}Z`

function pod(started: string, answered: string | undefined, labels = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'chat-x', labels },
    spec: { containers: [], nodeName: 'one' },
    status: {
      conditions: [
        { type: 'Ready', status: answered ? 'True' : 'False', lastTransitionTime: at(answered ?? started) },
      ],
      containerStatuses: [
        {
          name: 'aim-server',
          ready: answered !== undefined,
          state: { running: { startedAt: at(started) } },
        },
      ],
    },
  }
}

const chat = pinned('chat', { replicas: 2 })

/** As it stands at a time, with so many replicas that answer. */
function stand(object: InferenceService, time: string, ready: number, more: Partial<ServiceSituation> = {}) {
  const live = applied(object).map((child) =>
    child.kind === 'Deployment'
      ? { ...child, status: { observedGeneration: 1, replicas: 2, updatedReplicas: 2, readyReplicas: ready } }
      : child,
  )
  const { status } = plan(object, { live, pods: { pods: 2, scheduled: 2 }, now: at(time), ...more })
  return { ...object, status }
}
const withPods = (...pods: readonly Pod[]) => ({ groups: { ...noGroups, pods } })
const modelOf = ({ status }: InferenceService) => status?.modelStatus

describe('the model of a service', () => {
  const first = withPods(pod('10:00:00', '10:01:35'), pod('10:00:02', '10:02:05'))
  const up = stand(stand(chat, '10:01:40', 1, first), '10:02:05', 2, first)

  it('is loaded with the first answer, and took as long as the slowest of all when all answer', () => {
    expect(modelOf(stand(chat, '10:00:30', 0))).toEqual({ loaded: false })
    expect(modelOf(stand(chat, '10:01:40', 1, first))).toEqual({ loaded: true })
    expect(modelOf(up)).toEqual({ loaded: true, loadTime: '2m3s' })
    expect(inferenceServiceStatus.safeParse(JSON.parse(JSON.stringify(up.status))).success).toBe(true)
  })

  it('took no longer because an engine was away for a moment, and is timed anew after a start', () => {
    const away = stand(up, '10:30:00', 1, withPods(pod('10:00:00', undefined), pod('10:00:02', '10:02:05')))
    const back = withPods(pod('10:00:00', '10:30:20'), pod('10:00:02', '10:02:05'))
    expect(modelOf(stand(away, '10:30:20', 2, back))?.loadTime).toBe('2m3s')
    const anew = withPods(pod('10:29:58', '10:30:40'), pod('10:00:02', '10:02:05'))
    expect(modelOf(stand(away, '10:30:40', 2, anew))?.loadTime).toBe('42s')
  })

  it('is not timed by what happened before anybody looked, or where nothing tells when it started', () => {
    expect(modelOf(stand(chat, '18:00:00', 2, withPods(pod('07:00:00', '18:00:00'))))).toEqual({
      loaded: true,
    })
    const untold = {
      ...pod('10:00:00', '10:01:00'),
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    }
    expect(modelOf(stand(chat, '10:01:00', 2, withPods(untold)))).toEqual({ loaded: true })
  })

  it('is timed by leaders noGroups: workers are ready as soon as they run', () => {
    const rank = (index: string) => ({ 'leaderworkerset.sigs.k8s.io/worker-index': index })
    const pods = withPods(pod('10:00:00', '10:03:00', rank('0')), pod('10:00:00', '10:00:01', rank('1')))
    expect(modelOf(stand(chat, '10:03:00', 2, pods))?.loadTime).toBe('3m0s')
  })

  it('has the revision of the files in its cache when it was loaded, else the one the engine was told', () => {
    const filled = (revision: string) => ({
      findCache: () => ({
        ...{ apiVersion: 'inference.ai/v1alpha1', kind: 'ModelCache' as const, metadata: { name: 'models' } },
        status: { cachedModels: [{ id: 'Qwen/Qwen3-32B', status: 'Ready' as const, revision }] },
      }),
    })
    const cached = pinned('cached', { replicas: 2, storage: { modelCache: 'models' } })
    expect(modelOf(stand(cached, '10:00:00', 0, filled('9216db'))) ?? {}).not.toHaveProperty('version')
    const loaded = stand(cached, '10:02:00', 2, filled('9216db'))
    expect(modelOf(loaded)?.version).toBe('9216db')
    expect(modelOf(stand(loaded, '11:00:00', 2, filled('aa01c2')))?.version).toBe('9216db')
    const told = pinned('told', { replicas: 2, vllm: { engineArgs: { revision: 'v1.1' } } })
    expect(modelOf(stand(told, '10:02:00', 2))?.version).toBe('v1.1')
  })
})

describe('what its engine has taken', () => {
  const memoryUsage = '172.8 of 192.0 GiB of each GPU'

  it('is told while it serves, whoever asked, and asked anew after a start', () => {
    expect(stand(chat, '10:00:30', 0, { memoryUsage }).status).not.toHaveProperty('resourceUsage')
    const told = stand(chat, '10:02:05', 2, { memoryUsage })
    expect(told.status).toMatchObject({ resourceUsage: { memoryUsage } })
    const later = stand(told, '10:30:00', 2)
    expect(later.status).toEqual(told.status)
    const down = stand(later, '11:00:00', 1)
    expect(down.status).not.toHaveProperty('resourceUsage')
    expect(stand(down, '11:01:00', 2).status).not.toHaveProperty('resourceUsage')
  })
})
