import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { main } from '../../src/cli/main.ts'

const folder = mkdtempSync(join(tmpdir(), 'fitgate-recipes-'))
afterAll(() => rmSync(folder, { recursive: true }))

const upstream = fileURLToPath(new URL('../decide/lint/upstream/', import.meta.url))

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
  const code = await main(['recipes', ...args], io)
  return { code, out, err }
}

describe('fitgate recipes', () => {
  it('tells its commands, and knows no others', async () => {
    expect((await run()).code).toBe(2)
    expect((await run('--help')).out).toContain('lint    find what is wrong with recipes')
    expect((await run('list', '--help')).out).toContain('--hardware PART')
    const unknown = await run('lnit')
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('did you mean "lint"?')])
  })
})

describe('list', () => {
  it('shows the built-in recipes by model, hardware and engine', async () => {
    const all = await run('list')
    expect(all.code).toBe(0)
    expect(all.out.split('\n')[0]).toMatch(/^NAME +MODEL +HARDWARE +PRECISION +BACKEND +GPUS +TYPE$/)
    const few = await run('list', '--model', 'QWEN3-32B', '--hardware', 'mi300x', '--backend', 'vllm')
    expect(few.out).toMatch(/qwen3-32b-mi300x-bf16 +Qwen\/Qwen3-32B +MI300X +bf16 +vllm +1 2 4 8 +optimized/)
    expect(few.out).not.toContain('sglang')
    expect((await run('list', '--model', 'no such model')).out).toBe('no recipe matches\n')
  })

  it('prints JSON, and refuses another format', async () => {
    const { recipes } = JSON.parse((await run('list', '--hardware', 'MI210', '-o', 'json')).out)
    expect(recipes.map(({ hardware }: { hardware: string }) => hardware)).toEqual(recipes.map(() => 'MI210'))
    expect((await run('list', '--hardware', 'MI300Y')).err).toContain('did you mean "MI300X"?')
    expect((await run('list', '--backend', 'vlm')).err).toContain('did you mean "vllm"?')
    expect((await run('list', '-o', 'jsn')).err).toContain('did you mean "json"?')
  })
})

