/**
 * Expert widths as the mxfp4 kernels want them: what is rounded up decides up to half of gpt-oss's memory.
 * Source: vLLM 0.11.0 to 0.17.1 `quantization/mxfp4.py`, 0.20.2 to 0.33.0 `fused_moe/oracle/mxfp4.py`; SGLang 0.5.23 `mxfp4.py`.
 * @module
 */
import type { NVIDIAGeneration } from '../../catalog/accelerator.ts'
import type { LoaderRules } from './loader-rules.ts'

export interface Device {
  readonly vendor: 'amd' | 'nvidia'
  /** LLVM target of an AMD device; empty for NVIDIA. */
  readonly gfx: string
  /** Absent: one whose mxfp4 kernel is Marlin. */
  readonly nvidia?: NVIDIAGeneration
}

/** Multiples that the widths of one rank's experts are rounded up to, and what the kernel keeps beside the weights. */
export interface ExpertAlignment {
  readonly width: number
  readonly hidden: number
  /** Scales are there twice: as loaded and as the kernel reads them. */
  readonly scalesTwice: boolean
  /** Bytes of one element of a bias. */
  readonly biasBytes: number
}

const unaligned: ExpertAlignment = { width: 1, hidden: 1, scalesTwice: false, biasBytes: 2 }

/** Whose experts: the kernels of gpt-oss, which its biases betray, those of DeepSeek V4, or what the rest is left with. */
export type ExpertFamily = 'gpt-oss' | 'deepseek-v4' | 'other'

export function mxfp4Alignment(device: Device, rules: LoaderRules, family: ExpertFamily): ExpertAlignment {
  return device.vendor === 'amd' ? onRocm(device, rules, family) : onCuda(device, rules, family)
}

/** Without AITER, which the environment switches on; it asks for no more. */
function onRocm({ gfx }: Device, rules: LoaderRules, family: ExpertFamily): ExpertAlignment {
  const scalesTwice = rules.keepsMxfp4Scales
  switch (family) {
    case 'gpt-oss': {
      const step = gfx === 'gfx950' ? 256 : rules.rocmGptOssWidth
      return { width: step, hidden: step, scalesTwice, biasBytes: 4 }
    }
    case 'deepseek-v4': {
      // the Triton kernel of gfx950 takes 256 inputs at a time, that of older targets 128
      const step = gfx === 'gfx950' ? 256 : rules.rocmMxfp4Width
      return { ...unaligned, width: step, hidden: step, scalesTwice }
    }
    case 'other': {
      // emulated: blocks have to be whole
      const block = rules.padsEveryMxfp4 ? 32 : 1
      return { ...unaligned, width: block, hidden: block, scalesTwice }
    }
  }
}

function onCuda({ nvidia }: Device, rules: LoaderRules, family: ExpertFamily): ExpertAlignment {
  const marlin = { ...unaligned, width: 128, hidden: 256 }
  switch (nvidia) {
    case 'hopper':
      if (rules.hopperMxfp4 === 'marlin' || family === 'deepseek-v4') return marlin
      return { width: 64, hidden: 1, scalesTwice: rules.keepsMxfp4Scales, biasBytes: 4 }
    case 'blackwell':
      return { ...unaligned, width: rules.blackwellMxfp4Width, hidden: 256 }
    default:
      return marlin
  }
}

/** `width` rounded up to a multiple of `step`. */
export function alignedTo(step: number, width: number): number {
  return Math.ceil(width / step) * step
}
