import { describe, expect, it } from 'vitest'
import { acceleratorByName } from '../../../src/catalog/accelerators.ts'
import { resolveModel } from '../../../src/catalog/models.ts'
import { type EffectiveInput, effective } from '../../../src/decide/fit/effective.ts'
import type { EngineSettings } from '../../../src/engines/settings.ts'

function mi300x() {
  const accelerator = acceleratorByName('MI300X')
  if (accelerator === undefined) throw new Error('no MI300X')
  return accelerator
}

const shapeOf = (model: string) => resolveModel(model)?.architecture.shape

/** What an engine runs with on `gpuCount` MI300X. */
function running(settings: Partial<EngineSettings> = {}, more: Partial<EffectiveInput> = {}) {
  return effective({
    shape: shapeOf('Qwen/Qwen3-32B'),
    quantized: false,
    accelerator: mi300x(),
    deviceGiB: 191.98,
    engine: { backend: 'vllm', version: '0.33.0' },
    settings: { other: {}, ...settings },
    gpuCount: 8,
    ...more,
  })
}
const flags = (other: EngineSettings['other']) => running({ other })

describe('ranks', () => {
  it('fill the GPUs where nobody sets the tensor parallel size', () => {
    expect(running().tensorParallel).toBe(8)
    expect(running({ pipelineParallel: 2 }).tensorParallel).toBe(4)
    expect(running({ dataParallel: 4 })).toMatchObject({ tensorParallel: 2, dataParallel: 4 })
  })

  it("of SGLang's attention replicas are the tensor parallel ranks", () => {
    const engine = { backend: 'sglang', version: '0.5.23' } as const
    const shared = running({ dataParallel: 8, other: { 'enable-dp-attention': true } }, { engine })
    expect(shared).toMatchObject({ tensorParallel: 8, dataParallel: 1 })
  })
})

describe('what was told', () => {
  it('wins over the defaults of the version', () => {
    expect(running().memoryFraction).toBe(0.92)
    expect(running({}, { engine: { backend: 'vllm', version: '0.11.0' } }).memoryFraction).toBe(0.9)
    expect(running({ memoryFraction: 0.5 }).memoryFraction).toBe(0.5)
    expect(running({ maxNumSeqs: 8, maxNumBatchedTokens: 512 })).toMatchObject({
      sequences: 8,
      batchedTokens: 512,
    })
  })

  it.each([
    [{ 'enable-prefix-caching': 'false' }, { prefixCaching: false }],
    [{ 'block-size': '32' }, { blockSize: 32 }],
    [{ 'cpu-offload-gb': '10' }, { offloadGiB: 10 }],
    [{ 'decode-context-parallel-size': '2' }, { decodeContextParallel: 2 }],
    [{ 'disable-hybrid-kv-cache-manager': true }, { hybridManager: false }],
    [{ 'mm-encoder-tp-mode': 'data' }, { encoderReplicated: true }],
    [{ 'hf-overrides': '{}' }, { allowLongContext: true }],
    [{ 'hf-overrides.rope_parameters.factor': '4' }, { allowLongContext: true }],
    [{ 'rope-scaling': '{"rope_type":"yarn","factor":4}' }, { allowLongContext: true }],
    [{ 'mamba-ssm-cache-dtype': 'float32' }, { stateBytes: { recurrent: 4 } }],
    [{ 'mamba-cache-dtype': 'bfloat16' }, { stateBytes: { conv: 2 } }],
    [{ 'enable-lora': true, 'max-loras': '4', 'max-lora-rank': '64' }, { lora: { adapters: 4, rank: 64 } }],
  ] as const)('%j becomes %j', (other, wanted) => {
    expect(flags(other)).toMatchObject(wanted)
  })

  it('about graphs is read from their sizes', () => {
    expect(flags({ 'cudagraph-capture-sizes': '1 2 4', O: '1' }).graphs).toEqual({
      captureSizes: 3,
      onlyPieces: true,
    })
  })
})

describe('drafted tokens', () => {
  it.each([
    ['{"method":"mtp","num_speculative_tokens":3}', 3],
    ['{"method":"ngram"}', 1],
    ['not json', 1],
  ])('of %s are %d', (config, tokens) => {
    expect(flags({ 'speculative-config': config }).draftTokens).toBe(tokens)
  })

  it('are none where nothing drafts', () => {
    expect(running().draftTokens).toBe(0)
  })
})

describe('the environment', () => {
  it('gives the layers of each stage, and is not believed where it is no list of counts', () => {
    const env = (VLLM_PP_LAYER_PARTITION: string) => ({ env: { VLLM_PP_LAYER_PARTITION } })
    expect(running({}, env('30,34')).layerPartition).toEqual([30, 34])
    expect(running({}, env('30,many')).layerPartition).toBeUndefined()
  })

  it('allows lengths above the maximum', () => {
    expect(running().allowLongContext).toBe(false)
    expect(running({}, { env: { VLLM_ALLOW_LONG_MAX_MODEL_LEN: '1' } }).allowLongContext).toBe(true)
  })
})

describe('images', () => {
  it('are taken in by models with an encoder, unless the language model alone is wanted', () => {
    const shape = shapeOf('Qwen/Qwen2.5-VL-72B-Instruct')
    expect(running().multimodal).toBe(false)
    expect(running({}, { shape }).multimodal).toBe(true)
    expect(running({ other: { 'language-model-only': true } }, { shape }).multimodal).toBe(false)
  })
})
