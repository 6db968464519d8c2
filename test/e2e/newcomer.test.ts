import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Fitgate, installFitgate } from '../../src/sandbox/fitgate.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { eventually } from './eventually.ts'
import { type Person, personAt } from './kubectl.ts'

function endpoint(name: string, spec: Record<string, unknown>): Record<string, unknown> {
  return {
    apiVersion: 'aim.engine.amd.com/v1alpha1',
    kind: 'AIMEndpoint',
    metadata: { name, namespace: 'default' },
    spec,
  }
}

const phase = (person: Person, name: string) => person.field('aimep', name, '.status.phase')
const ready = (person: Person, name: string) =>
  eventually(async () => expect(await phase(person, name)).toBe('Ready'), 60)

/** The garbage collector looks for new kinds every 30 s; a definition this young may not be watched yet. */
const gcLearnsKindsWithinSeconds = 90

/** The whole path, with both processes on either runtime: manifests, webhooks, controller, scheduler, simulated nodes. */
describe.each(['node', 'deno'] as const)('a newcomer, with fitgate on %s', (runtime) => {
  let sandbox: Sandbox
  let fitgate: Fitgate
  let person: Person
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), `fitgate-${runtime}-`))
    sandbox = await startSandbox({ stateDir: join(folder, 'sandbox') })
    fitgate = await installFitgate(sandbox, { runtime })
    person = personAt(sandbox)
  })

  afterAll(async () => {
    await sandbox?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  it('loads the recipes that were shipped', async () => {
    const applied = await person.run('apply', '-k', 'manifests/recipes')
    expect(applied.code, applied.text).toBe(0)
    expect(applied.text).toContain('aimrecipe.aim.engine.amd.com/qwen3-32b-mi300x-bf16 created')
    expect(applied.text).not.toContain('Warning')
    const waited = await person.run('wait', '--for=condition=Valid', '--all', 'aimrecipes', '--timeout=30s')
    expect(waited.code, waited.text).toBe(0)
  })

  it('is told what was chosen, and sees both samples Ready on exactly one GPU each', async () => {
    const nested = await person.run('apply', '-f', 'manifests/samples/qwen.yaml')
    expect(nested.text).toMatch(
      /Warning: fitgate: Qwen3-32B bf16 on 1 MI300X \(recipe qwen3-32b-mi300x-bf16\): \d/,
    )
    expect(nested.code).toBe(0)
    expect((await person.run('apply', '-f', 'manifests/samples/qwen-flat.yaml')).code).toBe(0)
    for (const name of ['qwen-endpoint', 'qwen-flat']) {
      await ready(person, name)
      const resources = await person.field('deployment', name, '.spec.template.spec.containers[0].resources')
      expect(JSON.parse(resources)).toMatchObject({
        requests: { 'amd.com/gpu': '1' },
        limits: { 'amd.com/gpu': '1' },
      })
      expect(await person.field('deployment', name, '.spec.template.spec.nodeName')).toBe('')
    }
    const { text } = await person.run('get', 'aimep')
    expect(text).toMatch(/NAME\s+MODEL\s+RECIPE\s+GPUS\s+PHASE\s+READY\s+QUEUE\s+AGE/)
    expect(text).toMatch(
      /qwen-endpoint\s+Qwen\/Qwen3-32B\s+qwen3-32b-mi300x-bf16\s+1 x MI300X\s+Ready\s+1\/1/,
    )
    const events = await person.run('get', 'events', '--field-selector', 'involvedObject.name=qwen-endpoint')
    expect(events.text).toContain('Qwen3-32B bf16 on 1 x MI300X')
  })

  it.each([
    ['deepseek-16bit.yaml', 'DeepSeek-R1-0528 in fp16 cannot run on 2 GPUs of any kind'],
    ['llama-405b.yaml', 'Llama-3.1-405B-Instruct-FP8-KV in fp8 cannot run on 1 GPU of any kind'],
    ['maverick.yaml', 'Llama-4-Maverick-17B-128E-Instruct-FP8 in fp8 cannot run on 1 GPU of any kind'],
  ])('is refused %s with the arithmetic, and the advice is admitted', async (file, headline) => {
    const refused = await person.run('apply', '-f', `manifests/samples/${file}`)
    expect(refused.code).toBe(1)
    expect(refused.text).toContain('admission webhook "endpoints.fitgate.dev" denied the request')
    expect(refused.text).toContain(headline)
    expect(refused.text).toMatch(/weights take [\d,.]+ GiB a GPU, more than the 288.0 GiB/)
    const [, count] =
      /spec\.resources\.gpuCount: (\d)/.exec(refused.text.slice(refused.text.indexOf('Nearest that fit'))) ??
      []
    const { stdout } = {
      stdout: (
        await person.run('create', '--dry-run=client', '-o', 'json', '-f', `manifests/samples/${file}`)
      ).text,
    }
    const object = JSON.parse(stdout.slice(stdout.indexOf('{')))
    object.spec.resources = { ...object.spec.resources, gpuCount: Number(count) }
    const advised = await person.apply(object, '--dry-run=server')
    expect(advised.text).toContain('created (server dry run)')
    expect(await person.get('aimep', object.metadata.name)).toBeUndefined()
  })

  it('is refused a recipe whose heads do not divide', async () => {
    const refused = await person.run('apply', '-f', 'manifests/samples/recipe-phi-4-bad.yaml')
    expect(refused.code).toBe(1)
    expect(refused.text).toContain('"recipes.fitgate.dev" denied the request')
    expect(refused.text).toMatch(/spec\.configurations\[\d\]\.args.*10 KV heads/)
  })

  it('is told every problem of a bad object at once, with paths, allowed values and near misses', async () => {
    const refused = await person.apply(
      endpoint('bad', {
        model: { id: 'Qwen/Qwen3-32B' },
        modelId: 'Qwen/Qwen3-32B',
        resources: { gpuCount: 9 },
        recipe: { precision: 'bf17', backend: 'vlm' },
      }),
      '--validate=false',
    )
    expect(refused.code).toBe(1)
    expect(refused.text).toMatch(/spec\.resources\.gpuCount.*9/)
    expect(refused.text).toMatch(/spec\.recipe\.precision.*bf17.*allowed.*did you mean "bf16"/s)
    expect(refused.text).toMatch(/spec\.recipe\.backend.*vlm.*vllm, sglang.*did you mean "vllm"/s)
    expect(refused.text).toContain('spec.modelId')
  })

  it.each([0, 9, 'two'])('is refused gpuCount %j', async (gpuCount) => {
    const refused = await person.apply(
      endpoint('bad', { model: { id: 'Qwen/Qwen3-32B' }, resources: { gpuCount } }),
      '--validate=false',
    )
    expect(refused.code).toBe(1)
    expect(refused.text).toContain('spec.resources.gpuCount')
  })

  it('may run a model nobody knows, unchecked and told so', async () => {
    const applied = await person.apply(
      endpoint('secret', { model: { id: 'acme/Secret-7B' }, resources: { gpuCount: 1 } }),
    )
    expect(applied.code).toBe(0)
    expect(applied.text).toContain('Warning: fitgate: not checked: nothing is known of acme/Secret-7B')
    await ready(person, 'secret')
    expect(await person.field('aimep', 'secret', '.status.decision.verdict')).toBe('Unknown')
  })

  it('cannot delete a recipe that endpoints use, and can delete one that none uses', async () => {
    const refused = await person.run('delete', 'aimrecipe', 'qwen3-32b-mi300x-bf16', '--wait=false')
    expect(refused.code).toBe(1)
    expect(refused.text).toContain('default/qwen-endpoint')
    expect((await person.run('delete', 'aimrecipe', 'deepseek-r1-0528-mi300x-fp8')).code).toBe(0)
  })

  it('pins the plan: what is applied again, labelled or replaced keeps its pods', async () => {
    const generation = () => person.field('deployment', 'qwen-endpoint', '.metadata.generation')
    const pin = () => person.field('aimep', 'qwen-endpoint', '.metadata.annotations.fitgate\\.dev/pin')
    const before = [await generation(), await pin()]
    expect(before[1]).toContain('qwen3-32b-mi300x-bf16')
    expect((await person.run('apply', '-f', 'manifests/samples/qwen.yaml')).text).not.toContain('Warning')
    await person.run('label', 'aimep', 'qwen-endpoint', 'team=search')
    expect((await person.run('replace', '-f', 'manifests/samples/qwen.yaml')).code).toBe(0)
    expect([await generation(), await pin()]).toEqual(before)
  })

  it('changes the intent and gets a new plan', async () => {
    await person.run('patch', 'aimep', 'qwen-flat', '--type=merge', '-p', '{"spec":{"gpuCount":2}}')
    const limit = '.spec.template.spec.containers[0].resources.limits.amd\\.com/gpu'
    await eventually(async () => expect(await person.field('deployment', 'qwen-flat', limit)).toBe('2'))
    await ready(person, 'qwen-flat')
    expect(await person.field('aimep', 'qwen-flat', '.status.gpus')).toBe('2 x MI300X')
  })

  it('keeps its endpoint editable and deletable when the hardware is gone', async () => {
    await person.run('delete', 'nodes', '--all', '--wait=false')
    expect((await person.run('label', 'aimep', 'qwen-endpoint', 'still=here')).code).toBe(0)
    const other = await person.apply(endpoint('later', { model: { id: 'Qwen/Qwen3-8B' } }))
    expect(other.code, other.text).toBe(0)
    const deleted = await person.run('delete', 'aimep', '--all', '--timeout=20s')
    expect(deleted.code, deleted.text).toBe(0)
    await eventually(async () => {
      expect((await person.run('get', 'deployments', '-o', 'name')).text).not.toContain('deployment.apps')
    }, gcLearnsKindsWithinSeconds)
  })

  it('is warned, not refused, on a cluster without AMD nodes, and the processes stayed up through it all', async () => {
    const nowhere = endpoint('nowhere', { model: { id: 'Qwen/Qwen3-8B' } })
    await eventually(async () => {
      const warned = await person.apply(nowhere, '--dry-run=server')
      // what was here lately is remembered, so the plan may wait for its kind to come back
      expect(warned.text).toMatch(/no node with (AMD GPUs|MI\w+) is here/)
      expect(warned.code).toBe(0)
    })
    for (const process of [fitgate.controller, fitgate.webhook])
      expect((await fetch(`${process.http}/readyz`)).status).toBe(200)
  })
})
