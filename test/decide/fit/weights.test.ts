import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StoredWeights } from '../../../src/catalog/stored-weights.ts'
import { type WeightFormat, weightFormats } from '../../../src/catalog/weight-format.ts'
import { loadingPeakGiB } from '../../../src/decide/fit/loading-peak.ts'
import { stageRanges } from '../../../src/decide/fit/stages.ts'
import { type WeightsInput, weightsGiB } from '../../../src/decide/fit/weights.ts'
import { bytesPerGiB } from '../../../src/vocabulary/quantity.ts'
import { type LoggedWeights, loggedWeights } from './logged-weights.ts'
import * as shapes from './shapes.ts'

type Changes = Partial<WeightsInput> & Pick<WeightsInput, 'shape'>

/** One MI300X with the newest vLLM, the whole model on it. */
function input(changes: Changes, format: WeightFormat = 'bf16'): WeightsInput {
  return {
    stored: { format },
    loadedAs: changes.stored?.format ?? format,
    tensorParallel: 1,
    stage: [0, changes.shape.layers.length],
    firstStage: true,
    lastStage: true,
    dataParallel: 1,
    expertParallel: false,
    vendor: 'amd',
    gfx: 'gfx942',
    engine: { backend: 'vllm', version: '0.33.0' },
    ...changes,
  }
}

function gib(changes: Changes, format?: WeightFormat): number {
  const result = weightsGiB(input(changes, format))
  if (result === undefined) throw new Error('weights are not known')
  return result
}

function logged({ shape, stored, tensorParallel, device, version }: LoggedWeights): number {
  const on: Partial<WeightsInput> =
    device === 'ampere' ||
    device === 'ada' ||
    device === 'hopper' ||
    device === 'blackwell' ||
    device === 'blackwell-rtx'
      ? { vendor: 'nvidia', gfx: '', nvidia: device }
      : { gfx: device }
  return gib({ shape, stored, tensorParallel, engine: { backend: 'vllm', version }, ...on })
}

describe('weights against what engines logged', () => {
  const errors = loggedWeights.map((row) => Math.abs(logged(row) / row.loggedGiB - 1)).sort((a, b) => a - b)

  it('are half of the time within 0.1 %, and nine times in ten within 2.1 %', () => {
    expect(errors[Math.floor(errors.length / 2)]).toBeLessThan(0.001)
    expect(errors[Math.floor(errors.length * 0.9)]).toBeLessThan(0.021)
  })
  it('are never further off than 3.5 %', () => {
    expect(errors.at(-1)).toBeLessThan(0.035)
  })
  it('hit an fp8 model with padded rows and one with scales by row to 0.01 GiB', () => {
    expect(gib({ shape: shapes.qwen14B, gfx: 'gfx90a' }, 'fp8-block128')).toBeCloseTo(15.71, 1)
    expect(gib({ shape: shapes.qwen30BLong }, 'int8')).toBeCloseTo(29.17, 2)
  })
})

describe('what is split and what is copied', () => {
  it('copies key and value heads beyond those of the model', () => {
    const one = gib({ shape: shapes.qwen30BA3B, tensorParallel: 4 })
    const two = gib({ shape: shapes.qwen30BA3B, tensorParallel: 8 })
    // 4 heads of keys and 4 of values a layer, each once a rank: from 4 to 8 ranks they do not shrink
    const heads = (48 * 2 * 128 * 2048 * 2) / bytesPerGiB
    expect(two).toBeGreaterThan(one / 2 + heads / 2)
  })
  it('copies the down projections of latent attention', () => {
    const latent = shapes.shape(1, 7168, 64, [shapes.latent, { kind: 'none' }], { maxPositions: 1 })
    const down = (7168 * (1536 + 512 + 64) * 2) / bytesPerGiB
    expect(gib({ shape: latent, tensorParallel: 128 })).toBeGreaterThan(down)
  })
  it('has a tied table once on one stage, and on both ends of a pipeline', () => {
    const tied = { ...shapes.qwen14B, tiedEmbeddings: true }
    const table = (151_936 * 5120 * 2) / bytesPerGiB
    expect(gib({ shape: shapes.qwen14B }) - gib({ shape: tied })).toBeCloseTo(table, 6)
    const [first, last] = stageRanges(40, 2).map((stage, i) =>
      gib({ shape: tied, stage, firstStage: i === 0, lastStage: i === 1 }),
    )
    expect((first ?? 0) + (last ?? 0) - gib({ shape: tied })).toBeCloseTo(table + 10_485_760 / bytesPerGiB, 3)
  })
  it('pads the vocabulary to 64 rows', () => {
    const odd = { ...shapes.llama8B, vocabularySize: 128_257 }
    expect(gib({ shape: odd }) - gib({ shape: shapes.llama8B })).toBeCloseTo(
      (64 * 2 * 4096 * 2) / bytesPerGiB,
      6,
    )
  })
  it('has an encoder on every rank where it is not split', () => {
    const share = gib({ shape: shapes.gemma27B, tensorParallel: 2 })
    const whole = gib({ shape: shapes.gemma27B, tensorParallel: 2, encoderReplicated: true })
    expect(whole - share).toBeCloseTo(((shapes.gemma27B.encoder?.parameters ?? 0) * 2) / 2 / bytesPerGiB, 6)
  })
})

