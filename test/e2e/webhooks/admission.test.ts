import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kubectl } from '../../../src/cli/kubectl.ts'
import { parsePin } from '../../../src/decide/pin.ts'
import { ApiError } from '../../../src/kube/api-error.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeObject } from '../../../src/kube/types.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import type { WebhookContext } from '../../../webhooks/context.ts'
import { cluster, nodes } from '../../decide/builders.ts'
import { context, fits, recipe, tooLarge } from '../../webhooks/builders.ts'
import { controlPlane } from '../control-plane.ts'
import { type Installation, install } from './installation.ts'

interface Endpoint extends KubeObject {
  readonly spec: Readonly<Record<string, unknown>>
}

let installed: Installation
let given: WebhookContext = context()
const place = 'webhooks-test'

beforeAll(async () => {
  installed = await install(() => given)
  await installed.client.create(resources.namespace, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: place },
  })
})
afterAll(async () => {
  await installed.open()
  given = context()
  await installed.client.delete(resources.aimRecipe, { name: 'qwen3-32b-mi300x-bf16' })
  await installed.client.delete(resources.namespace, { name: place })
  await installed.uninstall()
})

function endpoint(name: string, spec: Readonly<Record<string, unknown>> = fits): Endpoint {
  return {
    apiVersion: 'aim.engine.amd.com/v1alpha1',
    kind: 'AIMEndpoint',
    metadata: { name, namespace: place },
    spec,
  }
}
const ref = (name: string) => ({ namespace: place, name })
const create = (object: Endpoint, dryRun = false) =>
  installed.client.create(resources.aimEndpoint, object, { dryRun })
const pinOf = (object: KubeObject | undefined) => object?.metadata.annotations?.[annotations.pin]

async function refusal(attempt: Promise<unknown>): Promise<ApiError> {
  const error = await attempt.then(
    () => new Error('it was admitted'),
    (reason: unknown) => reason,
  )
  if (error instanceof ApiError) return error
  throw error
}

/** What a person sees in a terminal. */
async function typed(args: readonly string[], input?: string) {
  return kubectl(controlPlane.binDir, controlPlane.kubeconfig, args, input)
}

