/**
 * Number formats of weights: seven canonical words, and every spelling people write for them.
 * @module
 */

export const precisions = ['fp4', 'int4', 'fp8', 'int8', 'fp16', 'bf16', 'fp32'] as const
export type Precision = (typeof precisions)[number]

/** Spelling → canonical word. Sources: AIM recipes and CRDs, vLLM `--dtype` and `--quantization`, hub repository names. */
const aliases: Readonly<Record<string, Precision>> = {
  fp4: 'fp4',
  float4: 'fp4',
  mxfp4: 'fp4',
  nvfp4: 'fp4',
  int4: 'int4',
  w4a16: 'int4',
  awq: 'int4',
  gptq: 'int4',
  fp8: 'fp8',
  float8: 'fp8',
  float8_e4m3: 'fp8',
  float8_e4m3fn: 'fp8',
  float8_e5m2: 'fp8',
  fp8_e4m3: 'fp8',
  fp8_e5m2: 'fp8',
  int8: 'int8',
  w8a8: 'int8',
  fp16: 'fp16',
  float16: 'fp16',
  half: 'fp16',
  bf16: 'bf16',
  bfloat16: 'bf16',
  fp32: 'fp32',
  float32: 'fp32',
  float: 'fp32',
}

/** Every accepted spelling, canonical words first. */
export const precisionSpellings: readonly string[] = [
  ...precisions,
  ...Object.keys(aliases).filter((word) => !(precisions as readonly string[]).includes(word)),
]

/** The canonical word for a spelling, or `undefined` when nobody writes it that way. Case does not matter. */
export function parsePrecision(text: string): Precision | undefined {
  const word = text.trim().toLowerCase()
  return Object.hasOwn(aliases, word) ? aliases[word] : undefined
}

/** Bits of one stored weight, scales apart. */
export const precisionBits: Readonly<Record<Precision, number>> = {
  fp4: 4,
  int4: 4,
  fp8: 8,
  int8: 8,
  fp16: 16,
  bf16: 16,
  fp32: 32,
}
