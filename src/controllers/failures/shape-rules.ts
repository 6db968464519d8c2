/**
 * Plans that no memory would help: parallel sizes, kernels, number formats and arguments.
 * @module
 */
import { cut } from '../../vocabulary/cut.ts'
import type { Rule } from './rule.ts'

/** Longest piece of an engine's text that is repeated. */
const maxQuote = 200

export const shapeRules: readonly Rule[] = [
  {
    reason: 'BadParallelism',
    place: 'words',
    patterns: [
      /Total number of attention heads \(\d{1,6}\) must be divisible by tensor parallel size \(\d{1,6}\)/,
      /tp_size=\d{1,6} must be divisible by dcp_size=\d{1,6}/,
      /Tensor parallel size \d{1,6} is greater than the number of experts \d{1,6}/,
      /Weight (?:in|out)put_\w{1,40} ?= ?\d{1,9}[^\n]{0,120}? is not divisible by [^\n]{1,60}/,
      /The (?:output_size of gate's and up's|input_size of down's) weight = \d{1,9} is not divisible by[^\n]{0,80}/,
      /The input size is not aligned with the quantized weight shape/,
      /Assertion\w{0,12}: \d{1,9} is not divisible by \d{1,9}/,
      /Pipeline parallelism is not supported for this model/,
      /Non-MoE models do not support external data parallel mode/,
      /enable_expert_parallel must be True to use EPLB/,
      /Decode context parallelism for GQA\/MQA requires[^\n]{0,120}/,
    ],
    source: 'vLLM 0.11.0-0.33.0, configuration and layer checks',
    message: (caught) => `the model cannot be split like this; the engine says: ${cut(caught(0), maxQuote)}`,
    remedy: 'choose a number of GPUs that divides the model’s heads and widths, most often 1, 2, 4 or 8',
  },
  {
    reason: 'BadParallelism',
    place: 'words',
    patterns: [/local rank (\d{1,6}) is out of bounds for (\d{1,6}) devices/],
    engine: { backend: 'vllm' },
    source: 'vLLM 0.33.0, worker start',
    message: (caught) => `the engine is told to use more GPUs than the ${caught(2)} its pod has`,
    remedy: 'ask for as many GPUs as tensor parallel times pipeline parallel',
  },
  {
    reason: 'MissingKernel',
    place: 'words',
    patterns: [
      /HIP error: invalid device function/i,
      /no kernel image is available for execution on the device/,
      /hipErrorNoBinaryForGpu/,
      /Unable to find code object for all current devices/,
      /Cannot read [^\n]{0,120}TensileLibrary[^\n]{0,120}/,
    ],
    source: 'vllm-project/vllm#17170, ROCm/legacy-rocm-build#4386, #4909; rocBLAS',
    message: () => 'the image has no kernels for the GPU of its node',
    remedy: 'use an image that is built for this GPU’s gfx target, or pods on the GPUs it is built for',
  },
  {
    reason: 'FormatUnsupported',
    place: 'words',
    patterns: [
      /Unsupported dtype: torch\.float8\w{0,20}/,
      /\b\w{1,40} quantization is currently not supported in rocm/,
      /The quantization method [^\n]{1,60} is not supported for the current GPU/,
      /No valid attention backend found for rocm[^\n]{0,120}/,
    ],
    source: 'vLLM 0.11.0-0.33.0, platforms/rocm.py and quantisation checks',
    message: (caught) =>
      `the GPU, or the engine on it, does not know the number format; the engine says: ${cut(caught(0), maxQuote)}`,
    remedy: 'use a build of the model and a KV cache in a format this GPU has, bf16 where in doubt',
  },
  {
    reason: 'ArgumentInvalid',
    place: 'words',
    patterns: [
      /User-specified max_model_len \((\d{1,12})\) is greater than the derived max_model_len/,
      /error: unrecognized arguments: [^\n]{1,160}/,
      /error: argument [^\n]{1,160}/,
      /Inconsistent GPU visibility env vars[^\n]{0,160}/,
    ],
    source: 'vLLM 0.11.0-0.33.0; Python argparse, which both engines read arguments with',
    message: (caught) => `the engine refuses an argument: ${cut(caught(0), maxQuote)}`,
    remedy: 'take the argument away or correct it for this version of the engine',
  },
]
