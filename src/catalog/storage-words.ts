/**
 * The words at the end of a repository's name that say how its weights are stored.
 * Sources: repositories of Qwen, amd, RedHatAI (neuralmagic), nvidia, unsloth, cyankiwi and Intel, and the naming of AutoAWQ,
 * GPTQModel, AutoRound, llm-compressor, ModelOpt and Quark.
 * @module
 */
import type { WeightFormat } from './weight-format.ts'

/** What one word says. */
type Meaning =
  | 'int4'
  | 'int8'
  | 'weight-only int8' // scales in groups, activations in 16 bit
  | 'grouped' // a method whose scales are in groups: 4 bit unless another word says 8
  | 'fp8'
  | 'channel'
  | 'block'
  | 'tensor'
  | 'mxfp4'
  | 'mxfp8'
  | 'nvfp4'
  | 'bf16'
  | 'fp16'
  | 'groups of 32'
  | 'unreadable'
  | 'filler' // stands among the others and adds nothing
  | 'after' // stands behind them only: by itself it is part of the model's name

const meanings: Readonly<Record<Meaning, string>> = {
  int4: 'int4 4bit w4a16',
  int8: 'int8 8bit w8a8',
  'weight-only int8': 'w8a16',
  grouped: 'awq gptq autoround gptqmodel',
  fp8: 'fp8 float8',
  channel: 'dynamic ptpc channel',
  block: 'block',
  tensor: 'static pertensor',
  mxfp4: 'mxfp4',
  mxfp8: 'mxfp8',
  nvfp4: 'nvfp4 fp4 nvfp4a16',
  bf16: 'bf16 bfloat16 unquantized',
  fp16: 'fp16 float16',
  'groups of 32': 'g32 gs32 32g',
  unreadable: 'gguf bnb exl2 exl3 mlx hqq eetq nf4 openvino',
  filler: 'quantized kv per g128 gs128 128g 128 marlin sym asym inc ct qat unsloth quark moe w a q4.0',
  after: 'v1 v2 preview hf latest',
}

const words: ReadonlyMap<string, Meaning> = new Map(
  Object.entries(meanings).flatMap(([meaning, list]) =>
    list.split(' ').map((word) => [word, meaning as Meaning] as const),
  ),
)

/** Meanings that by themselves say how weights are stored. */
const telling: ReadonlySet<Meaning> = new Set<Meaning>([
  'int4',
  'int8',
  'weight-only int8',
  'grouped',
  'fp8',
  'mxfp4',
  'mxfp8',
  'nvfp4',
  'bf16',
  'fp16',
  'unreadable',
])

export interface StorageWords {
  /** What stands before them: words of the name, joined again. */
  readonly rest: string
  /** Absent where no word tells. */
  readonly format?: WeightFormat
  /** A plain `fp8`: what the publisher means by it is not said. */
  readonly plainFP8?: true
  /** The word for files that the engines do not read. */
  readonly unreadable?: string
}

/** Format of a set of meanings, the most telling first. */
function formatOf(said: ReadonlySet<Meaning>): WeightFormat | undefined {
  if (said.has('mxfp4')) return 'mxfp4'
  if (said.has('mxfp8')) return 'mxfp8'
  if (said.has('nvfp4')) return 'nvfp4'
  if (said.has('fp8')) {
    if (said.has('block')) return 'fp8-block128'
    return said.has('channel') || said.has('int8') ? 'fp8-channel' : 'fp8'
  }
  if (said.has('weight-only int8')) return 'int8-g128'
  if (said.has('int8')) return said.has('grouped') ? 'int8-g128' : 'int8'
  if (said.has('int4') || said.has('grouped')) return said.has('groups of 32') ? 'int4-g32' : 'int4-g128'
  if (said.has('bf16')) return 'bf16'
  return said.has('fp16') ? 'fp16' : undefined
}

/**
 * Takes the storage words off the end of a name in lower case whose words are parted by `-`.
 *
 * @example storageWords('qwen3-32b-fp8-dynamic') // { rest: 'qwen3-32b', format: 'fp8-channel' }
 */
export function storageWords(name: string): StorageWords {
  const said = new Set<Meaning>()
  let unreadable: string | undefined
  let told = false
  let end = name.length
  while (end > 0) {
    const start = name.lastIndexOf('-', end - 1) + 1
    const word = name.slice(start, end)
    const meaning = words.get(word)
    if (meaning === undefined || start === 0 || (meaning === 'after' && told)) break
    if (meaning === 'unreadable') unreadable = word
    told ||= telling.has(meaning)
    said.add(meaning)
    end = start - 1
  }
  if (!told) return { rest: name }
  const rest = name.slice(0, end)
  if (unreadable !== undefined) return { rest, unreadable }
  const format = formatOf(said)
  const plain = format === 'fp8' && !said.has('tensor') && !name.endsWith('-kv')
  return { rest, ...(format && { format }), ...(plain && { plainFP8: true }) }
}
