/**
 * AMD Quark: one setting for all, others for modules by pattern, and exceptions.
 * @module
 */
import type { ConfigFields } from '../config-fields.ts'
import { moduleList } from './ignored.ts'
import { patternList } from './name-patterns.ts'
import { everyLinear, type MethodReader, notComputed, type QuantizationGroup } from './rules.ts'
import { formatOf, type WeightWords } from './weight-words.ts'

const dtypes: Readonly<Record<string, Pick<WeightWords, 'bits' | 'type'>>> = {
  fp4: { bits: 4, type: 'float' },
  mx: { bits: 4, type: 'float' },
  fp8_e4m3: { bits: 8, type: 'float' },
  int8: { bits: 8, type: 'int' },
  uint8: { bits: 8, type: 'int' },
  int4: { bits: 4, type: 'int' },
  uint4: { bits: 4, type: 'int' },
}

const schemes: Readonly<Record<string, WeightWords['scale']>> = {
  per_tensor: 'tensor',
  per_channel: 'channel',
  per_group: 'group',
  per_block: 'block',
}

/** Words of one setting; `undefined` where it leaves the weights alone, a text where its words are not known. */
function wordsOf(setting: ConfigFields): WeightWords | string | undefined {
  // two entries are a weight quantised twice (int4 over fp8); the engine keeps the second
  const weight = setting.child('weight')
  if (weight === undefined) return undefined
  const dtype = weight.text('dtype') ?? ''
  const scheme = weight.text('qscheme') ?? ''
  const known = Object.hasOwn(dtypes, dtype) ? dtypes[dtype] : undefined
  const scale = Object.hasOwn(schemes, scheme) ? schemes[scheme] : undefined
  if (known === undefined || scale === undefined) return `${dtype} ${scheme}`
  const size = weight.has('group_size') ? weight.number('group_size', 0) : weight.numbers('block_size')?.[0]
  return { ...known, scale, ...(size !== undefined && { size }) }
}

export const readQuark: MethodReader = (config) => {
  const groups: QuantizationGroup[] = []
  const layers = config.child('layer_quant_config')
  const settings = [
    ...(layers?.keys().map((name) => ({ setting: layers.child(name), name })) ?? []),
    { setting: config.child('global_quant_config'), name: undefined },
  ]
  for (const { setting, name } of settings) {
    const words = setting && wordsOf(setting)
    if (words === undefined) continue
    if (typeof words === 'string')
      return { unknown: `fitgate does not compute weights that Quark stores as ${words.trim()}.` }
    const format = formatOf(words)
    if (format === undefined) return notComputed(words)
    groups.push({ format, ...(name !== undefined && { targets: patternList([name]).matches }) })
  }
  if (groups.length === 0) return { unknown: 'The quantization_config of Quark sets no format of weights.' }
  return { rules: { groups, ignored: moduleList(config, 'exclude'), reaches: everyLinear } }
}
