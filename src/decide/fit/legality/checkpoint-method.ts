/**
 * `--quantization` against what the checkpoint holds: engines quantise 16-bit weights while they load them by some methods only, and
 * take no other method than a quantised checkpoint's own.
 * Source: vLLM 0.11.0 to 0.33.0 `config/model.py`, `model_loader/weight_utils.py`; SGLang 0.5.23 `configs/model_config.py`.
 * @module
 */
import { weightFormats } from '../../../catalog/weight-format.ts'
import { type Precision, precisionBits } from '../../../vocabulary/precision.ts'
import type { Reason } from '../../../vocabulary/reasons.ts'
import { estimated, type LegalityInput } from './subject.ts'

/** Methods of checkpoints that are int4, whoever made them. */
const int4 = /^(?:auto_)?(?:awq|gptq)(?:_marlin)?$/
/** Methods that need the checkpoint's own configuration. */
const stored = /^(?:(?:auto_)?(?:awq|gptq)(?:_marlin)?|compressed-tensors|quark|fbgemm_fp8)$/
const fp8 = /^(?:(?:ptpc_|mx)?fp8|fp8_per_\w+)$/

/** Methods that a checkpoint of another precision cannot be of. */
const foreign: Partial<Record<Precision, RegExp>> = { int4: fp8, fp8: int4 }

/** An estimate: a folder may hold another build than the one that is named. */
export function checkpointMethodReasons({ model, settings, paths }: LegalityInput): Reason[] {
  const method = settings.quantization?.toLowerCase()
  if (method === undefined) return []
  const held = weightFormats[model.stored.format]
  const isWrong = precisionBits[held] >= 16 ? stored.test(method) : foreign[held]?.test(method)
  if (!isWrong) return []
  const message =
    precisionBits[held] >= 16
      ? `${method} reads weights that were quantised before, and ${model.id} is stored in ${held}`
      : `${model.id} is stored in ${held}, which is not what ${method} reads`
  return [estimated('FormatUnsupported', paths.engineArgs, message)]
}
