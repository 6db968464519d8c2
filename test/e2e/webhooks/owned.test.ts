/** Annotated objects that come from Helm and from operators, and Jobs in the life that follows their creation. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { kubectl } from '../../../src/cli/kubectl.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeObject, ResourceType } from '../../../src/kube/types.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import { sandboxHardware } from '../../decide/builders.ts'
import { context } from '../../webhooks/builders.ts'
import { controlPlane } from '../control-plane.ts'
import { eventually } from '../eventually.ts'
import { type Installation, install } from './installation.ts'

interface Workload extends KubeObject {
  readonly spec: {
    readonly suspend?: boolean
    readonly template: { readonly spec: { readonly containers: readonly { readonly resources: object }[] } }
  }
}

const namespace = 'owned-test'
const job: ResourceType = { group: 'batch', version: 'v1', plural: 'jobs', kind: 'Job', namespaced: true }
const image = 'vllm/vllm-openai-rocm:v0.33.0'
let installed: Installation

beforeAll(async () => {
  const given = context({ hardware: sandboxHardware })
  installed = await install(() => given)
  const metadata = { name: namespace }
  await installed.client.create(resources.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata })
})
afterAll(async () => {
  await installed?.client.delete(resources.namespace, { name: namespace })
  await installed?.uninstall()
})

async function attempt(args: readonly string[], input?: object) {
  const all = ['-n', namespace, ...args]
  return kubectl(controlPlane.binDir, controlPlane.kubeconfig, all, input && stringify(input))
}
async function type(args: readonly string[], input?: object) {
  const result = await attempt(args, input)
  expect(result.code, result.text).toBe(0)
  return result.text
}

async function get(kind: ResourceType, name: string): Promise<Workload> {
  const found = await installed.client.get<Workload>(kind, { namespace, name })
  if (found === undefined) throw new Error(`no ${kind.kind} ${name}`)
  return found
}
const asksFor = (workload: Workload) => workload.spec.template.spec.containers[0]?.resources
const aGPU = { limits: { 'amd.com/gpu': '1' }, requests: { 'amd.com/gpu': '1' } }

function deployment(name: string, metadata: { readonly annotations?: object } & object = {}) {
  const labels = { app: name }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      namespace,
      ...metadata,
      annotations: { [annotations.model]: 'Qwen/Qwen3-8B', ...metadata.annotations },
    },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'engine', image }] } },
    },
  }
}
function batch(name: string, metadata: object = { name }) {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { ...metadata, namespace, annotations: { [annotations.model]: 'Qwen/Qwen3-8B' } },
    spec: {
      suspend: true,
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'engine', image }] } },
    },
  }
}

/** What was asked of the webhooks while `work` ran, of objects of this name. */
async function askedOf(name: string, work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = installed.reviews.length
  await work()
  return installed.reviews.slice(before).filter((review) => review.endsWith(` ${name}`))
}

describe('a release of Helm', () => {
  const release = {
    labels: { 'app.kubernetes.io/managed-by': 'Helm' },
    annotations: { 'meta.helm.sh/release-name': 'r', 'meta.helm.sh/release-namespace': namespace },
  }

  it.each([
    [
      '3, which creates and then merges patches',
      ['create'],
      ['patch', 'deployment', 'NAME', '--type=strategic'],
    ],
    ['4, which applies on the server', ['apply', '--server-side'], ['apply', '--server-side']],
  ])(
    'of Helm %s, is upgraded without a new roll-out, and changes what the chart changes',
    async (_, first, next) => {
      const name = `helm-${first.length}`
      const manifest = deployment(name, release)
      const manager = '--field-manager=helm'
      const change = (object: object) =>
        next[0] === 'patch'
          ? type([
              ...next.map((word) => (word === 'NAME' ? name : word)),
              manager,
              '-p',
              JSON.stringify(object),
            ])
          : type([...next, manager, '-f', '-'], object)
      await type([...first, manager, '-f', '-'], manifest)
      const before = await get(resources.deployment, name)
      expect(asksFor(before)).toMatchObject(aGPU)
      await change(manifest)
      expect((await get(resources.deployment, name)).metadata.generation).toBe(before.metadata.generation)

      const larger = deployment(name, {
        ...release,
        annotations: { ...release.annotations, [annotations.gpus]: '2' },
      })
      await change(larger)
      expect(asksFor(await get(resources.deployment, name))).toMatchObject({ limits: { 'amd.com/gpu': '2' } })
      // a roll-back of the release: what is no longer in the manifest goes
      const dropped = { annotations: { ...release.annotations, [annotations.gpus]: null } }
      await change(next[0] === 'patch' ? deployment(name, { ...release, ...dropped }) : manifest)
      expect((await get(resources.deployment, name)).spec).toEqual(before.spec)
    },
  )
})

