import { describe, expect, it } from 'vitest'
import { readArguments } from '../../src/engines/read.ts'
import type { Engine } from '../../src/engines/settings.ts'

const vllm: Engine = { backend: 'vllm', version: '0.33.0' }
const sglang: Engine = { backend: 'sglang', version: '0.5.23' }
const read = (args: string[], engine = vllm) => readArguments(engine, args, 'spec.args')

describe('spellings', () => {
  it.each([
    [['--max-model-len', '8192']],
    [['--max-model-len=8192']],
    [['--max-model-len 8192']],
    [['--max-model-len: 8192']],
    [['--max-model-len:', '8192']],
    [['--max_model_len', '8192']],
    [['--max-model-len="8192"']],
  ])('%j is a length of 8192', (args) => {
    expect(read(args)).toEqual({
      settings: { maxModelLen: 8192, other: {} },
      errors: [],
      warnings: [],
      unused: [],
    })
  })

  it.each([[['-tp', '2']], [['-tp=2']], [['-tp 2']], [['--tensor-parallel-size', '2']]])(
    '%j is tensor parallel 2',
    (args) => {
      expect(read(args).settings.tensorParallel).toBe(2)
    },
  )

  it('takes bare switches, negations and true or false in words', () => {
    const { settings, errors } = read([
      '--enforce-eager',
      '--trust-remote-code=true',
      '--no-enable-prefix-caching',
      '--enable-expert-parallel',
      'False',
      '--disable-log-stats:',
    ])
    expect(errors).toEqual([])
    expect(settings).toEqual({
      enforceEager: true,
      expertParallel: false,
      other: { 'trust-remote-code': true, 'enable-prefix-caching': 'false', 'disable-log-stats': true },
    })
  })

  it('takes several arguments in one item, lists, JSON with blanks, parts of JSON and levels', () => {
    const { settings, errors } = read([
      '--tensor-parallel-size 4 --enforce-eager',
      '--cudagraph-capture-sizes 1 2',
      '4',
      '--hf-overrides {"rope": {"type": "yarn"}}',
      '--compilation-config.mode',
      '3',
      '-O2',
      "--served-model-name 'qwen'",
    ])
    expect(errors).toEqual([])
    expect(settings).toEqual({
      tensorParallel: 4,
      enforceEager: true,
      other: {
        'cudagraph-capture-sizes': '1 2 4',
        'hf-overrides': '{"rope": {"type": "yarn"}}',
        'compilation-config.mode': '3',
        'optimization-level': '2',
        'served-model-name': 'qwen',
      },
    })
  })

  it.each([
    ['0.33.0', ['-cc.mode=3'], { 'compilation-config.mode': '3' }],
    [
      '0.33.0',
      ['-cc.pass_config.fuse_norm_quant', 'true'],
      { 'compilation-config.pass_config.fuse_norm_quant': 'true' },
    ],
    ['0.33.0', ['-ac.backend=ROCM_ATTN'], { 'attention-config.backend': 'ROCM_ATTN' }],
    ['0.33.0', ['-sc', '{"method":"mtp"}'], { 'speculative-config': '{"method":"mtp"}' }],
    ['0.33.0', ['-O=1'], { 'optimization-level': '1' }],
    // before there were levels of optimisation
    ['0.11.0', ['-O3'], { 'compilation-config.level': '3' }],
    ['0.11.0', ['-O', '{"level":3}'], { 'compilation-config': '{"level":3}' }],
    ['0.11.0', ['-O.cudagraph_mode=FULL'], { 'compilation-config.cudagraph_mode': 'FULL' }],
  ])('of vLLM %s: %j is short for %j', (version, args, other) => {
    const { settings, errors, warnings } = read(args, { ...vllm, version })
    expect({ settings, errors, warnings }).toEqual({ settings: { other }, errors: [], warnings: [] })
  })

  it.each([
    [vllm, '--enforce-eager=true', 'write "--enforce-eager" alone'],
    [vllm, '--enable-prefix-caching=False', 'write "--no-enable-prefix-caching"'],
    [sglang, '--trust-remote-code=true', 'write "--trust-remote-code" alone'],
    [sglang, '--disable-cuda-graph=false', 'leave it out'],
  ])('of a list that the engine gets as it is: %j takes no value in %s', (engine, written, fix) => {
    const { errors } = readArguments(engine, [written], 'a', { literal: true })
    expect(errors).toMatchObject([{ message: expect.stringContaining('takes no value'), fix }])
    expect(read([written], engine).errors).toEqual([])
  })

  it('leaves out what did something once, or says so where the list is not its own', () => {
    const written = ['--disable-log-requests']
    const lost = 'requests are not logged unless "--enable-log-requests" is given'
    const message = 'vLLM 0.33.0 may not have "--disable-log-requests"'
    expect(read(written).warnings).toMatchObject([{ message: `${message}; it is left out: ${lost}` }])
    expect(readArguments(vllm, written, 'a', { literal: true }).warnings).toMatchObject([
      { message, fix: `leave it out: ${lost}` },
    ])
  })

  it('names the part of the configuration that a level of optimisation is not', () => {
    expect(read(['-O.mode=3']).errors).toMatchObject([
      { instead: '--compilation-config.mode', written: '-O.mode' },
    ])
  })

  it('reads vLLM’s multipliers, which SGLang does not have', () => {
    expect(read(['--max-model-len', '32k']).settings.maxModelLen).toBe(32_000)
    expect(read(['--max-model-len', '32K']).settings.maxModelLen).toBe(32_768)
    expect(read(['--max-model-len', '25.6k']).settings.maxModelLen).toBe(25_600)
    expect(read(['--context-length', '32k'], sglang).errors).toHaveLength(1)
  })

  it('leaves the length open for auto, and takes a negative number for a value', () => {
    expect(read(['--max-model-len', 'auto'])).toEqual({
      settings: { other: {} },
      errors: [],
      warnings: [],
      unused: [],
    })
    expect(read(['--max-model-len', '-1']).errors).toEqual([])
    expect(read(['--chunked-prefill-size', '-1'], sglang).settings.other).toEqual({
      'chunked-prefill-size': '-1',
    })
  })

  it('counts the last of two', () => {
    const { settings, warnings } = read(['--max-num-seqs', '4', '--max-num-seqs', '8'])
    expect(settings.maxNumSeqs).toBe(8)
    expect(warnings).toEqual([
      {
        path: 'spec.args[2]',
        message: '"--max-num-seqs" is given twice, the last one counts',
        code: 'repeated',
      },
    ])
  })
})

