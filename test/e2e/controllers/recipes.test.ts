/** Recipes: what is found about them, who uses them; and definitions that are somebody else's. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ForeignDefinitionError } from '../../../src/controllers/crd-ownership.ts'
import type { RecipeObject } from '../../../src/controllers/feeds/feeds.ts'
import { defaultDecisionConfig } from '../../../src/inventory/snapshot.ts'
import { createClient } from '../../../src/kube/client.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject } from '../../../src/kube/types.ts'
import { eventually } from '../eventually.ts'
import { endpoint, type Installation, install, type Running, reaches, start } from './installation.ts'

let installation: Installation
let client: KubeClient
let running: Running

const names = ['controllers-good', 'controllers-bad']

beforeAll(async () => {
  installation = await install()
  client = createClient(installation.source)
  running = await start(client)
})

afterAll(async () => {
  await running?.stop()
  client?.close()
  for (const name of names) await installation?.admin.delete(resources.aimRecipe, { name })
  await installation?.uninstall()
})

const create = (
  name: string,
  args: readonly string[],
  gpuCount: number,
  spec: object = {},
  metadata: object = {},
) =>
  installation.admin.create(resources.aimRecipe, {
    apiVersion: 'aim.engine.amd.com/v1alpha1',
    kind: 'AIMRecipe',
    metadata: { ...metadata, name },
    spec: {
      modelId: 'Qwen/Qwen3-8B',
      hardware: 'MI300X',
      precision: 'bf16',
      backend: 'vllm',
      configurations: [{ gpuCount, enabled: true, args }],
      ...spec,
    },
  } as KubeObject)

const found = async (name: string) => installation.admin.get<RecipeObject>(resources.aimRecipe, { name })

describe('a recipe', () => {
  it('is Valid, counts its users, and loses the finalizer of the upstream operator', async () => {
    const finalizers = ['aimrecipe.aim.engine.amd.com/finalizer']
    await create('controllers-good', ['--max-model-len=8192'], 1, {}, { finalizers })
    const { namespace } = installation
    const custom = { model: { id: 'Qwen/Qwen3-8B' }, recipe: { customRecipe: { name: 'controllers-good' } } }
    for (const name of ['one', 'two'])
      await installation.admin.create(resources.aimEndpoint, endpoint({ namespace, name }, custom))
    expect((await reaches(installation.admin, { namespace, name: 'one' }, 'Ready')).recipe).toBe(
      'controllers-good',
    )
    await eventually(async () => {
      expect((await found('controllers-good'))?.status).toMatchObject({
        phase: 'Ready',
        usage: { endpointCount: 2 },
      })
    })
    await eventually(() =>
      expect(running.snapshots.at(-1)?.recipeUsers['controllers-good']).toEqual({
        count: 2,
        names: [`${namespace}/one`, `${namespace}/two`],
      }),
    )
    expect((await found('controllers-good'))?.metadata.finalizers).toBeUndefined()
    await installation.admin.delete(resources.aimEndpoint, { namespace, name: 'one' })
    await eventually(async () => {
      expect((await found('controllers-good'))?.status?.usage?.endpointCount).toBe(1)
    })
  })

  it('that cannot be right is Invalid, says why, and is never chosen', async () => {
    await create('controllers-bad', ['--tensor-parallel-size=4'], 4, { modelId: 'microsoft/phi-4' })
    await eventually(async () => {
      const status = (await found('controllers-bad'))?.status
      expect(status?.phase).toBe('Invalid')
      expect(status?.conditions?.[0]).toMatchObject({
        type: 'Valid',
        status: 'False',
        message: expect.stringContaining('10'),
      })
    })
    expect(running.snapshots.at(-1)?.recipes.map(({ name }) => name)).not.toContain('controllers-bad')
  })
})

describe('another configuration', () => {
  it('is decided by without a restart, and webhooks get it with the next snapshot', async () => {
    const decision = { ...defaultDecisionConfig, fit: 'enforce' as const }
    running.controllers.configure({ decision, lastSeenHours: 24 })
    await eventually(() => expect(running.snapshots.at(-1)?.config.fit).toBe('enforce'))
  })
})

describe("a definition that is somebody else's", () => {
  it('keeps the controllers from starting, with the way out', async () => {
    const ref = { name: 'aimrecipes.aim.engine.amd.com' }
    const label = (value: string | null) =>
      installation.admin.patch(resources.customResourceDefinition, ref, 'merge', {
        metadata: { labels: { 'app.kubernetes.io/part-of': value } },
      })
    await label(null)
    try {
      const refusal = await start(client).then(
        () => undefined,
        (error: unknown) => error,
      )
      expect(refusal).toBeInstanceOf(ForeignDefinitionError)
      expect(String(refusal)).toMatch(
        /aimrecipes\.aim\.engine\.amd\.com is here already .*\n.*\n.*leave the group out/,
      )
    } finally {
      await label('fitgate')
    }
  })
})
