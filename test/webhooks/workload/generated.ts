/**
 * Deployments that people could have written, and what happens to them before and after fitgate sees them.
 * @module
 */
import fc from 'fast-check'
import { annotations } from '../../../src/vocabulary/names.ts'
import type { TestObject } from '../builders.ts'
import { deployment, engineOf, type Fields, podOf } from './builders.ts'

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

const variable = fc.record({
  name: fc.constantFrom(
    'HF_TOKEN',
    'HF_HOME',
    'VLLM_ENGINE_READY_TIMEOUT_S',
    'HOME',
    'DEBUG',
    'CUDA_VISIBLE_DEVICES',
    'NVIDIA_VISIBLE_DEVICES',
    'NVIDIA_DRIVER_CAPABILITIES',
  ),
  value: fc.constantFrom('0', '/data', 'x'),
})

const probe = fc.constant({ tcpSocket: { port: 8000 }, periodSeconds: 3 })

/** What the user wrote of the container. */
const container: fc.Arbitrary<Fields> = fc
  .record(
    {
      image: fc.constantFrom(
        'vllm/vllm-openai-rocm:v0.33.0',
        'vllm/vllm-openai-rocm:v0.20.0',
        'registry.local/ours:1',
      ),
      launch: fc.constantFrom(
        { args: ['--model', 'Qwen/Qwen3-32B', '--port=8001'] },
        { command: ['vllm', 'serve', 'Qwen/Qwen3-32B', '--max-model-len', '8192'] },
        { command: ['sh', '-c', 'exec vllm serve Qwen/Qwen3-32B -tp 2'] },
        { command: ['vllm', 'serve', 'Qwen/Qwen3-32B', '-tp=1', '-pp=2', '--nnodes=$(LWS_GROUP_SIZE)'] },
        { command: ['/start.sh'] },
      ),
      env: fc.uniqueArray(variable, { minLength: 1, selector: ({ name }) => name }),
      resources: fc.constantFrom(
        { limits: { 'amd.com/gpu': '1' }, requests: { 'amd.com/gpu': '1' } },
        { requests: { cpu: '2' } },
        { limits: { memory: '64Gi' } },
        { limits: { 'nvidia.com/gpu': '2' }, requests: { 'nvidia.com/gpu': '2' } },
      ),
      startupProbe: probe,
      livenessProbe: probe,
      ports: fc.constant([{ name: 'api', containerPort: 9000, protocol: 'TCP' }]),
      volumeMounts: fc.constantFrom(
        [{ name: 'shm', mountPath: '/dev/shm' }],
        [{ name: 'cache', mountPath: '/cache/huggingface', readOnly: true }],
      ),
      lifecycle: fc.constant({ preStop: { exec: { command: ['true'] } } }),
      securityContext: fc.constant({ runAsUser: 5 }),
    },
    { requiredKeys: [] },
  )
  .map(({ launch, ...rest }) => ({ ...rest, ...launch }) as Fields)

const h100 = { key: 'nvidia.com/gpu.product', operator: 'In', values: ['H100'] }
const inZone = { key: 'zone', operator: 'In', values: ['a'] }
const required = (...matchExpressions: readonly Fields[]) => ({
  requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
})

const pod: fc.Arbitrary<Fields> = fc.record(
  {
    volumes: fc.constant([{ name: 'shm', emptyDir: {} }]),
    tolerations: fc.constantFrom(
      [{ key: 'dedicated', operator: 'Exists' }],
      [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
      [
        {
          key: 'node.kubernetes.io/not-ready',
          operator: 'Exists',
          effect: 'NoExecute',
          tolerationSeconds: 30,
        },
      ],
    ),
    nodeSelector: fc.constantFrom<Fields>({ zone: 'a' }, { 'nvidia.com/gpu.product': 'H100', zone: 'b' }),
    affinity: fc.constantFrom<Fields>(
      { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [] } },
      { nodeAffinity: required(h100) },
      { nodeAffinity: { ...required(h100, inZone), preferredDuringSchedulingIgnoredDuringExecution: [] } },
    ),
    enableServiceLinks: fc.boolean(),
  },
  { requiredKeys: [] },
)

