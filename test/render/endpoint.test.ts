import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aimEndpointSpec } from '../../src/api/aim/endpoint.ts'
import { structuralSchema } from '../../src/api/structural-schema.ts'
import { accelerators } from '../../src/catalog/accelerators.ts'
import { renderEndpoint } from '../../src/render/endpoint.ts'
import { isDnsLabel } from '../../src/vocabulary/names.ts'
import { candidateOf, container, endpoint, only, qwen, rendered, template } from './builders.ts'

const label = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/

/** Names of custom resources: RFC 1123 subdomains, up to 253 characters, dots and digits first included. */
const part = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/)
const objectName = fc.array(part, { minLength: 1, maxLength: 7 }).map((parts) => parts.join('.'))

const spec = fc.record(
  {
    gpuCount: fc.constantFrom(1, 2, 4, 8),
    replicas: fc.nat(5),
    cache: fc.constant({ enabled: true, size: '10Gi' }),
    security: fc.constant({ serviceAccount: { create: true } }),
    model: fc.record({
      id: fc.constant(qwen),
      version: fc.stringMatching(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,60}[A-Za-z0-9])?$/),
    }),
  },
  { requiredKeys: [] },
)

describe('whatever the endpoint', () => {
  it('every name and every label is one that the API server accepts, and nothing is bound to a node', () => {
    fc.assert(
      fc.property(objectName, spec, (name, wishes) => {
        const objects = rendered(name, wishes)
        for (const { kind, metadata } of objects) {
          expect(isDnsLabel(metadata.name), `${kind} ${metadata.name}`).toBe(true)
          expect(metadata.ownerReferences).toHaveLength(1)
          for (const value of Object.values(metadata.labels)) {
            expect(value.length).toBeLessThanOrEqual(63)
            expect(value).toMatch(label)
          }
        }
        expect(only(objects, 'Service').metadata.name).toMatch(/^[a-z]/)
        expect(JSON.stringify(objects)).not.toContain('"nodeName"')
      }),
    )
  })

  it('no two objects of a kind share a name', () => {
    fc.assert(
      fc.property(fc.uniqueArray(objectName, { minLength: 2, maxLength: 5 }), (names) => {
        const all = names.flatMap((name) => rendered(name, { cache: { enabled: true, size: '1Gi' } }))
        const keys = all.map(({ kind, metadata }) => `${kind}/${metadata.name}`)
        expect(new Set(keys).size).toBe(keys.length)
      }),
      { numRuns: 20 },
    )
  })

  it('GPUs are asked for once, requests equal to limits, on every device there is', () => {
    const devices = accelerators
      .filter(({ vendor }) => vendor === 'amd')
      .flatMap((accelerator) => [
        {
          accelerator: accelerator.name,
          gfx: accelerator.gfx,
          resource: 'amd.com/gpu',
          partition: undefined,
        },
        ...accelerator.partitions.map(({ name }) => ({
          accelerator: accelerator.name,
          gfx: accelerator.gfx,
          resource: `amd.com/${name}`,
          partition: name,
        })),
      ])
    const object = endpoint('qwen', { gpuCount: 1 })
    const base = candidateOf(object)
    for (const device of devices) {
      // a recipe that names GPUs itself must not add to them
      const resources = { requests: { 'amd.com/gpu': '8' }, limits: { 'nvidia.com/gpu': '8' } }
      const candidate = { ...base, ...device, gpuCount: 2, resources }
      const { requests, limits } = container(
        renderEndpoint({ endpoint: object, candidate, version: '1' }),
      ).resources
      const gpus = (amounts: Record<string, string>) =>
        Object.entries(amounts).filter(([name]) => name.includes('.com/'))
      expect(gpus(requests)).toEqual([[device.resource, '2']])
      expect(gpus(limits)).toEqual([[device.resource, '2']])
    }
  })

  it('the selector depends on the name alone, for it can never change', () => {
    const selector = (wishes: Record<string, unknown>) =>
      only(rendered('qwen', wishes), 'Deployment').spec?.selector
    expect(selector({ model: { id: qwen, version: '2' }, backend: 'sglang' })).toEqual(selector({}))
  })
})

