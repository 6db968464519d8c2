import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { builtInRecipes } from '../../../src/api/aim/built-in-recipes.ts'
import { type LintOptions, lint } from '../../../src/decide/lint/lint.ts'

interface Configuration {
  readonly gpuCount: number
  readonly enabled?: boolean
  readonly args?: readonly string[]
  readonly env?: readonly { readonly name: string; readonly value: string }[]
  readonly resources?: object
}

/** An AIMRecipe that is right but for what is given. */
function recipe(configurations: readonly Configuration[], spec: object = {}, name = 'under-test') {
  return {
    apiVersion: 'aim.engine.amd.com/v1alpha1',
    kind: 'AIMRecipe',
    metadata: { name },
    spec: {
      modelId: 'Qwen/Qwen3-32B',
      hardware: 'MI300X',
      precision: 'bf16',
      backend: 'vllm',
      source: 'a log',
      configurations: configurations.map((each) => ({ enabled: true, ...each })),
      ...spec,
    },
  }
}

const findings = (objects: readonly object[], options?: LintOptions) =>
  lint(
    objects.map((object, index) => ({
      file: `${index + 1}.yaml`,
      object: object as Record<string, unknown>,
    })),
    options,
  )
/** `error AttentionHeads spec.configurations[0].args`. */
const brief = (...objects: readonly object[]) =>
  findings(objects).map(({ severity, code, path }) => `${severity} ${code} ${path}`)

const first = 'spec.configurations[0]'

describe('a recipe without a fault', () => {
  it('has no finding', () => {
    expect(brief(recipe([{ gpuCount: 1, args: ['--max-model-len=32768'] }]))).toEqual([])
  })

  it('is not held to account for rows that are switched off', () => {
    const off = { gpuCount: 8, enabled: false, args: ['--nonsense', '--tensor-parallel-size=3'] }
    expect(brief(recipe([{ gpuCount: 1 }, off]))).toEqual([])
  })
})

describe('the built-in recipes', () => {
  it('have nothing to be told', () => {
    const objects = builtInRecipes().map(({ object }) => structuredClone(object))
    const told = findings(objects).filter(({ severity }) => severity !== 'info')
    expect(told).toEqual([])
  })
})

describe('arguments', () => {
  it.each([
    ['--max-modle-len=1', 'error UnknownArgument'],
    ['--max-num-seqs=many', 'error InvalidValue'],
    ['--kv-cache-dtype=fp5', 'error InvalidValue'],
    ['stray', 'error StrayValue'],
    ['--dtype=float8_e4m3', 'error UnsupportedDtype'],
    ['--dtype=bf16', 'warning DtypeSpelling'],
    ['--quantization=gguf', 'error UnsupportedQuantization'],
    ['--max-context-len=8192', 'warning ForeignArgument'],
    ['--max-model=8192', 'warning AbbreviatedArgument'],
    ['--disable-log-requests', 'warning RemovedArgument'],
    ['--disable-cascade-attn', 'warning DeprecatedArgument'],
    ['--port=8000', 'info ManagedArgument'],
  ])('%s: %s', (argument, expected) => {
    expect(brief(recipe([{ gpuCount: 1, args: [argument] }]))).toEqual([`${expected} ${first}.args[0]`])
  })

  it('given twice, under whatever name, are told', () => {
    const args = ['--tensor-parallel-size=2', '-tp=2']
    expect(brief(recipe([{ gpuCount: 2, args }]))).toEqual([`warning RepeatedArgument ${first}.args[1]`])
  })

  it('are read for the versions that are asked for, and a fault of two versions is told for each', () => {
    const swap = recipe([{ gpuCount: 1, args: ['--swap-space=4'] }])
    const at = (...versions: readonly string[]) =>
      findings([swap], { engines: versions.map((version) => ({ backend: 'vllm', version })) })
    expect(at('0.15.1')).toEqual([])
    expect(at('0.28.0', '0.33.0').map(({ code }) => code)).toEqual(['UnknownArgument', 'UnknownArgument'])
    // the list of a version that was not read convicts nobody
    expect(at('9.0.0').map(({ severity }) => severity)).toEqual(['warning'])
  })
})

describe('variables', () => {
  it.each([
    ['VLLM_ROCM_USE_AITR', 'UnknownVariable'],
    ['HIP_VISIBLE_DEVICES', 'DeviceVariable'],
  ])('%s: %s', (name, code) => {
    expect(brief(recipe([{ gpuCount: 1, env: [{ name, value: '1' }] }]))).toEqual([
      `warning ${code} ${first}.env[0].name`,
    ])
  })
})