describe('experts', () => {
  const experts = { shape: shapes.deepseekV3, stored: { format: 'fp8-block128' } } as const

  it('are dealt whole with expert parallelism, the first ranks one more', () => {
    const uneven = shapes.shape(1, 1024, 64, [{ kind: 'none' }, shapes.experts(10, 2, 1024)], {
      maxPositions: 1,
    })
    const at = (tensorParallel: number) => gib({ shape: uneven, tensorParallel, expertParallel: true })
    const expert = (3 * 1024 * 1024 * 2) / bytesPerGiB
    // 10 over 4 is 3 on the first ranks, as over 3 it would be 4
    expect(at(3) - at(4)).toBeGreaterThan(0.9 * expert)
    expect(at(4) - at(5)).toBeGreaterThan(0.9 * expert)
  })
  it('are shared by the ranks of all data-parallel replicas, attention is not', () => {
    const replicas = gib({ ...experts, tensorParallel: 1, dataParallel: 8, expertParallel: true })
    const ranks = gib({ ...experts, tensorParallel: 8, dataParallel: 1 })
    expect(replicas).toBeGreaterThan(ranks + 10)
    expect(replicas).toBeLessThan(gib({ ...experts, tensorParallel: 1 }) / 4)
  })
  it('keep their shared experts whole on every rank when they run sequence parallel', () => {
    const wide = gib({ ...experts, tensorParallel: 2, dataParallel: 4, expertParallel: true })
    const shape = {
      ...shapes.deepseekV3,
      kinds: shapes.deepseekV3.kinds.map((kind) =>
        kind.feedForward.kind === 'experts'
          ? { ...kind, feedForward: { ...kind.feedForward, sharedWidth: 0 } }
          : kind,
      ),
    }
    const without = gib({ ...experts, shape, tensorParallel: 2, dataParallel: 4, expertParallel: true })
    expect(wide - without).toBeGreaterThan((58 * 3 * 7168 * 2048) / bytesPerGiB)
  })
  it('of gpt-oss are padded to whole tiles on ROCm, by half at tensor parallel 8', () => {
    const at = (tensorParallel: number) =>
      gib({ shape: shapes.gptOss120B, tensorParallel }, 'mxfp4-experts') * tensorParallel
    const dealt =
      gib({ shape: shapes.gptOss120B, tensorParallel: 8, expertParallel: true }, 'mxfp4-experts') * 8
    // 2880 becomes 3072 both ways; an eighth of it, 360, becomes 512
    expect(at(8) - at(1)).toBeGreaterThan(0.3 * 56.7)
    expect(at(8)).toBeGreaterThan(dealt + 0.3 * 56.7)
  })
  it('in 16 bit have padded rows on ROCm up to 0.28, none later, none on NVIDIA', () => {
    const at = (version: string, vendor: 'amd' | 'nvidia' = 'amd') =>
      gib({ shape: shapes.deepseekV2Lite, vendor, engine: { backend: 'vllm', version } })
    expect(at('0.28.0') - at('0.30.0')).toBeCloseTo(1.12, 1)
    expect(at('0.28.0', 'nvidia')).toBe(at('0.30.0', 'nvidia'))
  })
})

describe('storage', () => {
  it('holds a copy of what latent attention absorbs only where it is quantised', () => {
    const latent = shapes.shape(1, 7168, 64, [shapes.latent, { kind: 'none' }], { maxPositions: 1 })
    const absorbed = (512 * 128 * 256 * 2) / bytesPerGiB
    const quantised = gib({ shape: latent, vendor: 'nvidia' }, 'fp8-channel')
    const attention = { format: 'fp8-channel', in16Bit: ['attention'] } as const satisfies StoredWeights
    expect(2 * (quantised - absorbed)).toBeCloseTo(gib({ shape: latent, stored: attention }), 2)
  })
  it('pads fp8 rows of ROCm with tensor or block scales, not those with scales by row', () => {
    const rows = (format: WeightFormat, vendor: 'amd' | 'nvidia') =>
      gib({ shape: shapes.llama70B, vendor }, format)
    const padding = (80 * (10_240 + 8192 + 57_344 + 8192) * 256) / bytesPerGiB
    expect(rows('fp8', 'amd') - rows('fp8', 'nvidia')).toBeCloseTo(padding, 1)
    expect(rows('fp8-channel', 'amd')).toBe(rows('fp8-channel', 'nvidia'))
  })
  it('leaves classes and shares of classes in 16 bit that the repository leaves there', () => {
    const stored = (more: Partial<StoredWeights>) =>
      gib({ shape: shapes.llama70B, stored: { format: 'int8', ...more } })
    const dense = (80 * 3 * 8192 * 28_672) / bytesPerGiB
    expect(stored({ in16Bit: ['dense'] }) - stored({})).toBeCloseTo(dense, 1)
    expect(stored({ sharesIn16Bit: { dense: 0.25 } }) - stored({})).toBeCloseTo(dense / 4, 1)
    expect(stored({ otherwise: { dense: 'int4-g128' } })).toBeLessThan(stored({}) - 0.4 * dense)
  })
  it('is twice as large expanded, whatever the repository leaves in 16 bit', () => {
    const stored: StoredWeights = { format: 'fp8-channel', in16Bit: ['attention'] }
    expect(gib({ shape: shapes.llama70B, stored, loadedAs: 'bf16' })).toBe(gib({ shape: shapes.llama70B }))
  })
})