describe('an endpoint at a real API server', () => {
  it('is admitted with its plan pinned', async () => {
    const created = await create(endpoint('fits'))
    const pin = parsePin(pinOf(created))
    expect(pin?.candidate).toMatchObject({ accelerator: 'MI300X', gpuCount: 1 })
    expect(pin?.owner).toEqual({ name: `${place}/fits` })
  })

  it('may have its name generated', async () => {
    const { name: _, ...metadata } = endpoint('x').metadata
    const nameless = { ...endpoint('x'), metadata: { ...metadata, generateName: 'generated-' } }
    const created = await create(nameless as unknown as Endpoint)
    expect(created.metadata.name).toMatch(/^generated-/)
    expect(parsePin(pinOf(created))?.candidate.gpuCount).toBe(1)
  })

  it('gets every problem in one refusal, before the schema can refuse the first', async () => {
    const wrong = { ...fits, resources: { gpuCount: 'two' }, recipe: { backend: 'vlm' } }
    const error = await refusal(create(endpoint('wrong', wrong)))
    expect(error.code).toBe(422)
    expect(error.message).toContain('admission webhook "endpoints.fitgate.dev" denied the request')
    expect(error.message).toContain('spec.resources.gpuCount')
    expect(error.message).toContain('did you mean "vllm"?')
  })

  it('is refused in the words and the layout that kubectl shows', async () => {
    const { code, text } = await typed(['create', '-f', '-'], JSON.stringify(endpoint('large', tooLarge)))
    expect(code).toBe(1)
    const [first = '', blank, headline] = text.split('\n')
    expect(first).toBe(
      'Error from server: error when creating "STDIN": admission webhook "endpoints.fitgate.dev" denied the request: ',
    )
    expect(blank).toBe('')
    expect(headline).toContain('cannot run on 1 GPU')
    expect(text).toContain('Nearest that fit:')
    expect(
      Math.max(
        ...text
          .split('\n')
          .slice(1)
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(100)
  })

  it('is a matter of words alone in a dry run', async () => {
    expect(pinOf(await create(endpoint('dry'), true))).toBeDefined()
    expect(await installed.client.get(resources.aimEndpoint, ref('dry'))).toBeUndefined()
  })

  it('can be applied again and again without a write', async () => {
    const applied = await installed.client.apply(resources.aimEndpoint, endpoint('steady'))
    for (const flags of [['--server-side'], ['--server-side', '--force-conflicts'], []]) {
      const { code } = await typed(['apply', ...flags, '-f', '-'], JSON.stringify(endpoint('steady')))
      expect(code).toBe(0)
    }
    const again = await installed.client.apply<Endpoint>(resources.aimEndpoint, endpoint('steady'))
    expect(again.metadata.generation).toBe(applied.metadata.generation)
    expect(pinOf(again)).toBe(pinOf(applied))
  })

  it('keeps its plan when it is replaced by the file it came from, whatever the cluster has now', async () => {
    const created = await create(endpoint('replaced'))
    given = context({ hardware: cluster(nodes('MI355X', 3)) })
    const { code } = await typed(['replace', '-f', '-'], JSON.stringify(endpoint('replaced')))
    given = context()
    expect(code).toBe(0)
    const after = await installed.client.get(resources.aimEndpoint, ref('replaced'))
    expect(pinOf(after)).toBe(pinOf(created))
  })

  it('gets a plan of its own when it is a copy', async () => {
    const original = await create(endpoint('original'))
    const annotated = { annotations: { [annotations.pin]: pinOf(original) ?? '' } }
    const copy = { ...endpoint('copy'), metadata: { ...endpoint('copy').metadata, ...annotated } }
    expect(parsePin(pinOf(await create(copy)))?.owner).toEqual({ name: `${place}/copy` })
  })

  it('is decided anew when its intent changes, and the new pin knows its uid', async () => {
    const created = await create(endpoint('grows'))
    const patch = { spec: { resources: { gpuCount: 2 } } }
    const after = await installed.client.patch(resources.aimEndpoint, ref('grows'), 'merge', patch)
    const pin = parsePin(pinOf(after))
    expect(pin?.candidate.gpuCount).toBe(2)
    expect(pin?.owner.uid).toBe(created.metadata.uid)
    const large = { spec: tooLarge }
    const error = await refusal(installed.client.patch(resources.aimEndpoint, ref('grows'), 'merge', large))
    expect(error.code).toBe(403)
  })

  it('warns in one line where a model is unknown', async () => {
    const unknown = endpoint('unknown', { model: { id: 'acme/secret-9b' } })
    const { code, text } = await typed(['create', '-f', '-'], JSON.stringify(unknown))
    expect(code).toBe(0)
    expect(text).toMatch(/^Warning: fitgate: /m)
  })
})

describe('what is never sent', () => {
  it('labels, status, finalizers and deletion, though hardware and webhooks are gone', async () => {
    await create(endpoint('orphan'))
    given = context({ hardware: cluster() })
    await installed.close()
    installed.reviews.length = 0
    const { client } = installed
    const patch = (body: unknown, subresource?: 'status') =>
      client.patch<Endpoint>(resources.aimEndpoint, ref('orphan'), 'merge', body, { subresource })
    await patch({ metadata: { labels: { team: 'a' }, finalizers: ['example.com/hold'] } })
    await patch({ metadata: { annotations: { 'example.com/note': 'x' } } })
    await patch({ status: { phase: 'Pending' } }, 'status')
    await client.delete(resources.aimEndpoint, ref('orphan'))
    await patch({ metadata: { finalizers: null } })
    expect(await client.get(resources.aimEndpoint, ref('orphan'))).toBeUndefined()

    const error = await refusal(create(endpoint('closed')))
    expect(error.message).toContain('failed calling webhook "endpoints.fitgate.dev"')
    await installed.open()
    given = context()
    expect(installed.reviews).toEqual([])
    await create(endpoint('open-again'))
  })
})

describe('a recipe at a real API server', () => {
  const name = 'qwen3-32b-mi300x-bf16'

  it('is refused when its parallelism is illegal', async () => {
    const phi = recipe({
      modelId: 'microsoft/phi-4',
      configurations: [{ gpuCount: 4, enabled: true, args: ['--tensor-parallel-size=4'] }],
    })
    const error = await refusal(installed.client.create(resources.aimRecipe, phi as unknown as KubeObject))
    expect(error.message).toContain('admission webhook "recipes.fitgate.dev" denied the request')
  })

  it('cannot be deleted while endpoints use it, and can when nobody is there to ask', async () => {
    const { client } = installed
    await client.create(resources.aimRecipe, recipe() as unknown as KubeObject)
    given = { ...context(), recipeUsers: { [name]: { count: 1, names: [`${place}/fits`] } } }
    const error = await refusal(client.delete(resources.aimRecipe, { name }))
    expect(error.message).toContain(`1 endpoint uses it (${place}/fits)`)
    await installed.close()
    await client.delete(resources.aimRecipe, { name })
    expect(await client.get(resources.aimRecipe, { name })).toBeUndefined()
    await installed.open()
  })
})

describe('a cache at a real API server', () => {
  const cache = (name: string, size: string): KubeObject & { spec: object } => ({
    apiVersion: 'aim.engine.amd.com/v1alpha1',
    kind: 'AIMCache',
    metadata: { name, namespace: place },
    spec: { modelId: 'Qwen/Qwen3-32B', size },
  })

  it('is refused with the arithmetic where it is too small, and never shrinks', async () => {
    const { client } = installed
    const small = await refusal(client.create(resources.aimCache, cache('small', '10Gi')))
    expect(small.message).toContain('admission webhook "caches.fitgate.dev" denied the request')
    expect(small.message).toContain('is 10.0 GiB, but Qwen/Qwen3-32B takes at least 59.2 GiB')
    await client.create(resources.aimCache, cache('models', '100Gi'))
    const patch = { spec: { size: '80Gi' } }
    const shrunk = await refusal(client.patch(resources.aimCache, ref('models'), 'merge', patch))
    expect(shrunk.message).toContain('was 100.0 GiB, and a volume never shrinks')
  })

  it('is a ModelCache too', async () => {
    const object = {
      apiVersion: 'inference.ai/v1alpha1',
      kind: 'ModelCache',
      metadata: { name: 'small', namespace: place },
      spec: { modelName: 'Qwen/Qwen3-32B', size: '10Gi' },
    }
    const error = await refusal(installed.client.create(resources.modelCache, object))
    expect(error.message).toContain('takes at least 59.2 GiB')
  })
})
