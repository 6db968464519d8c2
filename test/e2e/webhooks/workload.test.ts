/** Plain workloads at a real API server, typed as people type them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { kubectl } from '../../../src/cli/kubectl.ts'
import { parseWorkloadPin } from '../../../src/decide/workload-pin.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeObject } from '../../../src/kube/types.ts'
import { type APIDefault, apiDefaults } from '../../../src/render/workload/api-defaults.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import type { WebhookContext } from '../../../webhooks/context.ts'
import { sandboxHardware } from '../../decide/builders.ts'
import { context } from '../../webhooks/builders.ts'
import { controlPlane } from '../control-plane.ts'
import { eventually } from '../eventually.ts'
import { type Installation, install } from './installation.ts'

interface Container {
  readonly name: string
  readonly image: string
  readonly args?: readonly string[]
  readonly env?: readonly { readonly name: string; readonly value: string }[]
  readonly resources: { readonly limits?: Record<string, string> }
}
interface PodSpec {
  readonly containers: readonly Container[]
  readonly nodeName?: string
}
interface Template {
  readonly metadata: { readonly labels: Record<string, string> }
  readonly spec: PodSpec
}
interface Workload extends KubeObject {
  readonly spec: { readonly replicas: number; readonly template: Template }
}
interface Pod extends KubeObject {
  readonly spec: PodSpec
  readonly status?: unknown
}

let installed: Installation
let given: WebhookContext = context({ hardware: sandboxHardware })
const namespace = 'workloads-test'

beforeAll(async () => {
  installed = await install(() => given)
  const metadata = { name: namespace }
  await installed.client.create(resources.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata })
})
afterAll(async () => {
  await installed?.client.delete(resources.namespace, { name: namespace })
  await installed?.uninstall()
})

async function type(args: readonly string[], input?: object) {
  const text = input && stringify(input)
  const all = ['-n', namespace, ...args]
  const result = await kubectl(controlPlane.binDir, controlPlane.kubeconfig, all, text)
  expect(result.code, result.text).toBe(0)
  return result.text
}
const apply = (object: object, ...args: readonly string[]) => type(['apply', '-f', '-', ...args], object)

async function get(name: string): Promise<Workload> {
  const found = await installed.client.get<Workload>(resources.deployment, { namespace, name })
  if (found === undefined) throw new Error(`no deployment ${name}`)
  return found
}
const engineOf = ({ spec }: Workload) => spec.template.spec.containers.find(({ name }) => name === 'engine')
const generationOf = async (name: string) => (await get(name)).metadata.generation
const pinOf = ({ metadata }: KubeObject) => parseWorkloadPin(metadata.annotations?.[annotations.decision])

/** Nothing but a name, a container and the annotation. */
function minimal(name: string, container: object = {}, also: Readonly<Record<string, string>> = {}) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, annotations: { [annotations.model]: 'Qwen/Qwen3-8B', ...also } },
    spec: { template: { spec: { containers: [{ name: 'engine', ...container }] } } },
  }
}

async function placedPod(name: string): Promise<Pod> {
  const labelSelector = `fitgate.dev/workload=${name}`
  return eventually(async () => {
    const { items } = await installed.client.list<Pod>(resources.pod, { namespace, labelSelector })
    const placed = items.find(({ spec }) => spec.nodeName !== undefined)
    if (placed === undefined) throw new Error(`no pod of ${name} is placed`)
    return placed
  })
}

