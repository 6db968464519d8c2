/**
 * Expert widths as the mxfp4 kernels want them: what is rounded up decides up to half of gpt-oss's memory.
 * Source: vLLM 0.11.0 and 0.17.1 `quantization/mxfp4.py`, 0.20.2 to 0.33.0 `fused_moe/oracle/mxfp4.py`; SGLang 0.5.23 `mxfp4.py`.
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

/** `clamped`: the activation is gpt-oss's, which its biases betray; other models run an emulation that needs whole blocks only. */
export function mxfp4Alignment(device: Device, rules: LoaderRules, clamped: boolean): ExpertAlignment {
  const twice = rules.keepsMxfp4Scales
  if (device.vendor === 'amd') {
    if (clamped) return { width: 256, hidden: 256, scalesTwice: twice, biasBytes: 4 }
    const block = rules.padsEveryMxfp4 ? 32 : 1
    return { ...unaligned, width: block, hidden: block, scalesTwice: twice }
  }
  const marlin = { ...unaligned, width: 128, hidden: 256 }
  switch (device.nvidia) {
    case 'hopper':
      if (rules.hopperMxfp4 === 'marlin') return marlin
      return { width: 64, hidden: 1, scalesTwice: twice, biasBytes: 4 }
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