const asked = fc.record(
  {
    [annotations.harden]: fc.constant('true'),
    [annotations.convert]: fc.constant('cuda'),
    [annotations.upgrade]: fc.constantFrom('pin', 'auto', 'hold', 'now'),
    [annotations.maxModelLen]: fc.constant('4096'),
    [annotations.model]: fc.constantFrom(
      'Qwen/Qwen3-32B',
      'meta-llama/Llama-3.3-70B-Instruct',
      'nobody/knows-this',
    ),
  },
  { requiredKeys: [] },
)

const sidecar: Fields = { name: 'proxy', image: 'proxy:1' }

/** Any Deployment with the annotation; some have no selector, some a sidecar of their own. */
export const anyDeployment: fc.Arbitrary<TestObject> = fc
  .record({
    container,
    pod,
    asked,
    noSelector: fc.boolean(),
    sidecar: fc.boolean(),
    revision: optional(fc.constant('1')),
  })
  .map(({ container: own, pod: inPod, asked: said, noSelector, sidecar: hasSidecar }) =>
    deployment({
      annotations: said as Record<string, string>,
      container: own,
      pod: inPod,
      ...(noSelector ? { spec: { selector: null } } : {}),
      ...(hasSidecar ? { before: [sidecar] } : {}),
    }),
  )

/** The same pod in a group, whose leader and workers may share a template. */
const anyGroup: fc.Arbitrary<TestObject> = fc
  .record({ object: anyDeployment, size: fc.constantFrom(1, 2, 3), hasLeader: fc.boolean() })
  .map(({ object, size, hasLeader }) => {
    const { template } = object.spec
    const leader = hasLeader ? { leaderTemplate: template } : {}
    return {
      ...object,
      apiVersion: 'leaderworkerset.x-k8s.io/v1',
      kind: 'LeaderWorkerSet',
      spec: { replicas: 1, leaderWorkerTemplate: { size, ...leader, workerTemplate: template } },
    }
  })

/** Anything that may carry the annotation for life. */
export const anyWorkload: fc.Arbitrary<TestObject> = fc.oneof(
  { weight: 3, arbitrary: anyDeployment },
  { weight: 1, arbitrary: anyGroup },
)

/** What a sidecar injector does: a container in front, an init container, a volume, and a variable and a mount in every container. */
export function injected(object: TestObject): TestObject {
  const pod = podOf(object)
  const containers = pod.containers.map(
    (one): Fields => ({
      ...one,
      env: added(one.env, { name: 'MESH', value: 'on' }),
      volumeMounts: added(one.volumeMounts, { name: 'mesh', mountPath: '/var/mesh' }),
    }),
  )
  const mesh = { name: 'mesh-proxy', image: 'mesh:1' }
  const isThere = containers.some(({ name }) => name === mesh.name)
  return withPod(object, {
    ...pod,
    containers: isThere ? containers : [mesh, ...containers],
    volumes: added(pod.volumes, { name: 'mesh', emptyDir: {} }),
  })
}

function added(list: unknown, item: Fields): unknown[] {
  const items = (list ?? []) as readonly Fields[]
  return items.some(({ name }) => name === item.name) ? [...items] : [...items, item]
}

export function withPod(object: TestObject, pod: Fields): TestObject {
  const template = object.spec.template as Fields
  return { ...object, spec: { ...object.spec, template: { ...template, spec: pod } } }
}

/** The object with its engine container changed. */
export function withEngine(object: TestObject, change: (engine: Fields) => Fields): TestObject {
  const pod = podOf(object)
  const engine = engineOf(object)
  return withPod(object, {
    ...pod,
    containers: pod.containers.map((one) => (one === engine ? change(one) : one)),
  })
}
