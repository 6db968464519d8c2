/** Beside webhooks of others that change the same objects: injectors that are asked before us, after us, and again. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { kubectl } from '../../../src/cli/kubectl.ts'
import { parseWorkloadPin } from '../../../src/decide/workload-pin.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeObject } from '../../../src/kube/types.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import { sandboxHardware } from '../../decide/builders.ts'
import { context } from '../../webhooks/builders.ts'
import { controlPlane } from '../control-plane.ts'
import { eventually } from '../eventually.ts'
import { type HookServer, startHookServer } from './hook-server.ts'
import { type Installation, install } from './installation.ts'
import { injectMesh } from './mesh.ts'

interface PodSpec {
  readonly containers: readonly { readonly name: string; readonly env?: readonly unknown[] }[]
  readonly volumes: readonly { readonly name: string }[]
}
interface Deployment extends KubeObject {
  readonly spec: { readonly template: { readonly spec: PodSpec } }
}

const namespace = 'injectors-test'
let installed: Installation
let server: HookServer
/** Injectors that were asked since it was cleared. */
const asked: string[] = []

beforeAll(async () => {
  const given = context({ hardware: sandboxHardware })
  installed = await install(() => given)
  server = await startHookServer(async (request) => {
    asked.push(new URL(request.url).pathname.slice(1))
    return Response.json(injectMesh(await request.json()))
  })
  const metadata = { name: namespace, labels: { mesh: 'on' } }
  await installed.client.create(resources.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata })
})
afterAll(async () => {
  await installed?.client.delete(resources.namespace, { name: namespace })
  await installed?.uninstall()
  await server?.close()
})

async function type(args: readonly string[], input?: object) {
  const all = ['-n', namespace, ...args]
  const result = await kubectl(controlPlane.binDir, controlPlane.kubeconfig, all, input && stringify(input))
  expect(result.code, result.text).toBe(0)
  return result.text
}

/** Registers injectors for as long as `work` takes; waits until the API server has noticed, both times. */
async function withInjectors(
  names: readonly string[],
  reinvocationPolicy: 'Never' | 'IfNeeded',
  work: () => Promise<void>,
) {
  const { client } = installed
  const rule = {
    apiGroups: ['', 'apps'],
    apiVersions: ['v1'],
    operations: ['CREATE', 'UPDATE'],
    resources: ['deployments', 'pods'],
  }
  const noticed = (expected: readonly string[]) =>
    eventually(async () => {
      asked.length = 0
      await type(['create', 'deployment', 'probe', '--image=x', '--dry-run=server'])
      expect([...new Set(asked)].toSorted()).toEqual(expected)
    })
  for (const name of names)
    await client.create(resources.mutatingWebhookConfiguration, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: { name },
      webhooks: [
        {
          name: `${name}.example.com`,
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
          reinvocationPolicy,
          namespaceSelector: { matchLabels: { mesh: 'on' } },
          rules: [rule],
          clientConfig: server.clientConfig(`/${name}`),
        },
      ],
    } as KubeObject)
  try {
    await noticed(names)
    await work()
  } finally {
    for (const name of names) await client.delete(resources.mutatingWebhookConfiguration, { name })
    await noticed([])
  }
}

const manifest = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'serves', namespace, annotations: { [annotations.model]: 'Qwen/Qwen3-8B' } },
  spec: { template: { spec: { containers: [{ name: 'engine' }] } } },
}

async function get(): Promise<Deployment> {
  const ref = { namespace, name: manifest.metadata.name }
  const found = await installed.client.get<Deployment>(resources.deployment, ref)
  if (found === undefined) throw new Error('it is not there')
  return found
}

/** The pods of a Deployment, whatever the order in which things were put into their lists. */
function inOrder({ spec }: Deployment): PodSpec {
  const sorted = <T>(list: readonly T[] = []) =>
    list.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
  const { containers, volumes, ...rest } = spec.template.spec
  const each = containers.map(({ env, ...container }) => ({ ...container, env: sorted(env) }))
  return { ...rest, containers: sorted(each), volumes: sorted(volumes) }
}

const outcomes: PodSpec[] = []

describe('webhook configurations are asked in the order of their names, and ours is fitgate', () => {
  it.each([
    [['a-mesh'], 'Never'],
    [['z-mesh'], 'Never'],
    [['z-mesh'], 'IfNeeded'],
    [['a-mesh', 'z-mesh'], 'IfNeeded'],
  ] as const)(
    'beside %j that are asked again %s, nothing changes but what both add',
    async (names, policy) => {
      await withInjectors(names, policy, async () => {
        await type(['apply', '-f', '-'], manifest)
        const first = await get()
        const engine = first.spec.template.spec.containers.find(({ name }) => name === 'engine')
        const proxy = first.spec.template.spec.containers.find(({ name }) => name === 'proxy')
        expect(engine).toMatchObject({
          command: ['vllm', 'serve'],
          resources: { limits: { 'amd.com/gpu': '1' } },
        })
        expect(engine?.env).toContainEqual({ name: 'MESH', value: 'on' })
        expect(proxy).toMatchObject({ env: [{ name: 'MESH', value: 'on' }], resources: {} })
        outcomes.push(inOrder(first))

        const pin = parseWorkloadPin(first.metadata.annotations?.[annotations.decision])
        expect(JSON.stringify(pin?.ledger)).not.toMatch(/mesh|proxy/i)

        for (let i = 0; i < 3; i++) await type(['apply', '-f', '-'], manifest)
        await type(['apply', '--server-side', '--force-conflicts', '-f', '-'], manifest)
        expect((await get()).metadata.generation).toBe(first.metadata.generation)
        await type(['replace', '-f', '-'], manifest)
        expect(inOrder(await get())).toEqual(inOrder(first))

        await type(['annotate', 'deployment/serves', `${annotations.model}-`])
        const left = (await get()).spec.template.spec
        expect(left.containers.map(({ name }) => name).toSorted()).toEqual(['engine', 'proxy'])
        expect(left.volumes).toEqual([{ name: 'mesh', emptyDir: {} }])
        expect(left.containers.find(({ name }) => name === 'engine')).toMatchObject({
          env: [{ name: 'MESH', value: 'on' }],
          resources: {},
        })
        await type(['delete', 'deployment', 'serves'])
      })
    },
  )

  it('and the pods are the same, whoever was asked first', () => {
    expect(outcomes.length).toBeGreaterThan(1)
    for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0])
  })

  it('a Pod alone is added to as well', async () => {
    await withInjectors(['a-mesh', 'z-mesh'], 'IfNeeded', async () => {
      const { metadata, spec } = manifest
      await type(['apply', '-f', '-'], { apiVersion: 'v1', kind: 'Pod', metadata, spec: spec.template.spec })
      const pod = await installed.client.get<KubeObject & { readonly spec: PodSpec }>(resources.pod, {
        namespace,
        name: metadata.name,
      })
      expect(pod?.spec.containers.map(({ name }) => name)).toEqual(['proxy', 'engine'])
      expect(pod?.spec.containers[1]).toMatchObject({ resources: { limits: { 'amd.com/gpu': '1' } } })
    })
  })
})
