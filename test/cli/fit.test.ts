import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { resultColumns } from '../../src/cli/fit/result-columns.ts'
import { flagOf } from '../../src/decide/calculator/question.ts'
import { run } from './run.ts'
import { temporaryFiles } from './temporary-files.ts'

const file = temporaryFiles()
const calculate = (...args: readonly string[]) => run('fit', ...args)
const qwen = ['--model', 'Qwen/Qwen3-32B', '--accelerator', 'MI300X'] as const
const json = async (...args: readonly string[]) => JSON.parse((await calculate('-o', 'json', ...args)).out)

/** A config.json of a small Llama that no catalog has. */
const config = {
  architectures: ['LlamaForCausalLM'],
  hidden_size: 2048,
  intermediate_size: 8192,
  max_position_embeddings: 8192,
  num_attention_heads: 16,
  num_hidden_layers: 16,
  num_key_value_heads: 8,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
  vocab_size: 32_000,
}

describe('fitgate fit', () => {
  it('prints every flag it has in its help, and every column a batch adds', async () => {
    const { out } = await calculate('--help')
    for (const flag of Object.values(flagOf)) expect(out).toContain(flag)
    for (const column of resultColumns) expect(out).toContain(column)
    expect(out.split('\n').filter((line) => line.length > 100)).toEqual([])
  })

  it('exits with 0 for what fits and 1 for what does not, within 100 columns', async () => {
    const fits = await calculate(...qwen)
    expect([fits.code, fits.out]).toEqual([0, expect.stringContaining('Qwen/Qwen3-32B bf16 on 1 x MI300X')])
    const not = await calculate('--model', 'Qwen/Qwen3-235B-A22B', '--accelerator', 'MI300X')
    expect([not.code, not.out]).toEqual([1, expect.stringContaining('Nearest that fit')])
    for (const { out } of [fits, not]) expect(out.split('\n').filter((line) => line.length > 100)).toEqual([])
  })

  it('answers in JSON with every part of a GPU and what the cache serves', async () => {
    const { verdict, reasons, perGpu, ...rest } = await json(...qwen, '--tensor-parallel-size', '2')
    expect([verdict, reasons]).toEqual(['Fits', []])
    expect(Object.keys(perGpu)).toEqual([
      'totalGiB',
      'budgetGiB',
      'weightsGiB',
      'activationsGiB',
      'nonTorchGiB',
      'graphsGiB',
      'kvCacheGiB',
      'kvCacheNeededGiB',
      'headroomGiB',
    ])
    expect(rest).toMatchObject({ gpus: 2, engine: expect.stringMatching(/^vllm@0\.\d+/), alternatives: [] })
    expect(rest.kvCacheTokens / rest.maxModelLen).toBeCloseTo(rest.maxConcurrency, 1)
    expect(rest.largestMaxModelLen).toBe(40_960)
  })

  it('hears the flags of the engine: named ones, and any other behind --', async () => {
    const eager = await json(...qwen, '--enforce-eager', '--engine', 'vllm@0.11.0')
    expect(eager.perGpu.graphsGiB).toBe(0)
    const behind = await json(...qwen, '--', '--max-model-len', '4096')
    expect(behind.maxModelLen).toBe(4096)
    const sglang = await json(...qwen, '--engine', 'sglang@0.5.9')
    expect(sglang.engine).toBe('sglang@0.5.9')
    const unknown = await calculate(...qwen, '--', '--max-modle-len', '4096')
    expect([unknown.code, unknown.err]).toEqual([
      2,
      expect.stringContaining('did you mean "--max-model-len"?'),
    ])
  })

  it('tells every wrong flag at once', async () => {
    const { code, err } = await calculate(
      '--model',
      'x',
      '--tensor-parallel-size',
      'two',
      '--max-model-len',
      '0',
    )
    expect(code).toBe(2)
    expect(err).toContain('--tensor-parallel-size: "two" is not a whole number from 1')
    expect(err).toContain('--max-model-len: "0" is not a whole number from 1')
    const both = await calculate(...qwen, '--engine', 'vlm', '--quantization', 'fp9')
    expect(both.err).toMatch(/--quantization: "fp9" is not .*[\s\S]*--engine: unknown engine "vlm"/)
    expect((await calculate('--model', 'Qwen/Qwen3-32B')).err).toContain('--accelerator: is missing')
    expect((await calculate(...qwen, '-o', 'jsn')).err).toContain('did you mean "json"?')
    expect((await calculate(...qwen, '-o', 'csv')).err).toContain('give --batch')
  })

  it('names the rules it takes for a version nobody has read, and refuses words no version has', async () => {
    const { notes } = await json(...qwen, '--engine', 'vllm@0.5.0')
    expect(notes.join()).toContain('vllm 0.5.0 is outside 0.11.0 to')
    const unknown = await calculate(...qwen, '--kv-cache-dtype', 'fp9')
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('"fp9" is not a value')])
    const sglang = await json(...qwen, '--engine', 'sglang', '--kv-cache-dtype', 'fp8')
    expect(sglang.verdict).toBe('Fits')
  })

  it('proposes the model’s own maximum for a request that is longer', async () => {
    const { alternatives } = await json(...qwen, '--max-model-len', '99999')
    expect(alternatives[0].changes).toEqual([{ flag: '--max-model-len', value: '40960' }])
  })

  it('says that it does not know rather than guess', async () => {
    const { code, out } = await calculate('--model', 'acme/Secret-7B', '--accelerator', 'MI300X')
    expect(code).toBe(0)
    expect(out).toContain('NOT CHECKED')
    expect(out).toContain('nothing is known of acme/Secret-7B')
  })
})

