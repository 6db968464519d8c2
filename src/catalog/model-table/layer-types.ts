/**
 * `layer_types` of config.json, which name a kind for every layer, written as the rule they follow.
 * @module
 */

/**
 * `count` layers of which every `period`-th is of one kind and the others of another.
 *
 * @example everyNth(6, 4, 'sliding_attention', 'full_attention') // three sliding layers, a full one, two sliding layers
 */
export function everyNth(count: number, period: number, others: string, nth: string): readonly string[] {
  return Array.from({ length: count }, (_, index) => ((index + 1) % period === 0 ? nth : others))
}