describe('what files say beyond the shape', () => {
  const shape = shapes.llama8B
  const described = gib({ shape: { ...shape, maxPositions: 1 } }) * bytesPerGiB
  const files = (share: number, more: Partial<WeightsInput> = {}) =>
    gib({ shape, stored: { format: 'bf16', checkpointBytes: described * share }, ...more })

  it('is spread over the tensors within 3 %, and ignored beyond', () => {
    expect(files(1.02) / files(1)).toBeCloseTo(1.02, 3)
    expect(files(1.2)).toBeCloseTo(files(1), 3)
  })
  it('is not taken for something else where draft layers explain it', () => {
    const drafts = shapes.deepseekV3
    const total = 688.6e9
    const plain = gib({ shape: drafts, tensorParallel: 8 }, 'fp8-block128')
    const stored: StoredWeights = { format: 'fp8-block128', checkpointBytes: total }
    expect(gib({ shape: drafts, stored, tensorParallel: 8 }) / plain).toBeCloseTo(1, 3)
    expect(gib({ shape: drafts, stored, tensorParallel: 8, drafts: true }) / plain).toBeGreaterThan(1.015)
  })
  it('is needed where the shape does not describe the weights', () => {
    const mixer = { kind: 'compressed-latent', heads: 64, headDim: 512, window: 128 } as const
    const v4 = shapes.shape(2, 4096, 64, [mixer, shapes.experts(256, 6, 2048)])
    expect(weightsGiB(input({ shape: v4 }))).toBeUndefined()
    const checkpointBytes = 40 * bytesPerGiB
    expect(
      gib({
        shape: v4,
        stored: { format: 'bf16', checkpointBytes },
        engine: { backend: 'sglang', version: '0.5.23' },
      }),
    ).toBeCloseTo(40, 1)
  })
})

describe('the peak of loading', () => {
  const online = { shape: shapes.llama70B, stored: { format: 'bf16' }, loadedAs: 'fp8' } as const
  const peak = (version: string) => {
    const at = input({ ...online, engine: { backend: 'vllm', version } })
    return loadingPeakGiB(at, weightsGiB(at) ?? 0)
  }
  it('is the whole 16 bit model where old engines quantise it, one matrix more in new ones', () => {
    expect(peak('0.11.0')).toBeCloseTo(gib({ shape: shapes.llama70B }), 0)
    expect(peak('0.33.0')).toBeCloseTo(gib(online) + (57_344 * 8192 * 2) / bytesPerGiB, 3)
  })
  it('is the weights themselves where nothing is quantised', () => {
    expect(loadingPeakGiB(input({ shape: shapes.llama8B }), 15)).toBe(15)
  })
})

describe('weights of any layout', () => {
  const formats = fc.constantFrom(...(Object.keys(weightFormats) as WeightFormat[]))
  const models = fc.constantFrom(
    shapes.llama8B,
    shapes.qwen30BA3B,
    shapes.deepseekV3,
    shapes.qwenNext80B,
    shapes.gptOss20B,
    shapes.gemma12B,
  )
  it('never grow with more ranks but by padding, and sum to no less than the model over all ranks', () => {
    fc.assert(
      fc.property(
        models,
        formats,
        fc.integer({ min: 0, max: 3 }),
        fc.boolean(),
        (shape, format, power, ep) => {
          const at = (tensorParallel: number) =>
            gib({ shape, tensorParallel, expertParallel: ep && tensorParallel > 1 }, format)
          const ranks = 2 ** power
          expect(at(2 * ranks)).toBeLessThan(at(ranks) * 1.05)
          expect(at(ranks) * ranks).toBeGreaterThan(at(1) * 0.999)
        },
      ),
    )
  })
  it('are the same model however many stages hold it, but for the copies at both ends', () => {
    fc.assert(
      fc.property(models, formats, fc.integer({ min: 2, max: 8 }), (shape, format, stages) => {
        const sum = stageRanges(shape.layers.length, stages).reduce(
          (total, stage, i) =>
            total + gib({ shape, stage, firstStage: i === 0, lastStage: i === stages - 1 }, format),
          0,
        )
        const whole = gib({ shape }, format)
        expect(sum).toBeGreaterThan(whole * 0.999)
        expect(sum).toBeLessThan(whole + 2 * stages + 4)
      }),
    )
  })
})
