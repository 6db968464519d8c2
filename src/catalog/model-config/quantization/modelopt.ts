/**
 * NVIDIA ModelOpt: one algorithm, or one a module in mixed builds. In `config.json` or `hf_quant_config.json`.
 * @module
 */
import type { WeightFormat } from '../../weight-format.ts'
import type { ConfigFields } from '../config-fields.ts'
import { ignoredModules } from './ignored.ts'
import { type ModuleMatcher, patternList } from './name-patterns.ts'
import { allButHead, decoderOnly, everyLinear, type MethodReader, type MethodReading } from './rules.ts'

const algorithms: Readonly<Record<string, WeightFormat>> = {
  FP8: 'fp8',
  FP8_PER_CHANNEL_PER_TOKEN: 'fp8-channel',
  FP8_PB_WO: 'fp8-block128',
  MXFP8: 'mxfp8',
  NVFP4: 'nvfp4',
  W4A16_NVFP4: 'nvfp4',
  W4A8_NVFP4_FP8: 'nvfp4',
  MXFP4: 'mxfp4',
  W4A8_MXFP4_FP8: 'mxfp4',
}

const formatOf = (algorithm: string) =>
  Object.hasOwn(algorithms, algorithm) ? algorithms[algorithm] : undefined

const notKnown = (algorithm: string): MethodReading => ({
  unknown: `fitgate does not compute weights of the ModelOpt algorithm ${algorithm}.`,
})

/** `quantized_layers`: the algorithm of each module by its name. `rest` is what the modules have that it does not name. */
export function readQuantizedLayers(
  layers: ConfigFields,
  ignored: ModuleMatcher,
  rest?: WeightFormat,
): MethodReading {
  const names = new Map<WeightFormat, string[]>()
  for (const name of layers.keys()) {
    const algorithm = layers.child(name)?.text('quant_algo')?.toUpperCase() ?? ''
    const format = formatOf(algorithm)
    if (format === undefined) return notKnown(algorithm)
    const list = names.get(format)
    if (list) list.push(name)
    else names.set(format, [name])
  }
  const groups = [...names].map(([format, list]) => ({ format, targets: patternList(list).matches }))
  return {
    rules: {
      groups: rest === undefined ? groups : [...groups, { format: rest }],
      ignored,
      reaches: rest === undefined ? everyLinear : decoderOnly,
    },
  }
}

export const readModelOpt: MethodReader = (root) => {
  const config = root.child('quantization') ?? root
  const layers = config.child('quantized_layers')
  if (layers !== undefined && layers.keys().length > 0)
    return readQuantizedLayers(layers, ignoredModules(config))
  const algorithm = config.text('quant_algo')?.toUpperCase() ?? ''
  const format = formatOf(algorithm)
  if (format === undefined) return notKnown(algorithm || 'that it does not name')
  return { rules: { groups: [{ format }], ignored: ignoredModules(config), reaches: allButHead } }
}
