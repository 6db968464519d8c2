/**
 * `--dtype` as both engines take it: the format of computation, which is never a quantised one.
 * @module
 */
import { nearest } from '../vocabulary/field-error.ts'
import { parsePrecision } from '../vocabulary/precision.ts'

/** The closed list of vLLM 0.11.0 to 0.33.0 and SGLang 0.5.9 to 0.5.23. */
export const dtypes = ['auto', 'half', 'float16', 'bfloat16', 'float', 'float32'] as const

export interface DtypeReading {
  /** What to write; absent for "leave it to the checkpoint". */
  readonly dtype?: string
  /** The engine would stop on what was written, and this is what is done instead where fitgate writes the list. */
  readonly warning?: { readonly message: string; readonly consequence: string; readonly instead: string }
  /** Nothing can be made of it. */
  readonly error?: { readonly message: string; readonly fix?: string }
}

/**
 * Reads what people write: `bf16` becomes `bfloat16`; `float8_e4m3` (AIM recipes) is the checkpoint's business and is left out.
 */
export function readDtype(written: string, engine: string): DtypeReading {
  const word = written.trim().toLowerCase()
  if ((dtypes as readonly string[]).includes(word)) return { dtype: word }
  const precision = parsePrecision(word)
  if (precision === undefined) {
    const near = nearest(word, dtypes)
    return {
      error: {
        message: `unknown dtype "${written}" (allowed: ${dtypes.join(', ')})`,
        ...(near === undefined ? {} : { fix: `did you mean "${near}"?` }),
      },
    }
  }
  const names = { bf16: 'bfloat16', fp16: 'float16', fp32: 'float32' } as const
  const dtype =
    precision === 'bf16' || precision === 'fp16' || precision === 'fp32' ? names[precision] : undefined
  const message = `"${written}" is not a dtype of ${engine}`
  if (dtype !== undefined)
    return { dtype, warning: { message, consequence: `"${dtype}" is used`, instead: dtype } }
  const consequence = "it is left out and the checkpoint's own format is used"
  return { warning: { message, consequence, instead: 'auto' } }
}
