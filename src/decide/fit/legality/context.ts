/**
 * Lengths above what the engine derives from the model's config.
 * Source: `_get_and_verify_max_len` of vLLM 0.11.0 to 0.33.0, `_derive_context_length` of SGLang 0.5.23.
 * @module
 */
import type { ModelShape } from '../../../catalog/model-shape.ts'
import { compareVersions } from '../../../catalog/version.ts'
import type { Engine } from '../../../engines/settings.ts'
import { formatCount } from '../../../vocabulary/quantity.ts'
import type { Reason } from '../../../vocabulary/reasons.ts'
import { certain, type LegalityInput } from './subject.ts'

/** Longest context an engine version derives, tokens. vLLM multiplied a yarn factor into the original length before 0.30.0. */
export function derivedPositions(shape: ModelShape, { backend, version }: Engine): number {
  const old = backend === 'vllm' && /\d/.test(version) && compareVersions(version, '0.30.0') < 0
  return (old ? shape.yarnPositions : undefined) ?? shape.maxPositions
}

export function contextReasons(input: LegalityInput): Reason[] {
  const { shape, engine, settings, effective, paths } = input
  const length = settings.maxModelLen
  if (length === undefined || effective.allowLongContext) return []
  const derived = derivedPositions(shape, engine)
  if (length <= derived) return []
  const text =
    engine.backend === 'vllm'
      ? `User-specified max_model_len (${length}) is greater than the derived max_model_len (max_position_embeddings=${derived} or model_max_length=None in model's config.json).`
      : `User-specified context_length (${length}) is greater than the derived context_length (${derived}).`
  const message = `${formatCount(length)} tokens are more than the model's maximum of ${formatCount(derived)}: "${text}"`
  return [certain('ContextTooLong', paths.maxModelLen, message)]
}