/**
 * One way to set each field of the spec so that it is seen, over a base that does not set it. Fields that only choose the plan are seen
 * in the plan; those that are refused when set to anything with an effect have none to see.
 */
const visible: Readonly<
  Record<string, readonly [over: Record<string, unknown>, base?: Record<string, unknown>]>
> = {
  'model.id': [{ model: { id: 'Qwen/Qwen3-8B' } }, { model: { id: qwen } }],
  'model.version': [{ model: { id: qwen, version: '7' } }, { model: { id: qwen } }],
  'model.revision': [{ model: { id: qwen, revision: 'abc' } }, { model: { id: qwen } }],
  modelId: [{ modelId: 'Qwen/Qwen3-8B' }],
  'recipe.gpuCount': [{ recipe: { gpuCount: 4 } }],
  'recipe.precision': [{ recipe: { precision: 'fp8' } }],
  'recipe.backend': [{ recipe: { backend: 'sglang' } }],
  'recipe.objective': [{ recipe: { objective: 'latency' } }],
  'recipe.customRecipe.name': [{ recipe: { customRecipe: { name: 'qwen3-32b-mi300x-bf16-sglang' } } }],
  precision: [{ precision: 'fp8' }],
  backend: [{ backend: 'sglang' }],
  'resources.gpuCount': [{ resources: { gpuCount: 4 } }],
  'resources.memory': [{ resources: { memory: '9Gi' } }],
  'resources.cpu': [{ resources: { cpu: 9 } }],
  'resources.memoryLimit': [{ resources: { memoryLimit: '99Gi' } }],
  'resources.cpuLimit': [{ resources: { cpuLimit: 99 } }],
  gpuCount: [{ gpuCount: 4 }],
  'distributed.enabled': [{ distributed: { enabled: true, size: 2 } }],
  'distributed.size': [{ distributed: { enabled: true, size: 2 } }, { distributed: { enabled: true } }],
  'distributed.exclusiveTopology': [
    { distributed: { enabled: true, size: 2, exclusiveTopology: 'example.com/rack' } },
    { distributed: { enabled: true, size: 2 } },
  ],
  maxModelLen: [{ maxModelLen: 1234 }],
  engineArgs: [{ engineArgs: ['--enable-prefix-caching'] }],
  env: [{ env: [{ name: 'A', value: '1' }] }],
  'hubTokenSecret.name': [{ hubTokenSecret: { name: 'hub' } }],
  'hubTokenSecret.key': [
    { hubTokenSecret: { name: 'hub', key: 'pat' } },
    { hubTokenSecret: { name: 'hub' } },
  ],
  replicas: [{ replicas: 3 }],
  'scaling.minReplicas': [{ scaling: { minReplicas: 2 } }],
  'scaling.maxReplicas': [{ scaling: { maxReplicas: 3 } }],
  ...Object.fromEntries(
    Object.entries({
      targetCPUUtilization: 55,
      targetMemoryUtilization: 56,
      targetGPUUtilization: 57,
      scaleDownDelay: '10m',
      scaleUpDelay: '1m',
    }).map(([name, value]) => [
      `scaling.${name}`,
      [{ scaling: { maxReplicas: 3, [name]: value } }, { scaling: { maxReplicas: 3 } }] as const,
    ]),
  ),
  'service.type': [{ service: { type: 'NodePort' } }],
  'service.annotations': [{ service: { annotations: { a: 'b' } } }],
  'service.port': [{ service: { port: 80 } }],
  'service.targetPort': [{ service: { targetPort: 9000 } }],
  'service.loadBalancerIP': [
    { service: { type: 'LoadBalancer', loadBalancerIP: '192.0.2.1' } },
    { service: { type: 'LoadBalancer' } },
  ],
  'cache.name': [{ cache: { name: 'models' } }],
  cacheName: [{ cacheName: 'models' }],
  'cache.enabled': [{ cache: { enabled: true, size: '5Gi' } }],
  'cache.storageClass': [
    { cache: { enabled: true, size: '5Gi', storageClass: 'x' } },
    { cache: { enabled: true, size: '5Gi' } },
  ],
  'cache.size': [{ cache: { enabled: true, size: '6Gi' } }, { cache: { enabled: true, size: '5Gi' } }],
  'cache.accessMode': [
    { cache: { enabled: true, size: '5Gi', accessMode: 'ReadWriteMany' } },
    { cache: { enabled: true, size: '5Gi' } },
  ],
  'deployment.strategy.type': [{ deployment: { strategy: { type: 'Recreate' } } }],
  'deployment.strategy.rollingUpdate.maxSurge': [
    { deployment: { strategy: { rollingUpdate: { maxSurge: 2 } } } },
  ],
  'deployment.strategy.rollingUpdate.maxUnavailable': [
    { deployment: { strategy: { rollingUpdate: { maxUnavailable: '50%' } } } },
  ],
  'image.repository': [{ image: { repository: 'registry.example/vllm' } }],
  'image.tag': [
    { image: { repository: 'registry.example/vllm', tag: 'v0.33.0' } },
    { image: { repository: 'registry.example/vllm' } },
  ],
  'image.pullPolicy': [{ image: { pullPolicy: 'Never' } }],
  'image.pullSecrets': [{ image: { pullSecrets: ['a'] } }],
  'security.serviceAccount.create': [{ security: { serviceAccount: { create: true } } }],
  'security.serviceAccount.name': [{ security: { serviceAccount: { name: 'robot' } } }],
  'security.podSecurityContext.runAsUser': [{ security: { podSecurityContext: { runAsUser: 7 } } }],
  'security.podSecurityContext.runAsGroup': [{ security: { podSecurityContext: { runAsGroup: 7 } } }],
  'security.podSecurityContext.fsGroup': [{ security: { podSecurityContext: { fsGroup: 7 } } }],
  'monitoring.enabled': [{ monitoring: { enabled: true } }],
  'monitoring.prometheus.enabled': [
    { monitoring: { enabled: true, prometheus: { enabled: false } } },
    { monitoring: { enabled: true } },
  ],
  'monitoring.prometheus.path': [
    { monitoring: { enabled: true, prometheus: { path: '/stats' } } },
    { monitoring: { enabled: true } },
  ],
  nodeSelector: [{ nodeSelector: { zone: 'a' } }],
  tolerations: [{ tolerations: [{ key: 'a', operator: 'Exists' }] }],
  priorityClassName: [{ priorityClassName: 'high' }],
}