describe('a Deployment with a name, a container and the annotation', () => {
  it('becomes complete, and the scheduler places it on a node it was planned for', async () => {
    await apply(minimal('complete'))
    const deployment = await get('complete')
    const candidate = pinOf(deployment)?.candidate
    expect(engineOf(deployment)).toMatchObject({
      image: candidate?.image,
      command: ['vllm', 'serve'],
      resources: { limits: { 'amd.com/gpu': '1' } },
      startupProbe: { httpGet: { path: '/health', port: 8000 } },
    })
    expect(engineOf(deployment)?.args?.[0]).toBe('Qwen/Qwen3-8B')
    const { spec } = await placedPod('complete')
    const node = await installed.client.get(resources.node, { name: spec.nodeName ?? '' })
    const labels = JSON.stringify(node?.metadata.labels)
    expect(labels).toContain('amd.com/gpu')
  })

  it('stays as it is, and its pods too, however often and by whatever verb it is applied', async () => {
    const manifest = minimal('quiet')
    await apply(manifest)
    await eventually(() => revision('quiet', '1'))
    const before = await get('quiet')
    for (let i = 0; i < 3; i++) await apply(manifest)
    expect(await generationOf('quiet')).toBe(before.metadata.generation)
    // from here on annotations come and go, kubectl's own among them, which the API server counts as generations of a Deployment
    await apply({ ...manifest, metadata: { ...manifest.metadata, labels: { team: 'a' } } })
    await type(['replace', '-f', '-'], manifest)
    given = context({ hardware: sandboxHardware, fitgate: 'a later version' })
    await type(['replace', '-f', '-'], manifest)
    await type(['annotate', 'deployment/quiet', 'note=1', `${annotations.upgrade}=hold`])
    given = context({ hardware: sandboxHardware })
    const after = await get('quiet')
    expect(after.spec).toEqual(before.spec)
    expect(pinOf(after)).toEqual(pinOf(before))
  })

  it('is quiet under server-side apply as well', async () => {
    const manifest = minimal('server-side')
    await apply(manifest, '--server-side')
    await eventually(() => revision('server-side', '1'))
    const before = await get('server-side')
    for (let i = 0; i < 3; i++) await apply(manifest, '--server-side')
    const after = await get('server-side')
    expect(after.metadata.generation).toBe(before.metadata.generation)
    expect(after.spec).toEqual(before.spec)
  })

  it('can be scaled, which is not looked at', async () => {
    await apply(minimal('scaled'))
    const reviews = installed.reviews.length
    const { generation = 0 } = (await get('scaled')).metadata
    await type(['scale', 'deployment/scaled', '--replicas=2'])
    const after = await get('scaled')
    expect(after.spec.replicas).toBe(2)
    expect(after.metadata.generation).toBe(generation + 1)
    expect(installed.reviews.slice(reviews).filter((review) => review.endsWith(' scaled'))).toEqual([])
  })

  it('gets another plan with another model, and the plan before with rollout undo, which is then held', async () => {
    await apply(minimal('undone'))
    const first = await get('undone')
    await eventually(() => revision('undone', '1'))
    await apply(minimal('undone', {}, { [annotations.model]: 'Qwen/Qwen3-4B' }))
    expect(engineOf(await get('undone'))?.args?.[0]).toBe('Qwen/Qwen3-4B')
    await eventually(() => revision('undone', '2'))
    await type(['rollout', 'undo', 'deployment/undone'])
    const back = await get('undone')
    expect(back.spec.template).toEqual(first.spec.template)
    expect(back.metadata.annotations?.[annotations.model]).toBe('Qwen/Qwen3-8B')
    const { held, ...pin } = pinOf(back) ?? {}
    expect(pin).toEqual(pinOf(first))
    expect(held).toBe(true)
  })

  it('gives back what was added when the annotation goes, and keeps what it could not be without', async () => {
    const manifest = minimal('left', { image: 'vllm/vllm-openai-rocm:v0.33.0' })
    await apply(manifest)
    const { annotations: _, ...metadata } = manifest.metadata
    await apply({ ...manifest, metadata })
    const after = await get('left')
    expect(after.metadata.annotations?.[annotations.decision]).toBeUndefined()
    const engine = engineOf(after)
    expect(engine).toMatchObject({ image: 'vllm/vllm-openai-rocm:v0.33.0', resources: {} })
    expect(Object.keys(engine ?? {}).sort()).toEqual([
      'image',
      'imagePullPolicy',
      'name',
      'resources',
      'terminationMessagePath',
      'terminationMessagePolicy',
    ])
    expect(after.spec.template.spec).not.toHaveProperty('affinity')
    expect(after.spec.template.spec).not.toHaveProperty('tolerations')
  })

  it('can lose the annotation too when it had no image', async () => {
    await apply(minimal('imageless'))
    const text = await type(['annotate', 'deployment/imageless', `${annotations.model}-`])
    expect(text).toContain('took back what it had added, but for')
    expect(engineOf(await get('imageless'))?.image).toContain('rocm')
  })

  it('keeps what was changed by hand afterwards', async () => {
    await apply(minimal('edited'))
    const patch = JSON.stringify({
      spec: {
        template: { spec: { containers: [{ name: 'engine', readinessProbe: { periodSeconds: 3 } }] } },
      },
    })
    await type(['patch', 'deployment/edited', '--type=strategic', '-p', patch])
    await type(['annotate', 'deployment/edited', `${annotations.model}-`])
    expect(engineOf(await get('edited'))).toMatchObject({ readinessProbe: { periodSeconds: 3 } })
    expect(engineOf(await get('edited'))).not.toHaveProperty('livenessProbe')
  })

  it('may have its name generated, and each gets a selector of its own', async () => {
    const { name: _, ...metadata } = minimal('x').metadata
    const nameless = { ...minimal('x'), metadata: { ...metadata, generateName: 'generated-' } }
    const made = await Promise.all(
      [1, 2].map(() =>
        installed.client.create<Workload>(resources.deployment, nameless as unknown as Workload),
      ),
    )
    const labels = made.map(({ spec }) => spec.template.metadata.labels['fitgate.dev/workload'])
    expect(new Set(labels).size).toBe(2)
    const [one] = made
    if (one === undefined) throw new Error('nothing was made')
    await type(['annotate', 'deployment', one.metadata.name, `${annotations.upgrade}=hold`])
    expect((await get(one.metadata.name)).spec).toEqual(one.spec)
  })
})

