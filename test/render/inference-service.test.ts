import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import {
  type InferenceService,
  parseInferenceService,
  toIntentRequest,
} from '../../src/api/inference/inference-service.ts'
import { type NetworkProfile, networkProfile, networkProfiles } from '../../src/catalog/network-profiles.ts'
import { decide } from '../../src/decide/decide.ts'
import { childNames } from '../../src/render/child-names.ts'
import { renderInferenceService } from '../../src/render/inference-service.ts'
import type { RenderedObject } from '../../src/render/object.ts'
import { formatFieldError } from '../../src/vocabulary/field-error.ts'
import { isDnsLabel } from '../../src/vocabulary/names.ts'
import { cluster, knowing, nodes } from '../decide/builders.ts'
import { only } from './builders.ts'

/** A service as the API server has it; throws with every problem of the spec. */
function service(name: string, spec: object): InferenceService {
  const metadata = { name, namespace: 'serving', uid: '6f1c0a52-0000-4000-8000-000000000002', generation: 1 }
  const { service, errors } = parseInferenceService({ metadata, spec })
  if (service === undefined) throw new Error(errors.map(formatFieldError).join('\n'))
  return service
}

type Options = Partial<
  Pick<Parameters<typeof renderInferenceService>[0], 'network' | 'surge' | 'gated' | 'monitors'>
>

function rendered(name: string, spec: object, options: Options = {}): RenderedObject[] {
  const object = service(name, spec)
  const { chosen, reasons } = decide(toIntentRequest(object), knowing(cluster(nodes('MI300X', 4))))
  if (chosen === undefined) throw new Error(`nothing is chosen: ${JSON.stringify(reasons)}`)
  return renderInferenceService({
    service: object,
    candidate: chosen.candidate,
    version: '0.1.0',
    ...options,
  })
}

const model = { name: 'deepseek-ai/DeepSeek-R1-0528', maxTokens: 32768 }
const twoNodes = { model, resources: { totalGpus: 16 }, distributed: { enabled: true, size: 2 } }

/** Name of the golden file → the spec it comes from. Written anew by `vitest run -u`. */
const specs: Readonly<Record<string, { spec: object; options?: Options }>> = {
  'one-node': {
    spec: {
      model: { name: 'Qwen/Qwen3-32B', temperature: 0.7 },
      vllm: {
        engineArgs: { max_num_seqs: 64, enable_prefix_caching: false },
        envVars: { VLLM_ROCM_USE_AITER: '1' },
      },
      resources: { totalGpus: 2, cpuRequest: 16, memoryRequest: '64Gi' },
      storage: { modelCache: 'qwen', sharedMemory: '16Gi', readOnly: true },
      monitoring: { enabled: true, prometheus: { port: 9090, path: '/stats' } },
      autoscaling: { enabled: true, targetUtilization: 60, scaleDownDelay: '300s' },
      networking: { serviceType: 'NodePort', ports: { http: 9000 } },
      nodeSelector: { zone: 'a' },
      tolerations: [{ key: 'team', operator: 'Exists' }],
    },
  },
  'two-nodes': { spec: twoNodes },
  'groups-over-rdma': {
    spec: {
      ...twoNodes,
      resources: { totalGpus: 8 },
      distributed: { enabled: true, size: 2, exclusiveTopology: 'topology.kubernetes.io/rack' },
      storage: { modelCache: 'deepseek' },
      autoscaling: { enabled: true, scales: 'groups', maxReplicas: 3 },
    },
    options: { network: networkProfile('pollara'), surge: true },
  },
  sglang: { spec: { ...twoNodes, backend: 'sglang' } },
  ray: { spec: { ...twoNodes, vllm: { engineArgs: { distributed_executor_backend: 'ray' } } } },
}

describe('an InferenceService renders as reviewed', () => {
  it.each(Object.entries(specs))('%s', async (name, { spec, options }) => {
    const text = rendered(name, spec, options)
      .map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }))
      .join('---\n')
    await expect(text).toMatchFileSnapshot(`golden/inference-service/${name}.yaml`)
  })
})

interface Template {
  readonly metadata: { readonly annotations: object }
  readonly spec: { readonly affinity?: object; readonly containers: readonly Record<string, unknown>[] }
}
interface Group {
  readonly replicas?: number
  readonly rolloutStrategy: { readonly rollingUpdateConfiguration: object }
  readonly leaderWorkerTemplate: {
    readonly size: number
    readonly leaderTemplate: Template
    readonly workerTemplate: Template
  }
}

const groupOf = (objects: readonly RenderedObject[]) =>
  only(objects, 'LeaderWorkerSet').spec as unknown as Group