/** Fields without an effect of their own: `true` is refused, or they say what happens anyway. */
const without = new Set([
  // autoSelect: true is the default; false demands customRecipe, whose effect is seen above
  'recipe.autoSelect',
  'autoSelect',
  'recipe.customRecipe.namespace',
  'monitoring.prometheus.interval',
  'monitoring.grafana.enabled',
  'monitoring.grafana.dashboard',
  'deployment.canary.enabled',
  'deployment.canary.trafficSplit',
  'deployment.canary.duration',
])

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
}

/** Paths of all fields; the inside of lists and maps is seen through the field that holds them. */
function fieldsOf(schema: Schema, path = ''): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const here = path === '' ? name : `${path}.${name}`
    return field.properties ? fieldsOf(field, here) : [here]
  })
}

describe('every field of the spec', () => {
  const fields = fieldsOf(structuralSchema(aimEndpointSpec) as Schema)

  it('is seen in what is rendered, or known to have no effect of its own', () => {
    expect(fields.length).toBeGreaterThan(50)
    expect(fields.filter((field) => !(field in visible) && !without.has(field))).toEqual([])
    expect([...Object.keys(visible), ...without].filter((field) => !fields.includes(field))).toEqual([])
  })

  it.each(Object.entries(visible))('%s changes what is rendered', (_field, [over, base = {}]) => {
    expect(rendered('qwen', over)).not.toEqual(rendered('qwen', base))
  })
})