describe('what an operator made', () => {
  const owner = (controller: boolean) => ({
    ownerReferences: [
      { apiVersion: 'example.com/v1', kind: 'Serving', name: 'x', uid: crypto.randomUUID(), controller },
    ],
  })

  it('is left as the operator wants it, although it carries the annotation: the two would write for ever', async () => {
    const manifest = deployment('controlled', owner(true))
    const asked = await askedOf('controlled', async () => {
      await type(['create', '-f', '-'], manifest)
      await type(['annotate', 'deployment/controlled', `${annotations.gpus}=2`])
    })
    expect(asked).toEqual([])
    expect(asksFor(await get(resources.deployment, 'controlled'))).toEqual({})
  })

  it('is judged by the policies when it asks for GPUs', async () => {
    const manifest = deployment('asking', owner(true))
    const containers = [{ name: 'engine', image, resources: aGPU }]
    const template = { ...manifest.spec.template, spec: { containers } }
    const asked = await askedOf('asking', () =>
      type(['create', '-f', '-'], { ...manifest, spec: { ...manifest.spec, template } }),
    )
    expect(asked).toEqual(['/validate CREATE asking'])
  })

  it('is added to where the owner does not control it', async () => {
    await type(['create', '-f', '-'], deployment('owned', owner(false)))
    expect(asksFor(await get(resources.deployment, 'owned'))).toMatchObject(aGPU)
  })
})

describe('a Job after its creation', () => {
  it('can be applied again, labelled and let go, and nothing is asked or changed', async () => {
    await type(['apply', '-f', '-'], batch('again'))
    const before = await get(job, 'again')
    expect(asksFor(before)).toMatchObject(aGPU)
    const asked = await askedOf('again', async () => {
      await type(['apply', '-f', '-'], batch('again'))
      await type(['label', 'job/again', 'team=a'])
      await type(['annotate', 'job/again', `${annotations.gpus}=2`])
      await type(['patch', 'job/again', '--type=merge', '-p', '{"spec":{"suspend":false}}'])
    })
    expect(asked).toEqual([])
    const { spec } = await get(job, 'again')
    expect(spec.template).toEqual(before.spec.template)
    expect(spec.suspend).toBe(false)
  })

  it('is let go also when it came in while no webhook answered', async () => {
    await installed.close()
    try {
      await type(['create', '-f', '-'], batch('slipped'))
    } finally {
      await installed.open()
    }
    await type(['patch', 'job/slipped', '--type=merge', '-p', '{"spec":{"suspend":false}}'])
    expect(asksFor(await get(job, 'slipped'))).toEqual({})
    await eventually(async () => {
      const { items } = await installed.client.list(resources.pod, {
        namespace,
        labelSelector: 'job-name=slipped',
      })
      expect(items).toHaveLength(1)
    })
  })

  it('has no name yet when it is generated, and is complete all the same', async () => {
    for (let i = 0; i < 2; i++) await type(['create', '-f', '-'], batch('', { generateName: 'generated-' }))
    const { items } = await installed.client.list<Workload>(job, { namespace })
    const generated = items.filter(({ metadata }) => metadata.name.startsWith('generated-'))
    expect(generated).toHaveLength(2)
    for (const one of generated) expect(asksFor(one)).toMatchObject(aGPU)
  })

  it('cannot have its plan changed, which the API server says, not fitgate', async () => {
    await type(['create', '-f', '-'], batch('fixed'))
    const patch = { spec: { template: { spec: { containers: [{ name: 'engine', image: 'x' }] } } } }
    const { code, text } = await attempt(['patch', 'job/fixed', '-p', JSON.stringify(patch)])
    expect(code).toBe(1)
    expect(text).toContain('field is immutable')
    expect(text).not.toContain('fitgate')
  })
})
