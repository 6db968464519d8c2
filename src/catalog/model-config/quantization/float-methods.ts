/**
 * The methods with one floating-point format: fp8 in its forms, mxfp4.
 * @module
 */
import type { ConfigFields } from '../config-fields.ts'
import { ignoredModules, nothing } from './ignored.ts'
import { readQuantizedLayers } from './modelopt.ts'
import { allButHead, decoderOnly, type MethodReader, notComputed, uniform } from './rules.ts'

function blockSize(config: ConfigFields): readonly [number, number] | undefined {
  const [rows, columns] = config.numbers('weight_block_size') ?? []
  return rows === undefined || columns === undefined ? undefined : [rows, columns]
}

/**
 * DeepSeek V4 says fp8 for what is around its experts, which are in 4 bit: of its own kind, or of NVIDIA's where
 * `quantized_layers` says so.
 */
export const readFp8WithFourBitExperts: MethodReader = (config) => {
  const layers = config.child('quantized_layers')
  return layers === undefined ? readDeepseekV4(config) : readQuantizedLayers(layers, nothing, 'fp8-block128')
}

/** `fp8`: blocks where `weight_block_size` is given, else one scale a tensor. */
export const readFp8: MethodReader = (config) => {
  const ignored = ignoredModules(config)
  const block = blockSize(config)
  if (block === undefined) return uniform({ bits: 8, type: 'float', scale: 'tensor' }, ignored, allButHead)
  const [rows, size] = block
  if (rows === 1) return uniform({ bits: 8, type: 'float', scale: 'group', size }, ignored, allButHead)
  if (rows !== size)
    return notComputed({ bits: 8, type: 'float', scale: 'block', size: Math.max(rows, size) })
  return uniform({ bits: 8, type: 'float', scale: 'block', size }, ignored, allButHead)
}

export const readFbgemm: MethodReader = (config) =>
  uniform({ bits: 8, type: 'float', scale: 'channel' }, ignoredModules(config), allButHead)

export const readMxfp8: MethodReader = (config) =>
  uniform({ bits: 8, type: 'float', scale: 'group', size: 32 }, ignoredModules(config), allButHead)

/** gpt-oss: the routed experts only, whatever the list of exceptions says. */
export const readMxfp4: MethodReader = () => ({
  rules: { groups: [{ format: 'mxfp4-experts' }], ignored: () => false, reaches: decoderOnly },
})

/** DeepSeek V4 by its own recipe: experts in 4 bit, the rest in fp8 blocks. */
export const readDeepseekV4: MethodReader = () => ({
  rules: { groups: [{ format: 'mxfp4-experts+fp8' }], ignored: () => false, reaches: decoderOnly },
})
