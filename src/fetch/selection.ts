/**
 * Which files of a repository are taken: those that an engine loads, unless the user says which.
 * @module
 */
import { matchesAny } from '../vocabulary/pattern.ts'

export interface Selection {
  /** Patterns with `*`; a folder with a slash at its end means all of it. Default: what engines load. */
  readonly include?: readonly string[]
  /** Taken away from what is included, in addition to what is left out by default. */
  readonly exclude?: readonly string[]
}

/**
 * Text that engines and tokenizers read, code of the repository, and chat templates. Source: what vLLM and SGLang hand to
 * `snapshot_download`, and the tokenizer files of transformers, mistral-common and tiktoken.
 */
const small = [
  '*.json',
  '*.jinja',
  '*.txt',
  '*.model',
  '*.py',
  '*.tiktoken',
  '*.spm',
  '*.vocab',
  '*.yaml',
  'tokenizer*',
  'LICENSE*',
  'NOTICE*',
]
/** In the order in which engines prefer them; of several, only the first is loaded. Source: vLLM's weight loader. */
const weights = [['*.safetensors'], ['*.bin', '*.pt'], ['*.gguf']] as const

/** The same weights once more, in the layout of other software. */
const duplicates = [
  'original/*',
  'metal/*',
  'onnx/*',
  'openvino/*',
  'coreml/*',
  'gguf/*',
  'flax_model*',
  'tf_model*',
  'rust_model*',
  'training_args.bin',
  'optimizer*',
  'scheduler.pt',
  'rng_state*',
  '*.index.json.bak',
]

interface Named {
  readonly path: string
}

/** In the order given; the same choice for the same list, whatever its order. */
export function select<File extends Named>(
  files: readonly File[],
  { include, exclude = [] }: Selection,
): File[] {
  const wanted =
    include === undefined || include.length === 0
      ? loaded(files)
      : files.filter(({ path }) => matchesAny(whole(include), path))
  return wanted.filter(({ path }) => !matchesAny(whole(exclude), path))
}

function loaded<File extends Named>(files: readonly File[]): File[] {
  const candidates = files.filter(({ path }) => !matchesAny(duplicates, path) && !hidden(path))
  const chosen = weights.find((patterns) => candidates.some(({ path }) => matchesAny(patterns, path))) ?? []
  const sharded = candidates.some(({ path }) => /(?:^|\/)model[^/]*\.safetensors$/.test(path))
  return candidates.filter(({ path }) => {
    // Mistral's own layout beside that of transformers: the same weights under another name
    if (sharded && /(?:^|\/)consolidated[^/]*\.(?:safetensors|pth|pt|json)$/.test(path)) return false
    return matchesAny(small, path) || matchesAny(chosen, path)
  })
}

const hidden = (path: string) => path.split('/').some((part) => part.startsWith('.'))

const whole = (patterns: readonly string[]) =>
  patterns.map((pattern) => (pattern.endsWith('/') ? `${pattern}*` : pattern))

/** Whether two users asked for the same. */
export function sameSelection(one: Selection, other: Selection): boolean {
  const key = ({ include = [], exclude = [] }: Selection) =>
    JSON.stringify([[...include].sort(), [...exclude].sort()])
  return key(one) === key(other)
}