describe('other workloads', () => {
  it('are left alone without the annotation', async () => {
    const { metadata, ...rest } = minimal('plain', { image: 'busybox:1' })
    const plain = { ...rest, metadata: { name: metadata.name, namespace } }
    const labelled = {
      ...plain,
      spec: {
        selector: { matchLabels: { app: 'plain' } },
        template: { ...plain.spec.template, metadata: { labels: { app: 'plain' } } },
      },
    }
    const reviews = installed.reviews.length
    await apply(labelled)
    expect(installed.reviews.slice(reviews)).toEqual([])
  })

  it('include Jobs, which are added to at their creation and never touched again', async () => {
    const { spec, ...rest } = minimal('batch')
    const template = { spec: { ...spec.template.spec, restartPolicy: 'Never' } }
    await apply({ ...rest, apiVersion: 'batch/v1', kind: 'Job', spec: { suspend: true, template } })
    const reviews = installed.reviews.length
    await type(['patch', 'job/batch', '--type=merge', '-p', '{"spec":{"suspend":false}}'])
    expect(installed.reviews.slice(reviews)).toEqual([])
    const { items } = await eventually(async () => {
      const found = await installed.client.list<Pod>(resources.pod, {
        namespace,
        labelSelector: 'job-name=batch',
      })
      expect(found.items).toHaveLength(1)
      return found
    })
    expect(items[0]?.spec.containers[0]?.resources.limits).toMatchObject({ 'amd.com/gpu': '1' })
  })

  it('include bare Pods and StatefulSets', async () => {
    const { spec, ...rest } = minimal('alone')
    await apply({ ...rest, apiVersion: 'v1', kind: 'Pod', spec: spec.template.spec })
    const pod = await installed.client.get<Pod>(resources.pod, { namespace, name: 'alone' })
    expect(pod?.spec.containers[0]).toMatchObject({ resources: { limits: { 'amd.com/gpu': '1' } } })
    await eventually(async () => {
      const placed = await installed.client.get<Pod>(resources.pod, { namespace, name: 'alone' })
      expect(placed?.spec.nodeName, JSON.stringify(placed?.status)).toBeDefined()
    })
    await apply({ ...minimal('stateful'), kind: 'StatefulSet' })
    const set = await installed.client.get<Workload>(resources.statefulSet, { namespace, name: 'stateful' })
    expect(set && engineOf(set)).toMatchObject({ resources: { limits: { 'amd.com/gpu': '1' } } })
  })

  it('include LeaderWorkerSets, beside the webhooks they bring', async () => {
    const { spec, ...rest } = minimal('group')
    const leaderWorkerTemplate = { size: 1, workerTemplate: spec.template }
    await apply({
      ...rest,
      apiVersion: 'leaderworkerset.x-k8s.io/v1',
      kind: 'LeaderWorkerSet',
      spec: { leaderWorkerTemplate },
    })
    interface Group extends KubeObject {
      readonly spec: { readonly leaderWorkerTemplate: { readonly workerTemplate: Template } }
    }
    const group = await installed.client.get<Group>(resources.leaderWorkerSet, { namespace, name: 'group' })
    expect(group?.spec.leaderWorkerTemplate.workerTemplate.spec.containers[0]).toMatchObject({
      resources: { limits: { 'amd.com/gpu': '1' } },
    })
    const before = group?.metadata.generation
    await type(['annotate', 'leaderworkerset/group', `${annotations.upgrade}=hold`])
    const after = await installed.client.get<Group>(resources.leaderWorkerSet, { namespace, name: 'group' })
    expect(after?.metadata.generation).toBe(before)
  })

  it('include groups of several pods, each with its share, and only the leader with probes', async () => {
    const pod = (...words: readonly string[]) => ({
      spec: {
        containers: [
          {
            name: 'engine',
            image: 'vllm/vllm-openai-rocm:v0.33.0',
            args: ['Qwen/Qwen3-8B', '--pipeline-parallel-size=2', '--nnodes=$(LWS_GROUP_SIZE)', ...words],
          },
        ],
      },
    })
    const { metadata } = minimal('pair')
    const manifest = {
      apiVersion: 'leaderworkerset.x-k8s.io/v1',
      kind: 'LeaderWorkerSet',
      metadata,
      spec: {
        leaderWorkerTemplate: {
          size: 2,
          leaderTemplate: pod('--node-rank=0'),
          workerTemplate: pod('--node-rank=$(LWS_WORKER_INDEX)', '--headless'),
        },
      },
    }
    await apply(manifest)
    const read = () =>
      installed.client.get<KubeObject>(resources.leaderWorkerSet, { namespace, name: 'pair' })
    const made = await read()
    expect(made && pinOf(made)?.candidate).toMatchObject({ nodes: 2, gpuCount: 2 })
    await apply(manifest)
    expect((await read())?.metadata.generation).toBe(made?.metadata.generation)
    const labelSelector = 'leaderworkerset.sigs.k8s.io/name=pair'
    const pods = await eventually(async () => {
      const { items } = await installed.client.list<Pod>(resources.pod, { namespace, labelSelector })
      expect(items.filter(({ spec }) => spec.nodeName !== undefined)).toHaveLength(2)
      return items.toSorted((a, b) => a.metadata.name.localeCompare(b.metadata.name))
    })
    const containers = pods.map(({ spec }) => spec.containers[0])
    for (const container of containers)
      expect(container).toMatchObject({ resources: { limits: { 'amd.com/gpu': '1' } } })
    expect(containers.map((container) => container !== undefined && 'livenessProbe' in container)).toEqual([
      true,
      false,
    ])
  })

  it('are refused with the arithmetic when no accelerator can hold the model', async () => {
    const manifest = minimal(
      'huge',
      {},
      { [annotations.model]: 'meta-llama/Llama-3.1-405B-Instruct', [annotations.gpus]: '1' },
    )
    const args = ['-n', namespace, 'apply', '-f', '-']
    const { code, text } = await kubectl(
      controlPlane.binDir,
      controlPlane.kubeconfig,
      args,
      stringify(manifest),
    )
    expect(code).not.toBe(0)
    expect(text).toContain('cannot run on 1 GPU')
    expect(text).toContain(`metadata.annotations`)
  })

  it('start as they are written while no webhook answers', async () => {
    await installed.close()
    try {
      const whole = minimal('unseen', { image: 'vllm/vllm-openai-rocm:v0.33.0' })
      const labels = { app: 'unseen' }
      await apply({
        ...whole,
        spec: {
          selector: { matchLabels: labels },
          template: { ...whole.spec.template, metadata: { labels } },
        },
      })
    } finally {
      await installed.open()
    }
    // the next change brings what was missed
    await type(['annotate', 'deployment/unseen', `${annotations.upgrade}=auto`])
    expect(engineOf(await get('unseen'))).toMatchObject({ resources: { limits: { 'amd.com/gpu': '1' } } })
  })
})

