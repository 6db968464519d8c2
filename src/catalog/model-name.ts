/**
 * Repository names taken apart: publisher, model, and the words that only say how the weights are stored.
 * @module
 */
import { type Storage, storageOf, type WeightFormat } from './weight-format.ts'

/**
 * Endings that name a storage, most telling first. Sources: repositories of Qwen, amd, RedHatAI (neuralmagic), nvidia, unsloth,
 * and the naming of AutoAWQ, GPTQModel, llm-compressor and Quark.
 */
const storageEndings: readonly (readonly [RegExp, WeightFormat])[] = [
  [/-(?:gptq|awq|autoround)-(?:int8|8-?bits?|w8a16)$/, 'int8-g128'],
  [/-(?:int8-)?w8a16$/, 'int8-g128'],
  [/-(?:gptq|awq|autoround)(?:-(?:int4|4-?bits?|w4a16|g128|marlin))*$/, 'int4-g128'],
  [/-(?:int4|w4a16)(?:-(?:int4|w4a16|awq|gptq|autoround|g128))*$/, 'int4-g128'],
  [/-(?:fp8-(?:dynamic|w8a8|per-channel|ptpc)|ptpc-fp8|w8a8-fp8)$/, 'fp8-channel'],
  [/-fp8-block(?:-?128)?$/, 'fp8-block128'],
  [/-mxfp8$/, 'mxfp8'],
  [/-(?:fp8(?:-kv)?|float8)$/, 'fp8'],
  [/-(?:w8a8-int8|int8-w8a8|w8a8|int8)$/, 'int8'],
  [/-mxfp4$/, 'mxfp4'],
  [/-(?:nv)?fp4$/, 'nvfp4'],
  [/-(?:bf16|bfloat16)$/, 'bf16'],
  [/-(?:fp16|float16)$/, 'fp16'],
]

/** Endings without meaning once a storage stands before them. */
const fillers = /-(?:quantized|preview|hf)$/

/** What a publisher means by a plain `-FP8`. Default: one scale a tensor. */
const plainFP8: Readonly<Record<string, WeightFormat>> = {
  qwen: 'fp8-block128',
  'deepseek-ai': 'fp8-block128',
}

export interface NameParts {
  /** Name of the model with neither publisher nor storage, lower case, one kind of separator. */
  readonly key: string
  /** Absent where the name says nothing of it. */
  readonly storage?: Storage
}

/** A repository name taken apart; `undefined` for what is no repository name (a path, a URL). */
export function nameParts(id: string): NameParts | undefined {
  const pieces = id.trim().toLowerCase().split('/')
  if (pieces.length > 2 || pieces.some((piece) => !/^[a-z0-9][a-z0-9._-]*$/.test(piece))) return undefined
  const publisher = pieces.length === 2 ? (pieces[0] ?? '') : ''
  const name = (pieces.at(-1) ?? '')
    .replaceAll(/(?<=\d)_(?=\d)/g, '.')
    .replaceAll('_', '-')
    .replace('quantized.', 'quantized-')
    .replace(/^meta-(?=llama)/, '')
  for (const [ending, format] of storageEndings) {
    const bare = name.replace(fillers, '')
    if (!ending.test(bare)) continue
    const key = bare.replace(ending, '').replace(fillers, '')
    const plain = /-fp8$/.test(bare) && format === 'fp8' ? plainFP8[publisher] : undefined
    return { key, storage: storageOf(plain ?? format) }
  }
  return { key: name }
}
