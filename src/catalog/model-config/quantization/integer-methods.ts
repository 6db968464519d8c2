/**
 * AWQ, GPTQ and AutoRound: integer groups of the decoder's linear layers.
 * @module
 */
import type { ConfigFields } from '../config-fields.ts'
import { ignoredModules } from './ignored.ts'
import { patternList } from './name-patterns.ts'
import { decoderOnly, type MethodReader, uniform } from './rules.ts'

function groups(config: ConfigFields, sizeKey: string) {
  const size = config.number(sizeKey, 128)
  return size > 0 ? ({ scale: 'group', size } as const) : ({ scale: 'channel' } as const)
}

export const readAwq: MethodReader = (config) =>
  uniform(
    {
      bits: config.dimension(config.named('bits', 'w_bit'), 4),
      type: 'int',
      ...groups(config, config.named('group_size', 'q_group_size')),
    },
    ignoredModules(config),
    decoderOnly,
    config.flag('zero_point', true),
  )

/** GPTQModel writes what it skips as keys `-:expression` of `dynamic`. */
function skippedByDynamic(config: ConfigFields) {
  const keys = config.child('dynamic')?.keys() ?? []
  return patternList(keys.filter((key) => key.startsWith('-:')).map((key) => `re:${key.slice(2)}`)).matches
}

/** GPTQ files carry zero points whether or not the groups are symmetric. */
export const readGptq: MethodReader = (config) => {
  const skipped = skippedByDynamic(config)
  const ignored = ignoredModules(config)
  return uniform(
    { bits: config.dimension('bits'), type: 'int', ...groups(config, 'group_size') },
    (module) => skipped(module) || ignored(module),
    { ...decoderOnly, head: config.flag('lm_head', false) },
    true,
  )
}

export const readAutoRound: MethodReader = (config) =>
  uniform(
    { bits: config.dimension('bits'), type: 'int', ...groups(config, 'group_size') },
    ignoredModules(config),
    decoderOnly,
    true,
  )