describe('the table of what the API server fills in', () => {
  const bare = {
    containers: [
      {
        name: 'engine',
        image: 'registry.example/engine:1',
        ports: [{ containerPort: 8000 }],
        livenessProbe: { httpGet: { path: '/', port: 8000 } },
      },
    ],
  }
  const labels = { app: 'bare' }
  const kinds: Readonly<Record<APIDefault['kind'], readonly [string, object]>> = {
    Deployment: ['apps/v1', { selector: { matchLabels: labels } }],
    StatefulSet: ['apps/v1', { selector: { matchLabels: labels } }],
    Job: ['batch/v1', { template: { spec: { ...bare, restartPolicy: 'Never' } } }],
    Pod: ['v1', {}],
  }

  it.each(apiDefaults)('holds for $kind $path', async ({ kind, path, value }) => {
    const [apiVersion, own] = kinds[kind]
    const spec = kind === 'Pod' ? bare : { template: { metadata: { labels }, spec: bare }, ...own }
    const text = await type(['create', '-f', '-', '--dry-run=server', '-o', `jsonpath={.${path}}`], {
      apiVersion,
      kind,
      metadata: { name: 'bare', namespace },
      spec,
    })
    const given = typeof value === 'string' ? text : JSON.parse(text)
    expect(given).toEqual(value)
  })
})

async function revision(name: string, number: string): Promise<void> {
  const { metadata } = await get(name)
  expect(metadata.annotations?.['deployment.kubernetes.io/revision']).toBe(number)
}
