/**
 * compressed-tensors: groups of targets, each with its own weights.
 * @module
 */
import type { ConfigFields } from '../config-fields.ts'
import { moduleList } from './ignored.ts'
import type { ModuleMatcher } from './name-patterns.ts'
import { everyLinear, type MethodReader, notComputed, type QuantizationGroup } from './rules.ts'
import { formatOf, type WeightWords } from './weight-words.ts'

const strategies: Readonly<Record<string, WeightWords['scale']>> = {
  tensor: 'tensor',
  channel: 'channel',
  group: 'group',
  tensor_group: 'group',
  block: 'block',
}

function wordsOf(weights: ConfigFields): WeightWords {
  const strategy = weights.text('strategy')
  const grouped = weights.has('group_size')
  const scale = strategies[strategy ?? ''] ?? (grouped ? 'group' : 'tensor')
  const edge = weights.numbers('block_structure')?.[0]
  const size = scale === 'block' ? edge : grouped ? weights.number('group_size', 0) : undefined
  return {
    bits: weights.dimension('num_bits'),
    type: weights.text('type') === 'float' ? 'float' : 'int',
    scale,
    ...(size !== undefined && { size }),
  }
}

/** `Linear`, the class of every linear layer, among the targets of a group. */
const allLinear = /^(Linear|LinearBase|re:\.\*)$/

function targetsOf(group: ConfigFields): ModuleMatcher | undefined {
  const targets = group.texts('targets')
  if (targets === undefined || targets.some((target) => allLinear.test(target))) return undefined
  return moduleList(group, 'targets')
}

/** Groups by name, in order: `config_groups`, or a list of such. */
function groupsOf(config: ConfigFields): readonly ConfigFields[] {
  const groups = config.child('config_groups')
  return groups?.keys().flatMap((key) => groups.child(key) ?? []) ?? []
}

export const readCompressedTensors: MethodReader = (config) => {
  const sparsity = config.child('sparsity_config')?.text('format')
  if (sparsity !== undefined && sparsity !== 'dense')
    return { unknown: `fitgate does not compute weights that are sparse (${sparsity}).` }
  const groups: QuantizationGroup[] = []
  let zeroPoints = false
  for (const group of groupsOf(config)) {
    const weights = group.child('weights')
    if (weights === undefined) continue
    const words = wordsOf(weights)
    const format = formatOf(words)
    if (format === undefined) return notComputed(words)
    zeroPoints ||= !weights.flag('symmetric', true)
    const targets = targetsOf(group)
    groups.push({ format, ...(targets && { targets }) })
  }
  if (groups.length === 0)
    return { unknown: 'The quantization_config names no group of weights, so their format is not known.' }
  // those that name their modules go before the one that takes the rest
  const ordered = [...groups.filter(({ targets }) => targets), ...groups.filter(({ targets }) => !targets)]
  return {
    rules: { groups: ordered, ignored: moduleList(config, 'ignore'), reaches: everyLinear, zeroPoints },
  }
}