describe('--model-config', () => {
  it('reads what Python writes: Infinity and NaN are no JSON', async () => {
    const text = JSON.stringify(config).replace('{', '{"time_step_limit": [0.0, Infinity], "loss": NaN,')
    const plain = await json(
      '--model-config',
      file('plain.json', JSON.stringify(config)),
      '--accelerator',
      'MI210',
    )
    const python = await json('--model-config', file('python.json', text), '--accelerator', 'MI210')
    expect(plain.verdict).toBe('Fits')
    expect(python).toEqual(plain)
  })

  it('says what is wrong with a file', async () => {
    const on = ['--accelerator', 'MI210'] as const
    const broken = await calculate('--model-config', file('broken.json', '{"hidden_size": '), ...on)
    expect([broken.code, broken.err]).toEqual([2, expect.stringContaining('is neither JSON nor YAML')])
    const absent = await calculate('--model-config', '/nowhere/config.json', ...on)
    expect(absent.err).toContain('--model-config: /nowhere/config.json: there is no such file')
    const { hidden_size: _, ...without } = config
    const short = await calculate('--model-config', file('short.json', JSON.stringify(without)), ...on)
    expect([short.code, short.err]).toEqual([2, expect.stringContaining('--model-config hidden_size')])
    const two = await calculate('--model-config', '-', '--weights-index', '-', ...on)
    expect(two.err).toContain('cannot both be standard input')
  })

  it('reads standard input', () => {
    const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
    const args = [program, 'fit', '--model-config', '-', '--accelerator', 'MI210', '-o', 'json']
    const { stdout } = spawnSync(process.execPath, args, { input: JSON.stringify(config), encoding: 'utf8' })
    expect(JSON.parse(stdout).verdict).toBe('Fits')
  })
})

describe('--corrections', () => {
  const digest = `sha256:${'a'.repeat(64)}`
  const learned = [
    { model: 'Qwen/Qwen3-32B', accelerator: 'MI300X', imageDigest: digest, cacheRatio: 0.5, starts: 3 },
  ]

  it('shifts the cache by at most a tenth, and says so', async () => {
    const corrections = ['--corrections', file('learned.json', JSON.stringify(learned))] as const
    const before = await json(...qwen)
    const after = await json(...qwen, ...corrections, '--image', `rocm/vllm@${digest}`)
    expect(after.perGpu.kvCacheGiB / before.perGpu.kvCacheGiB).toBeCloseTo(0.9, 3)
    expect(after.notes.join()).toContain('10.0 % less KV cache than computed')
    expect(await json(...qwen, ...corrections)).toEqual(before)
  })

  it('refuses a list it does not understand', async () => {
    const { code, err } = await calculate(...qwen, '--corrections', file('wrong.yaml', '- model: x\n'))
    expect([code, err]).toEqual([2, expect.stringContaining('--corrections[0].accelerator')])
  })
})
