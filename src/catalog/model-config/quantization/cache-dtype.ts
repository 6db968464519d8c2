/**
 * The cache dtype a checkpoint asks for, which vLLM follows with `--kv-cache-dtype auto` (utils/torch_utils.py of 0.33.0).
 * @module
 */
import type { ConfigFields } from '../config-fields.ts'

/** Only ModelOpt's word is followed; other methods' `kv_cache_scheme` gives scales, not the dtype. */
export function cacheDtypeOf(quantization: ConfigFields): 'fp8' | undefined {
  const inner = quantization.child('quantization') ?? quantization
  for (const fields of [inner, quantization]) {
    const scheme = fields.get('kv_cache_scheme')
    const word = typeof scheme === 'string' ? scheme : fields.text('kv_cache_quant_algo')
    if (word !== undefined) return word.toLowerCase() === 'fp8' ? 'fp8' : undefined
    const described = scheme === undefined ? undefined : fields.child('kv_cache_scheme')
    if (described !== undefined)
      return described.get('num_bits') === 8 &&
        described.get('type') === 'float' &&
        described.get('dynamic') === false
        ? 'fp8'
        : undefined
  }
  return undefined
}
