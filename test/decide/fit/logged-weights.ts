/**
 * Weights that engines logged after loading ("Model loading took"), GiB on one rank. Sources: the public logs and issues named.
 */
import type { NVIDIAGeneration } from '../../../src/catalog/accelerator.ts'
import type { ModelShape } from '../../../src/catalog/model-shape.ts'
import type { StoredWeights } from '../../../src/catalog/stored-weights.ts'
import * as shapes from './shapes.ts'

export interface LoggedWeights {
  readonly shape: ModelShape
  readonly stored: StoredWeights
  readonly tensorParallel: number
  /** LLVM target, or generation of an NVIDIA device. */
  readonly device: `gfx${string}` | NVIDIAGeneration
  /** vLLM; where the log does not say, the newest. */
  readonly version: string
  readonly loggedGiB: number
  readonly source: string
}

const mi210 = 'davetha/mi210-llm-stack'
const r9700 = 'kyuz0/amd-r9700-vllm-toolboxes'
const planner = 'llm-d-incubation/llm-d-planner docs/empirical-vllm-memory-results.md'
const packed: StoredWeights = { format: 'int4-g128', zeroPoints: false }
/** The AWQ builds of Qwen3-Next by cyankiwi: routed experts only, groups of 32. */
const next: StoredWeights = { format: 'int4-g32', in16Bit: ['attention', 'stateMixer', 'sharedExperts'] }

function row(
  shape: ModelShape,
  stored: StoredWeights | StoredWeights['format'],
  tensorParallel: number,
  device: LoggedWeights['device'],
  version: string,
  loggedGiB: number,
  source: string,
): LoggedWeights {
  const weights = typeof stored === 'string' ? { format: stored } : stored
  return { shape, stored: weights, tensorParallel, device, version, loggedGiB, source }
}

export const loggedWeights: readonly LoggedWeights[] = [
  row(shapes.qwen14B, 'fp8-block128', 1, 'gfx90a', '0.23.0', 15.71, mi210),
  row(shapes.qwen30BLong, 'int8', 1, 'gfx90a', '0.23.0', 29.17, mi210),
  row(shapes.qwen30BLong, 'fp8-block128', 1, 'gfx90a', '0.23.0', 29.19, mi210),
  row(shapes.qwenNext80B, next, 1, 'gfx90a', '0.23.0', 45.41, mi210),
  row(shapes.qwen14B, 'bf16', 1, 'gfx90a', '0.23.0', 27.52, mi210),
  row(shapes.qwen30BLong, packed, 1, 'gfx90a', '0.23.0', 15.73, mi210),
  row(shapes.gptOss120B, 'mxfp4-experts', 4, 'gfx942', '0.33.0', 17.83, 'MarloweAI/FastAFD-MI300X'),
  row(shapes.mixtral8x7B, 'bf16', 1, 'gfx942', '0.6.4', 87.0, 'ROCm documentation'),
  row(shapes.mixtral8x7B, 'bf16', 2, 'gfx942', '0.6.4', 43.51, 'ROCm documentation'),
  row(shapes.llama8B, 'bf16', 8, 'gfx942', '0.33.0', 1.9028, 'AUGMXNT/MI300-testing'),
  row(shapes.llama8B, 'bf16', 1, 'gfx942', '0.33.0', 14.9888, 'AUGMXNT/MI300-testing'),
  row(shapes.llama8B, 'fp16', 1, 'gfx942', '0.9.2', 15.3, 'cmontemuino/amd-mi300x-ml-benchmarks'),
  row(shapes.qwen14B, 'fp8-channel', 2, 'gfx1201', '0.11.2', 7.8555, r9700),
  row(shapes.qwen14B, 'fp8-channel', 1, 'gfx1201', '0.11.2', 15.418, r9700),
  row(shapes.gptOss20B, 'mxfp4-experts', 2, 'gfx1201', '0.11.2', 7.4551, r9700),
  row(shapes.gemma27B, 'fp8-channel', 2, 'gfx1201', '0.11.2', 14.2812, r9700),
  row(shapes.gemma12B, 'fp8-channel', 1, 'gfx1201', '0.11.2', 13.5273, r9700),
  row(shapes.qwen30BLong, packed, 2, 'gfx1201', '0.11.2', 8.1992, r9700),
  row(shapes.qwenNext80B, next, 2, 'gfx1201', '0.11.2', 23.502, r9700),
  row(shapes.qwen30BA3B, 'bf16', 4, 'hopper', '0.33.0', 14.2474, 'vllm-project/vllm#17327'),
  row(shapes.deepseekQwen14B, 'bf16', 2, 'ada', '0.33.0', 13.9476, 'vllm-project/vllm#13061'),
  row(shapes.qwen32B, 'bf16', 1, 'hopper', '0.11.0', 61.03, planner),
  row(shapes.qwen32B, 'bf16', 2, 'hopper', '0.11.0', 30.59, planner),
  row(shapes.llama70B, 'fp8-channel', 2, 'hopper', '0.11.0', 33.88, planner),
  row(shapes.llama70B, 'int8', 1, 'hopper', '0.33.0', 67.7229, 'vllm-project/vllm#12569'),
  row(shapes.gptOss120B, 'mxfp4-experts', 1, 'hopper', '0.11.0', 64.38, planner),
  row(shapes.gptOss120B, 'mxfp4-experts', 1, 'hopper', '0.10.1', 65.9651, 'vllm-project/vllm#23278'),
  row(shapes.gptOss20B, 'mxfp4-experts', 1, 'hopper', '0.11.0', 13.47, planner),
  row(shapes.gptOss20B, 'mxfp4-experts', 1, 'ampere', '0.12.0', 13.7194, r9700),
  row(shapes.qwen14B, 'fp8-channel', 1, 'ampere', '0.12.0', 15.3291, r9700),
  row(shapes.qwen14B, 'fp8-channel', 1, 'blackwell-rtx', '0.12.0', 15.3388, r9700),
  row(shapes.llama8B, 'bf16', 1, 'ampere', '0.12.0', 14.9889, r9700),
  row(shapes.qwen30BLong, packed, 1, 'ampere', '0.12.0', 15.6116, r9700),
  row(shapes.gemma4B, 'bf16', 1, 'blackwell', '0.11.0', 8.58, 'vllm-project/vllm#21489'),
  row(shapes.deepseekV2Lite, 'bf16', 1, 'gfx90a', '0.28.0', 30.42, `${mi210}, rows padded`),
  row(shapes.deepseekV2Lite, 'bf16', 1, 'gfx90a', '0.30.0', 29.26, `${mi210}, rows not padded`),
]