describe('what stops an engine is an error with its index', () => {
  it.each([
    [
      ['--max-modle-len', '8'],
      'unknown argument "--max-modle-len" of vLLM 0.33.0',
      'did you mean "--max-model-len"?',
    ],
    [
      ['--swap-space', '4'],
      '"--swap-space" is not an argument of vLLM 0.33.0 (0.11.0 to 0.17.1 have it)',
      'leave it out, the V1 engine has no swap space',
    ],
    [
      ['--tp-size', '2'],
      'unknown argument "--tp-size" of vLLM 0.33.0',
      'vLLM calls it "--tensor-parallel-size"',
    ],
    [['--zzz'], 'unknown argument "--zzz" of vLLM 0.33.0', undefined],
    [['-x', '2'], 'unknown argument "-x" of vLLM 0.33.0', undefined],
    [['--max-num-seqs', 'many'], '"--max-num-seqs" needs a whole number from 1, "many" was given', undefined],
    [['--max-num-seqs', '0'], '"--max-num-seqs" needs a whole number from 1, "0" was given', undefined],
    [['--max-num-seqs'], '"--max-num-seqs" needs a value', undefined],
    [['--block-size', 'big'], '"--block-size" needs a whole number, "big" was given', undefined],
    [
      ['--gpu-memory-utilization', '90'],
      '"--gpu-memory-utilization" needs a number above 0 and at most 1, "90" was given',
      undefined,
    ],
    [['--enforce-eager=yes'], '"--enforce-eager" takes no value, "yes" was given', undefined],
    [['Qwen/Qwen3-32B'], '"Qwen/Qwen3-32B" stands alone, no argument takes it', undefined],
    [
      ['--dtype', 'bfloat61'],
      'unknown dtype "bfloat61" (allowed: auto, half, float16, bfloat16, float, float32)',
      'did you mean "bfloat16"?',
    ],
  ])('%j', (args, message, fix) => {
    const { errors, warnings } = read(args)
    expect(errors).toMatchObject([{ path: 'spec.args[0]', message, ...(fix === undefined ? {} : { fix }) }])
    expect(errors).toHaveLength(1)
    expect(warnings).toEqual([])
  })

  it('lists all of them', () => {
    const { errors } = read(['--one', '1', '--max-num-seqs=x', '--tensor-parallel-size', '2', 'stray'])
    expect(errors.map(({ path }) => path)).toEqual(['spec.args[0]', 'spec.args[2]', 'spec.args[5]'])
  })
})