describe('rows', () => {
  it('whose sizes do not fill the GPUs are errors', () => {
    expect(findings([recipe([{ gpuCount: 8, args: ['--tensor-parallel-size=4'] }])])).toEqual([
      expect.objectContaining({
        code: 'ParallelSizes',
        path: `${first}.args`,
        message: 'tensor parallel 4 x pipeline parallel 1 x data parallel 1 are 4 GPUs, gpuCount is 8',
      }),
    ])
    const filled = ['--tensor-parallel-size=2', '--pipeline-parallel-size=2', '--data-parallel-size=2']
    expect(brief(recipe([{ gpuCount: 8, args: filled }]))).toEqual([])
  })

  it('whose heads do not divide are errors with the engine’s own words', () => {
    const phi = recipe([{ gpuCount: 4 }], { modelId: 'microsoft/phi-4' })
    expect(findings([phi])).toEqual([expect.objectContaining({ severity: 'error', code: 'KVHeads' })])
  })

  it('whose weights are larger than the GPUs are errors', () => {
    const large = recipe([{ gpuCount: 1 }, { gpuCount: 8 }], {
      modelId: 'amd/Llama-3.1-405B-Instruct-FP8-KV',
      precision: 'fp8',
    })
    expect(brief(large)).toEqual([`error CannotLoad ${first}`])
  })

  it('on partitions are judged by the partition’s memory, and only where the hardware has it', () => {
    const on = (partition: string, hardware: string) =>
      brief(recipe([{ gpuCount: 1, resources: { limits: { [`amd.com/${partition}`]: 1 } } }], { hardware }))
    expect(on('cpx_nps4', 'MI300X')).toEqual([`error CannotLoad ${first}`])
    expect(on('spx_nps1', 'MI300X')).toEqual([])
    expect(on('cpx_nps4', 'MI355X')).toEqual([`error UnknownPartition ${first}.resources`])
  })

  it('of a model nobody knows are not judged, which is told once', () => {
    const unknown = recipe([{ gpuCount: 1 }, { gpuCount: 2 }], { modelId: 'acme/Secret-7B' })
    expect(brief(unknown)).toEqual(['info UnknownModel spec.modelId'])
  })

  it('in a precision the repository does not hold are told', () => {
    expect(brief(recipe([{ gpuCount: 1 }], { precision: 'int4' }))).toContain(
      'error PrecisionUnavailable spec.precision',
    )
    expect(brief(recipe([{ gpuCount: 1 }], { precision: 'fp8' }))).toEqual([])
    expect(brief(recipe([{ gpuCount: 1 }], { precision: 'fp16' }))).toEqual([])
  })
})

describe('recipes as a whole', () => {
  it('whose batch falls as GPUs grow are told, whatever the order of the rows', () => {
    const row = (gpuCount: number, tokens: number) => ({
      gpuCount,
      args: [`--max-num-batched-tokens=${tokens}`],
    })
    expect(findings([recipe([row(2, 4096), row(1, 8192), row(4, 4096)])])).toEqual([
      expect.objectContaining({
        code: 'FallingBatch',
        path: `${first}.args[0]`,
        message: '--max-num-batched-tokens falls from 8,192 on 1 GPU to 4,096 on 2 GPUs',
      }),
    ])
  })

  it('without a source are told', () => {
    expect(brief(recipe([{ gpuCount: 1 }], { source: undefined }))).toEqual([
      'warning MissingSource spec.source',
    ])
  })

  it('that have a row of another, or its name, are errors', () => {
    const one = recipe([{ gpuCount: 1 }], {}, 'one')
    const two = recipe([{ gpuCount: 2 }, { gpuCount: 1 }], { modelId: 'qwen/qwen3-32b' }, 'two')
    expect(brief(one, two)).toEqual(['error DuplicateRow spec.configurations[1]'])
    expect(brief(one, recipe([{ gpuCount: 2 }], {}, 'one'))).toEqual(['error DuplicateName metadata.name'])
  })

  it('that the resource refuses are told field by field', () => {
    expect(brief(recipe([{ gpuCount: 9 }], { hardware: 'MI300' }))).toEqual([
      `error InvalidField ${first}.gpuCount`,
      'error InvalidField spec.hardware',
    ])
    expect(brief(recipe([{ gpuCount: 1 }], { precison: 'bf16' }))).toEqual([
      'warning UnknownField spec.precison',
    ])
  })
})

describe('the prototype’s four recipes', () => {
  const folder = fileURLToPath(new URL('upstream/', import.meta.url))
  const lines = (name: string) =>
    findings([parse(readFileSync(join(folder, `${name}.yaml`), 'utf8'))])
      .filter(({ severity }) => severity !== 'info')
      .map(({ severity, code, path }) => `${severity} ${code} ${path}`)

  it('are four', () => expect(readdirSync(folder)).toHaveLength(4))

  it.each([
    'qwen3-32b-mi300x-bf16',
    'deepseek-r1-0528-mi300x-fp16',
    'llama-3-1-405b-fp8-kv-mi300x-fp8',
    'llama-4-maverick-17b-mi300x-fp8',
  ])('%s gets what it deserves', async (name) => {
    await expect(`${lines(name).join('\n')}\n`).toMatchFileSnapshot(`golden/${name}.txt`)
  })
})
