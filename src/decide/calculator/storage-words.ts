/**
 * The words people use for how weights are stored, in flags, logs and tables.
 * @module
 */
import { buildOf } from '../../catalog/known-builds.ts'
import { resolveModel } from '../../catalog/models.ts'
import type { StoredWeights } from '../../catalog/stored-weights.ts'
import { type WeightFormat, weightFormats } from '../../catalog/weight-format.ts'
import { type Precision, parsePrecision, precisionBits } from '../../vocabulary/precision.ts'

/** Engines' method names and table words → format. Format names mean themselves. */
const words: Readonly<Record<string, WeightFormat>> = {
  auto_awq: 'int4-g128',
  auto_gptq: 'int4-g128',
  awq: 'int4-g128',
  'awq-int4': 'int4-g128',
  awq_marlin: 'int4-g128',
  bfloat16: 'bf16',
  fbgemm_fp8: 'fp8-fbgemm',
  float16: 'fp16',
  float32: 'fp32',
  float8: 'fp8',
  'fp8-block': 'fp8-block128',
  'fp8-dynamic': 'fp8-channel',
  fp8_per_block: 'fp8-block128',
  fp8_per_channel: 'fp8-channel',
  fp8_per_tensor: 'fp8',
  gptq: 'int4-g128',
  'gptq-int4': 'int4-g128',
  'gptq-int8': 'int8-g128',
  'awq-int8': 'int8-g128',
  gptq_marlin: 'int4-g128',
  gpt_oss_mxfp4: 'mxfp4-experts',
  half: 'fp16',
  int4: 'int4-g128',
  ptpc_fp8: 'fp8-channel',
  w4a16: 'int4-g128',
  w8a16: 'int8-g128',
  w8a8: 'int8',
  'w8a8-int8': 'int8',
  w8a8_fp8: 'fp8-channel',
  w8a8_int8: 'int8',
  'mxfp4 experts + bf16': 'mxfp4-experts',
  'mxfp4 experts + fp8': 'mxfp4-experts+fp8',
  deepseek_v4_fp8: 'mxfp4-experts+fp8',
}

/** Methods that say how a repository is read, not how many bits it has. */
const containers = new Set(['compressed-tensors', 'quark', 'modelopt', 'modelopt_mixed', 'inc', 'torchao'])

/** Methods that make fp8 of 16-bit weights while loading. */
const online = new Set(['fp8', 'online', 'fp8_per_tensor', 'fp8_per_block', 'fp8_per_channel', 'ptpc_fp8'])

/** Weights as the engine will hold them, and as the files do. */
export interface Understood {
  readonly stored: StoredWeights
  readonly loadedAs: WeightFormat
  readonly note?: string
}

/** `awq-int4 (inferred)` → `awq-int4`; `fp8 (deepseek_v4_fp8)` → the word in brackets, which says more. */
function plainWord(word: string): string {
  const [, outside = '', inside = ''] = /^([^(]*)(?:\((.*)\))?$/.exec(word.trim().toLowerCase()) ?? []
  return formatOf(inside) === undefined ? outside.trim() : inside
}

function formatOf(word: string): WeightFormat | undefined {
  if (Object.hasOwn(words, word)) return words[word]
  return Object.hasOwn(weightFormats, word) ? (word as WeightFormat) : undefined
}

export const storageWords: readonly string[] = [...Object.keys(words), ...Object.keys(weightFormats)].sort()

/** A repository before any word of the user is heard. */
export interface Repository {
  readonly stored: StoredWeights
  /** As the user calls it. */
  readonly id?: string
  /** Its row in the catalog, where it has one. */
  readonly row?: string
}

/**
 * What `word` makes of a repository. The repository's own details stay where the word does not contradict them: `fp8` for one
 * that holds fp8 blocks is fp8 blocks, `mxfp4` for one whose experts are mxfp4 is those experts. Undefined where nobody knows
 * the word, or where it names a container that the repository is not.
 *
 * @param madeAtLoad the word is a flag of the engine, which quantises 16-bit weights at load; else it describes the files
 */
export function understand(
  word: string | undefined,
  dtype: string | undefined,
  repository: Repository,
  madeAtLoad: boolean,
): Understood | undefined {
  const { stored: own } = repository
  const plain = word === undefined ? '' : plainWord(word)
  const element = elementOf(dtype)
  const native: Precision = weightFormats[own.format]
  const ownIs16Bit = precisionBits[native] >= 16
  if (plain === '' || plain === 'auto' || (ownIs16Bit && plain === 'none')) {
    return { stored: own, loadedAs: ownIs16Bit && element !== undefined ? element : own.format }
  }
  if (plain === 'none') return filesOf(repository, element ?? 'bf16')
  if (containers.has(plain)) return ownIs16Bit ? undefined : { stored: own, loadedAs: own.format }
  const format = formatOf(plain)
  if (format === undefined) return undefined
  const general = weightFormats[format]
  const isGeneral = plain === general || Object.hasOwn(words, plain) || own.format.startsWith(`${format}-`)
  if (format === own.format || (general === native && isGeneral)) return { stored: own, loadedAs: own.format }
  const publishers = ownIs16Bit ? publishersBuild(repository, general) : undefined
  if (publishers !== undefined) return publishers
  if (madeAtLoad && ownIs16Bit && online.has(plain)) return { stored: own, loadedAs: format }
  return filesOf(repository, format)
}

/** What a model computes in: `half` → `fp16`; undefined for `auto` and quantised words, which leave it to the files. */
function elementOf(dtype: string | undefined): 'bf16' | 'fp16' | 'fp32' | undefined {
  const precision = dtype === undefined ? undefined : parsePrecision(dtype)
  return precision === 'bf16' || precision === 'fp16' || precision === 'fp32' ? precision : undefined
}

/** A build of the model in another format, as most people make it. */
function filesOf({ row }: Repository, format: WeightFormat): Understood {
  const stored = row === undefined ? { format } : buildOf(row, '', format)
  return { stored, loadedAs: stored.format }
}

/** The publisher's own build in that precision, where the catalog lists one: it knows what was left in 16 bit. */
function publishersBuild({ id }: Repository, precision: Precision): Understood | undefined {
  const found = id === undefined ? undefined : resolveModel(`${id}-${precision.toUpperCase()}`)
  if (found === undefined || found.how === 'build' || found.precision !== precision) return undefined
  return { stored: found.stored, loadedAs: found.format, note: `taken as ${found.id}` }
}