describe('a list that the engine gets as it is', () => {
  const sglang = { backend: 'sglang', version: '0.5.16' } as const
  const literally = (args: string[], engine: Engine) =>
    readArguments(engine, args, 'args', { literal: true }).errors.map(({ message, instead }) => [
      message,
      instead,
    ])

  it('may not have what is otherwise written as it is meant', () => {
    expect(literally(['--max-model-len', '8192'], sglang)).toEqual([
      ['unknown argument "--max-model-len" of SGLang 0.5.16', '--context-length'],
    ])
    const vllm = { backend: 'vllm', version: '0.33.0' } as const
    expect(literally(['--dtype=bf16'], vllm)).toEqual([['"bf16" is not a dtype of vLLM 0.33.0', 'bfloat16']])
    expect(literally(['--dtype=fp8'], vllm)).toEqual([['"fp8" is not a dtype of vLLM 0.33.0', 'auto']])
    expect(read(['--dtype=bf16'], vllm).errors).toEqual([])
  })

  it('may have the beginnings of names that the engine completes itself', () => {
    expect(literally(['--tp', '2', '--max-mamba', '4'], sglang)).toEqual([])
    // as SGLang's documents write it: nothing to be told of
    expect(read(['--tp', '2'], sglang).warnings).toEqual([])
    expect(read(['--tp', '2'], sglang).settings.tensorParallel).toBe(2)
  })
})

describe('versions', () => {
  it('knows when an argument came and went', () => {
    const at = (version: string, args: string[]) => read(args, { backend: 'vllm', version }).errors.length
    expect(at('0.15.1', ['--swap-space', '4'])).toBe(0)
    expect(at('0.11.0', ['--nnodes', '2'])).toBe(1)
    expect(at('0.15.1', ['--nnodes', '2'])).toBe(0)
  })

  it('accepts between two versions what either has', () => {
    // last read in 0.17.1, gone in 0.19.1
    expect(read(['--swap-space', '4'], { backend: 'vllm', version: '0.18.0' }).errors).toEqual([])
  })

  it.each(['0.35.0', '0.9.1', 'nightly'])('only warns for %s, whose arguments were never read', (version) => {
    const { errors, warnings } = read(['--brand-new', '1'], { backend: 'vllm', version })
    expect(errors).toEqual([])
    expect(warnings).toEqual([
      { path: 'spec.args[0]', message: `unknown argument "--brand-new" of vLLM ${version}`, code: 'unknown' },
    ])
  })
})

describe('what is understood otherwise than written is a warning', () => {
  it('drops a dtype that is a quantisation, as AIM recipes carry it', () => {
    const { settings, errors, warnings } = read(['--dtype: float8_e4m3'])
    expect(settings.dtype).toBeUndefined()
    expect(errors).toEqual([])
    expect(warnings[0]?.message).toBe(
      '"float8_e4m3" is not a dtype of vLLM 0.33.0; it is left out and the checkpoint\'s own format is used',
    )
  })

  it('completes bf16', () => {
    const { settings, warnings } = read(['--dtype', 'bf16'])
    expect(settings.dtype).toBe('bfloat16')
    expect(warnings).toHaveLength(1)
  })

  it('reads vLLM’s names in an SGLang recipe', () => {
    const { settings, errors, warnings } = read(
      [
        '--gpu-memory-utilization: 0.9',
        '--max-model-len: 32768',
        '--tensor-parallel-size: 4',
        '--max-num-batched-tokens: 4096',
        '--trust-remote-code: ',
      ],
      sglang,
    )
    expect(errors).toEqual([])
    expect(settings).toEqual({
      memoryFraction: 0.9,
      maxModelLen: 32_768,
      tensorParallel: 4,
      maxNumBatchedTokens: 4096,
      other: { 'trust-remote-code': true },
    })
    expect(warnings.map(({ path }) => path)).toEqual(['spec.args[0]', 'spec.args[1]', 'spec.args[3]'])
  })

  it('completes a unique beginning', () => {
    expect(read(['--max-model', '8192']).settings.maxModelLen).toBe(8192)
    expect(read(['--max-num', '8192']).errors).toHaveLength(1)
  })

  it('does not let the port and the model be set twice', () => {
    const { settings, errors, warnings } = read([
      '--port',
      '8000',
      '--model',
      'a/b',
      '--disable-log-requests',
    ])
    expect(settings).toEqual({ other: {} })
    expect(errors).toEqual([])
    expect(warnings).toHaveLength(3)
  })

  it('marks expert parallelism of SGLang', () => {
    expect(read(['--ep-size', '8'], sglang).settings).toEqual({
      expertParallel: true,
      other: { 'ep-size': '8' },
    })
  })
})

describe('every problem has a code', () => {
  it.each([
    ['unknown', ['--brand-new', '1']],
    ['value', ['--max-num-seqs=many']],
    ['stray', ['alone']],
    ['foreign', ['--max-context-len=1']],
    ['abbreviated', ['--max-model=1']],
    ['dropped', ['--disable-log-requests']],
    ['dtype', ['--dtype=float8_e4m3']],
    ['dtypeSpelling', ['--dtype=bf16']],
    ['json', ['--hf-overrides={a}']],
    ['repeated', ['-tp=2', '--tensor-parallel-size=4']],
    ['managed', ['--port=1']],
  ])('%s: %j', (code, args) => {
    const { errors, warnings } = read(args)
    expect([...errors, ...warnings].map((problem) => problem.code)).toEqual([code])
  })
})
