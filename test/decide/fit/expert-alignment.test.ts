import { describe, expect, it } from 'vitest'
import {
  alignedTo,
  type Device,
  type ExpertFamily,
  mxfp4Alignment,
} from '../../../src/decide/fit/expert-alignment.ts'
import { loaderRules } from '../../../src/decide/fit/loader-rules.ts'

const b300: Device = { vendor: 'nvidia', gfx: '', nvidia: 'blackwell' }
const h100: Device = { vendor: 'nvidia', gfx: '', nvidia: 'hopper' }
const a100: Device = { vendor: 'nvidia', gfx: '', nvidia: 'ampere' }
const mi355x: Device = { vendor: 'amd', gfx: 'gfx950' }

const mi300x: Device = { vendor: 'amd', gfx: 'gfx942' }

const alignment = (device: Device, version: string, family: ExpertFamily = 'other') =>
  mxfp4Alignment(device, loaderRules({ backend: 'vllm', version }), family)

describe('widths of mxfp4 experts', () => {
  /** Kimi K3 has 3,072 wide experts: 384 a rank at TP 8. A B300 that logged 42 GiB of cache beside them holds no 512. */
  it('are multiples of 128 on Blackwell from 0.28.0, of 256 before', () => {
    expect(alignedTo(alignment(b300, '0.28.0').width, 384)).toBe(384)
    expect(alignedTo(alignment(b300, '0.26.0').width, 384)).toBe(512)
    expect(alignment(b300, '0.33.0').hidden).toBe(256)
  })

  it('are multiples of 128 where Marlin reads them', () => {
    expect(alignment(a100, '0.33.0')).toMatchObject({ width: 128, hidden: 256 })
    expect(alignment(h100, '0.10.1', 'gpt-oss')).toEqual(alignment(a100, '0.10.1', 'gpt-oss'))
  })

  it('are multiples of 64 in the Triton kernels of Hopper', () => {
    expect(alignment(h100, '0.11.0', 'gpt-oss')).toMatchObject({ width: 64, hidden: 1 })
  })

  it('are multiples of 256 on ROCm for gpt-oss, of a block for other models once they are emulated', () => {
    expect(alignment(mi355x, '0.33.0', 'gpt-oss')).toMatchObject({ width: 256, hidden: 256, biasBytes: 4 })
    expect(alignment(mi355x, '0.33.0')).toMatchObject({ width: 32, hidden: 32 })
    expect(alignment(mi355x, '0.11.0')).toMatchObject({ width: 1, hidden: 1 })
  })

  /** DeepSeek-V4-Pro is as wide as Kimi K3. On eight MI300X it found a little too little for 1M tokens with vLLM 0.28 (issue 53961). */
  it('of DeepSeek V4 are multiples of 256 on ROCm, of 128 before gfx950 from 0.33.0', () => {
    expect(alignedTo(alignment(mi300x, '0.28.0', 'deepseek-v4').width, 384)).toBe(512)
    expect(alignment(mi300x, '0.33.0', 'deepseek-v4').width).toBe(128)
    expect(alignment(mi355x, '0.33.0', 'deepseek-v4').width).toBe(256)
  })

  it('of DeepSeek V4 are read by Marlin on Hopper', () => {
    expect(alignment(h100, '0.23.0', 'deepseek-v4')).toEqual(alignment(a100, '0.23.0'))
  })

  it('have their scales twice until 0.26.0 freed the copy as loaded', () => {
    expect(alignment(h100, '0.23.0').scalesTwice).toBe(true)
    expect(alignment(h100, '0.26.0').scalesTwice).toBe(false)
  })
})