describe('a group', () => {
  const monitored = { ...twoNodes, monitoring: { enabled: true } }

  it('asks only its leader for health, metrics and answers', () => {
    const objects = rendered('r1', monitored)
    const { leaderTemplate, workerTemplate } = groupOf(objects).leaderWorkerTemplate
    const [leader = {}] = leaderTemplate.spec.containers
    const [worker = {}] = workerTemplate.spec.containers
    for (const field of ['ports', 'startupProbe', 'readinessProbe', 'livenessProbe', 'lifecycle']) {
      expect(leader).toHaveProperty(field)
      expect(worker).not.toHaveProperty(field)
    }
    expect(leaderTemplate.metadata.annotations).toHaveProperty(['prometheus.io/scrape'])
    expect(workerTemplate.metadata.annotations).not.toHaveProperty(['prometheus.io/scrape'])
    expect(only(objects, 'Service').spec?.selector).toMatchObject({
      'leaderworkerset.sigs.k8s.io/worker-index': '0',
    })
  })

  it('gives every pod the GPUs of one node', () => {
    const { size, workerTemplate } = groupOf(rendered('r1', twoNodes)).leaderWorkerTemplate
    expect(size).toBe(2)
    expect(workerTemplate.spec.containers[0]).toMatchObject({ resources: { limits: { 'amd.com/gpu': '8' } } })
  })

  it('keeps its pods apart only where a node has room for two of them', () => {
    const affinityOf = (totalGpus: number) =>
      groupOf(rendered('r1', { ...twoNodes, resources: { totalGpus } })).leaderWorkerTemplate.workerTemplate
        .spec.affinity
    expect(affinityOf(16)).not.toHaveProperty('podAntiAffinity')
    expect(affinityOf(8)).toMatchObject({
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          {
            matchLabelKeys: ['leaderworkerset.sigs.k8s.io/group-key'],
            topologyKey: 'kubernetes.io/hostname',
          },
        ],
      },
    })
  })

  it('rolls in place, or beside what runs where there is room for that', () => {
    const rollOf = (surge: boolean) =>
      groupOf(rendered('r1', twoNodes, { surge })).rolloutStrategy.rollingUpdateConfiguration
    expect(rollOf(false)).toEqual({ maxSurge: 0, maxUnavailable: 1 })
    expect(rollOf(true)).toEqual({ maxSurge: 1, maxUnavailable: 0 })
  })

  it('leaves the number of groups to the autoscaler where there is one', () => {
    const objects = rendered('r1', { ...twoNodes, autoscaling: { enabled: true, scales: 'groups' } })
    expect(groupOf(objects)).not.toHaveProperty('replicas')
    expect(only(objects, 'HorizontalPodAutoscaler').spec?.scaleTargetRef).toMatchObject({
      kind: 'LeaderWorkerSet',
      name: 'r1-group',
    })
    expect(groupOf(rendered('r1', { ...twoNodes, replicas: 3 })).replicas).toBe(3)
  })

  it('is told of the network only what its profile says', () => {
    const variables = (network?: NetworkProfile) => {
      const { leaderTemplate } = groupOf(rendered('r1', twoNodes, { network })).leaderWorkerTemplate
      return JSON.stringify(leaderTemplate.spec.containers[0]?.env)
    }
    expect(variables()).not.toContain('NCCL_')
    for (const profile of networkProfiles)
      for (const name of Object.keys(profile.env)) expect(variables(profile)).toContain(`"${name}"`)
  })

  it.each(['r1', '7b-chat', 'a.b', 'x'.repeat(80)])(
    'has a name that all of its pods can bear: %s',
    (name) => {
      const { group, service } = childNames(name)
      expect(group).toMatch(/^[a-z]/)
      expect(isDnsLabel(`${group}-99999-0123456789`)).toBe(true)
      // the LeaderWorkerSet makes a headless Service of its own name
      expect(group).not.toBe(service)
    },
  )

  it('changes the hash of its inputs with everything its pods are made of', () => {
    const inputsOf = (spec: object, options?: Options) =>
      only(rendered('r1', spec, options), 'LeaderWorkerSet').metadata.annotations?.['fitgate.dev/inputs']
    const before = inputsOf(twoNodes)
    expect(inputsOf({ ...twoNodes, replicas: 2 })).toBe(before)
    expect(inputsOf(twoNodes, { surge: true })).toBe(before)
    expect(inputsOf({ ...twoNodes, storage: { sharedMemory: '32Gi' } })).not.toBe(before)
    expect(inputsOf(twoNodes, { network: networkProfile('thor2') })).not.toBe(before)
  })
})

describe('what a service brings beside its pods', () => {
  const watched = { model, monitoring: { enabled: true, prometheus: { port: 9090, path: '/stats' } } }
  const kindsOf = (objects: readonly RenderedObject[]) => objects.map(({ kind }) => kind)

  it('is a ServiceMonitor of its metrics, only where those are understood', () => {
    const monitor = only(rendered('chat', watched, { monitors: true }), 'ServiceMonitor')
    expect(monitor.spec).toMatchObject({ endpoints: [{ port: 'metrics', path: '/stats' }] })
    expect(kindsOf(rendered('chat', watched))).not.toContain('ServiceMonitor')
    expect(kindsOf(rendered('chat', { model }, { monitors: true }))).not.toContain('ServiceMonitor')
  })

  it('is a gate on the pods of groups, where somebody lifts it', () => {
    const gates = (options?: Options) =>
      JSON.stringify(only(rendered('wide', twoNodes, options), 'LeaderWorkerSet')).match(/schedulingGates/g)
    expect(gates({ gated: true })).toHaveLength(2)
    expect(gates()).toBeNull()
    expect(JSON.stringify(rendered('chat', { model }, { gated: true }))).not.toContain('schedulingGates')
  })
})
