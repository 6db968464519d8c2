import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { main } from '../../src/cli/main.ts'

const folder = mkdtempSync(join(tmpdir(), 'fitgate-plan-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
function file(text: string): string {
  files += 1
  const path = join(folder, `${files}.yaml`)
  writeFileSync(path, text)
  return path
}

async function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let out = ''
  let err = ''
  const io = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    env: {},
  }
  const code = await main(args, io)
  return { code, out, err }
}

function endpoint(name: string, spec: string): string {
  return `apiVersion: aim.engine.amd.com/v1alpha1\nkind: AIMEndpoint\nmetadata: {name: ${name}}\nspec: ${spec}\n`
}

const fits = endpoint('qwen', '{modelId: "Qwen/Qwen3-32B", gpuCount: 1}')
const refused = endpoint('large', '{modelId: "amd/Llama-3.1-405B-Instruct-FP8-KV", gpuCount: 1}')
const invalid = endpoint('bad', '{modelId: "Qwen/Qwen3-32B", gpuCount: 9, precision: bf17}')

describe('fitgate plan', () => {
  it('needs no cluster, says what it assumed, and ends with 0', async () => {
    const { code, out } = await run('plan', '-f', file(fits))
    expect(code).toBe(0)
    expect(out).toContain('AIMEndpoint qwen   FITS on 1 x MI300X')
    expect(out).toContain('qwen3-32b-mi300x-bf16 (optimized)')
    expect(out).toContain('assuming one full node of every Instinct part')
    expect(out).toContain('Would create: ConfigMap, Service, Deployment')
    expect(out).not.toContain('\u001b')
  })

  it('ends with 1 on a refusal and shows what would fit', async () => {
    const { code, out } = await run('plan', '-f', file(refused))
    expect(code).toBe(1)
    expect(out).toContain('CANNOT RUN')
    expect(out).toMatch(/spec\.gpuCount: 2\s+on MI3/)
    expect(out).not.toContain('Would create')
  })

  it('tells where labels of nodes contradict the device id, which is believed', async () => {
    const labels = '{amd.com/gpu.device-id: 74a1, amd.com/gpu.product-name: AMD_Instinct_MI325X}'
    const amounts = '{amd.com/gpu: "8"}'
    const node = `apiVersion: v1\nkind: Node\nmetadata: {name: a, labels: ${labels}}\nstatus: {capacity: ${amounts}, allocatable: ${amounts}, conditions: [{type: Ready, status: "True"}]}\n`
    const args = ['plan', '-f', file(fits), '--cluster', file(node)] as const
    const { out } = await run(...args)
    expect(out).toContain('FITS on 1 x MI300X')
    expect(out).toContain('1 node: labels disagree: device-id 74a1 is MI300X')
    expect(JSON.parse((await run(...args, '-o', 'json')).out).disagreements).toMatchObject([{ nodes: 1 }])
    expect((await run('plan', '-f', file(fits))).out).not.toContain('disagree')
  })

  it('ends with 2 on wrong fields, all of them named', async () => {
    const { code, out } = await run('plan', '-f', file(invalid))
    expect(code).toBe(2)
    expect(out).toContain('INVALID')
    expect(out).toContain('spec.gpuCount')
    expect(out).toContain('did you mean "bf16"?')
  })

  it('gives one JSON result a document, with decision and objects', async () => {
    const { code, out } = await run(
      'plan',
      '-o',
      'json',
      '-f',
      file(`${fits}---\n${refused}---\n${invalid}---\nkind: ConfigMap\nmetadata: {name: other}\n`),
    )
    expect(code).toBe(2)
    const { results } = JSON.parse(out)
    expect(results.map((result: { verdict: string }) => result.verdict)).toEqual([
      'Fits',
      'DoesNotFit',
      'Invalid',
      'NotJudged',
    ])
    expect(results[0]).toMatchObject({
      object: { kind: 'AIMEndpoint', metadata: { name: 'qwen' } },
      decision: { chosen: { candidate: { gpuCount: 1, accelerator: 'MI300X' } } },
    })
    expect(results[0].objects.map((object: { kind: string }) => object.kind)).toContain('Deployment')
    expect(results[1].decision.counterfactuals.length).toBeGreaterThan(0)
    expect(results[1].objects).toEqual([])
  })

  it('prints objects that kubectl takes as they are', async () => {
    const { out } = await run('plan', '-o', 'yaml', '-f', file(fits))
    const objects = parseAllDocuments(out).map((document) => document.toJS())
    const deployment = objects.find((object) => object.kind === 'Deployment')
    expect(deployment.spec.template.spec.containers[0].resources.limits).toMatchObject({ 'amd.com/gpu': '1' })
  })

  it('decides on named hardware, and only on that', async () => {
    const { code, out } = await run('plan', '--hardware', '8xMI250', '-f', file(fits))
    expect(code).toBe(0)
    expect(out).toContain('8xMI250')
    const wrong = await run('plan', '--hardware', '8xMI30X', '-f', file(fits))
    expect(wrong.code).toBe(2)
    expect(wrong.err).toContain('MI300X')
  })

  it('decides on a saved cluster, with its taken GPUs', async () => {
    const node = `apiVersion: v1\nkind: Node\nmetadata: {name: n, labels: {amd.com/gpu.device-id: 74a1, amd.com/gpu.vram: 192G}}\nstatus: {allocatable: {amd.com/gpu: "8"}, conditions: [{type: Ready, status: "True"}]}\n`
    const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: d, uid: u}\nspec: {nodeName: n, containers: [{name: c, resources: {requests: {amd.com/gpu: "8"}}}]}\nstatus: {phase: Running}\n`
    const cluster = file(`${node}---\n${pod}`)
    const { out } = await run('plan', '--cluster', cluster, '-f', file(fits))
    expect(out).toContain('0 of 1 MI300X node has room (0 of 8 GPUs free)')
  })

  it('judges recipes, and counts those of the file for its endpoints', async () => {
    const recipe = (tp: number) =>
      `apiVersion: aim.engine.amd.com/v1alpha1\nkind: AIMRecipe\nmetadata: {name: mine}\nspec: {modelId: microsoft/phi-4, hardware: MI300X, precision: bf16, backend: vllm, configurations: [{gpuCount: ${tp}, enabled: true, args: ["--tensor-parallel-size=${tp}"]}]}\n`
    const bad = await run('plan', '-f', file(recipe(4)))
    expect(bad.code).toBe(1)
    expect(bad.out).toContain('10 KV heads')
    const good = await run(
      'plan',
      '-f',
      file(`${recipe(2)}---\n${endpoint('phi', '{modelId: microsoft/phi-4, gpuCount: 2}')}`),
    )
    expect(good.code).toBe(0)
    expect(good.out).toContain('mine (optimized)')
  })

  it.each([
    [['plan'], '-f FILE is missing'],
    [['plan', '-f', '/nowhere.yaml'], 'there is no such file'],
    [['plan', '-f', 'x', '-o', 'jsn'], 'did you mean "json"?'],
    [['plan', '-f', 'x', '--clutser', 'y'], '--clutser'],
    [['plna'], 'unknown command "plna" (allowed: plan,'],
    [['plan', '--hardwre', '8xMI300X'], 'unknown option "--hardwre"; did you mean "--hardware"?'],
  ])('%j is bad input: %s', async (args, words) => {
    const { code, err } = await run(...args)
    expect(code).toBe(2)
    expect(err).toContain(words)
  })

  it('points at the line of YAML that is none', async () => {
    const { code, err } = await run('plan', '-f', file('a: [1\nb: 2\n'))
    expect(code).toBe(2)
    expect(err).toMatch(/\d+\.yaml:2:\d+: /)
  })

  it('has help', async () => {
    for (const args of [
      ['--help'],
      ['plan', '--help'],
      ['start', '--help'],
      ['serve', '--help'],
      ['sandbox', '--help'],
      ['sandbox', 'up', '--help'],
    ]) {
      const { code, out } = await run(...args)
      expect(code, args.join(' ')).toBe(0)
      expect(out).toContain('fitgate')
    }
  })
})