describe('a pod of an endpoint', () => {
  const env = (wishes: Record<string, unknown>) =>
    Object.fromEntries(container(rendered('qwen', wishes)).env.map((variable) => [variable.name, variable]))

  it("takes the user's variable over the recipe's and fitgate's own", () => {
    const wishes = { env: [{ name: 'HF_HOME', value: '/mine' }] }
    expect(env(wishes).HF_HOME).toEqual({ name: 'HF_HOME', value: '/mine' })
    expect(container(rendered('qwen', wishes)).env.filter(({ name }) => name === 'HF_HOME')).toHaveLength(1)
  })

  it('gives the engine as long to start as its probe does', () => {
    const objects = rendered('r1', { modelId: 'deepseek-ai/DeepSeek-R1', gpuCount: 8 })
    const { startupProbe, env: variables } = container(objects)
    const seconds = startupProbe.periodSeconds * startupProbe.failureThreshold
    // 641 GiB from network storage take an hour
    expect(seconds).toBeGreaterThan(3600)
    const timeout = variables.find(({ name }) => name === 'VLLM_ENGINE_READY_TIMEOUT_S')
    expect(Math.abs(Number(timeout?.value) - seconds)).toBeLessThan(startupProbe.periodSeconds)
  })

  it('is not given links to Services, whose variables stop vLLM', () => {
    expect(template(rendered('vllm')).spec.enableServiceLinks).toBe(false)
  })

  it('holds no token unless a ServiceAccount was asked for', () => {
    const token = (security?: object) =>
      template(rendered('qwen', security ? { security } : {})).spec.automountServiceAccountToken
    expect(token()).toBe(false)
    expect(token({ serviceAccount: { name: 'robot' } })).toBe(true)
  })

  it('rolls when the configuration changes, and not when the Service does', () => {
    const rolls = (over: Record<string, unknown>) =>
      JSON.stringify(template(rendered('qwen', over))) !== JSON.stringify(template(rendered('qwen')))
    expect(rolls({ maxModelLen: 4096 })).toBe(true)
    expect(rolls({ engineArgs: ['--enable-prefix-caching'] })).toBe(true)
    expect(rolls({ service: { port: 80, type: 'NodePort' } })).toBe(false)
    expect(rolls({ replicas: 3 })).toBe(false)
  })

  it('serves SGLang metrics only where they are scraped', () => {
    const config = (wishes: object) =>
      only(rendered('s', { backend: 'sglang', ...wishes }), 'ConfigMap').data?.['config.yaml']
    expect(config({ monitoring: { enabled: true } })).toContain('enable-metrics: true')
    expect(config({})).not.toContain('enable-metrics')
  })
})

describe('requests and limits', () => {
  const resources = (asked: Record<string, unknown>) =>
    container(rendered('qwen', { resources: asked })).resources

  it('a limit alone bounds the request that nobody wrote', () => {
    expect(resources({ memoryLimit: '4Gi' }).requests.memory).toBe('4Gi')
    expect(resources({ memoryLimit: '400Gi' }).requests.memory).toBe('16Gi')
  })

  it('what is asked for grows with the GPUs', () => {
    expect(resources({ gpuCount: 8 }).requests).toMatchObject({ cpu: '32', memory: '128Gi' })
  })
})

describe('replicas', () => {
  const replicas = (wishes: Record<string, unknown>) =>
    only(rendered('qwen', wishes), 'Deployment').spec?.replicas

  it('are written by fitgate or by the autoscaler, never by both', () => {
    expect(replicas({})).toBe(1)
    expect(replicas({ replicas: 0 })).toBe(0)
    expect(replicas({ scaling: { minReplicas: 2, maxReplicas: 4 } })).toBeUndefined()
    expect(replicas({ scaling: { minReplicas: 2, maxReplicas: 2 } })).toBeUndefined()
    expect(rendered('qwen', {}).some(({ kind }) => kind === 'HorizontalPodAutoscaler')).toBe(false)
  })
})