describe('show', () => {
  it('prints the object and, as comments, its arithmetic count by count', async () => {
    const { code, out } = await run('show', 'qwen3-32b-mi300x-bf16')
    expect(code).toBe(0)
    expect(parse(out)).toMatchObject({ kind: 'AIMRecipe', metadata: { name: 'qwen3-32b-mi300x-bf16' } })
    expect(out).toContain('# Memory of the fullest GPU, GiB, with vLLM')
    expect(out).toMatch(/# 1 GPU of 192\.0 GiB: fits\n# {3}weights \d+\.\d/)
    expect(out).toMatch(/# {3}\d+\.\d GiB of KV cache, \d+\.\d requests of 32,768 tokens at once/)
    expect(out.match(/# \d GPUs? of/g)).toHaveLength(4)
  })

  it('knows the near miss, and recipes of a file', async () => {
    expect((await run('show', 'qwen3-32b-mi300x-bf61')).err).toContain(
      'did you mean "qwen3-32b-mi300x-bf16"?',
    )
    const { out } = await run('import', join(upstream, 'qwen3-32b-mi300x-bf16.yaml'))
    const own = file(out.replaceAll('name: qwen3', 'name: my-qwen3'))
    expect((await run('show', 'my-qwen3-32b-mi300x-bf16', '-f', own)).out).toContain('# 8 GPUs of')
  })
})

describe('import', () => {
  const qwen = join(upstream, 'qwen3-32b-mi300x-bf16.yaml')

  it('prints one object an engine, with the source and type that are given', async () => {
    const { code, out, err } = await run('import', qwen, '--source', 'a log', '--type', 'preview')
    expect([code, err]).toEqual([0, ''])
    const objects = parseAllDocuments(out).map((document) => document.toJS())
    expect(objects.map(({ metadata }) => metadata.name)).toEqual([
      'qwen3-32b-mi300x-bf16',
      'qwen3-32b-mi300x-bf16-sglang',
    ])
    expect(objects[0].spec).toMatchObject({ source: 'a log', type: 'preview' })
    // what goes in comes out: every argument of every row
    const rows = Object.entries(parse(readFileSync(qwen, 'utf8')).vllm_serve) as [string, { args: object }][]
    for (const [index, [, { args }]] of rows.entries())
      expect(objects[0].spec.configurations[index].args).toEqual(
        Object.entries(args).map(([flag, value]) => (value === '' ? flag : `${flag}=${value}`)),
      )
  })

  it('writes one file an object', async () => {
    const target = join(folder, 'out')
    const { code, out } = await run('import', qwen, '-o', target)
    expect(code).toBe(0)
    expect(readdirSync(target)).toEqual(['qwen3-32b-mi300x-bf16-sglang.yaml', 'qwen3-32b-mi300x-bf16.yaml'])
    expect(out.trim().split('\n')).toHaveLength(2)
  })

  it('tells what has no place on standard error', async () => {
    const odd = file(readFileSync(qwen, 'utf8').replace('model_id: Qwen3-32B', 'model_id: qwen'))
    const { code, err } = await run('import', odd)
    expect([code, err]).toEqual([0, `${odd}: model_id: "qwen" has no place: modelId is the repository\n`])
  })

  it('ends with 2 on wrong input, with file and field, and writes nothing', async () => {
    const wrong = file('recipe_id: x\nvllm_serve: {1_gpu: {enabled: maybe}}\n')
    const target = join(folder, 'none')
    const { code, out, err } = await run('import', qwen, wrong, '-o', target)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(`${wrong}: model_id: is required\n`)
    expect(err).toContain(`${wrong}: vllm_serve["1_gpu"].enabled: must be true or false\n`)
    expect(() => readdirSync(target)).toThrow()
    expect((await run('import', file('kind: ConfigMap\n'))).err).toContain(
      'is a ConfigMap, not a recipe file',
    )
    expect((await run('import', join(folder, 'missing.yaml'))).code).toBe(2)
    expect((await run('import', qwen, '--type', 'derived')).code).toBe(2)
  })
})

describe('lint', () => {
  it('ends with 0 without errors and with 1 with them, each with file, code, path and fix', async () => {
    const clean = await run('lint', join(upstream, 'qwen3-32b-mi300x-bf16.yaml'))
    expect(clean.code).toBe(0)
    const bad = await run('lint', join(upstream, 'llama-3-1-405b-fp8-kv-mi300x-fp8.yaml'))
    expect(bad.code).toBe(1)
    expect(bad.out).toMatch(
      /error {4}CannotLoad {2}vllm_serve\["1_gpu"\]: amd\/Llama-3\.1-405B.* on 1 x MI300X cannot load: /,
    )
    expect(bad.out).toMatch(
      /error {4}UnsupportedDtype {2}vllm_serve\["4_gpu"\]\.args\["--dtype"\]: "float8_e4m3"/,
    )
  })

  it('prints JSON with counts', async () => {
    const { out } = await run('lint', join(upstream, 'qwen3-32b-mi300x-bf16.yaml'), '-o', 'json')
    expect(JSON.parse(out)).toMatchObject({ errors: 0, findings: expect.any(Array) })
  })

  it('reads for the engine that is asked for', async () => {
    const recipe = (await run('import', join(upstream, 'qwen3-32b-mi300x-bf16.yaml'), '--source', 'x')).out
    const old = file(recipe.replace('- --dtype=bfloat16', '- --swap-space=4'))
    expect((await run('lint', old)).code).toBe(1)
    expect((await run('lint', old, '--engine', 'vllm@0.15.1')).code).toBe(0)
    expect((await run('lint', old, '--engine', 'vlm')).err).toContain('did you mean "vllm"?')
  })

  it('ends with 2 when a file cannot be read or holds no recipe', async () => {
    expect((await run('lint')).code).toBe(2)
    expect((await run('lint', file('a: [1'))).code).toBe(2)
    const none = await run('lint', file('kind: ConfigMap\n'))
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('there is no recipe in it')])
  })
})
