/**
 * From a hub `config.json` to the shape of the model and how its weights are stored.
 * @module
 */
import type { Precision } from '../../vocabulary/precision.ts'
import type { ModelShape } from '../model-shape.ts'
import type { StoredWeights } from '../stored-weights.ts'
import { ConfigFields, type ConfigProblem } from './config-fields.ts'
import { type ConfigParts, type Decoder, foldLayers } from './decoder.ts'
import { readDtype } from './dtype.ts'
import { families } from './families.ts'
import { nearestClasses } from './nearest-classes.ts'
import { readPositions } from './positions.ts'
import { quantizationOf } from './quantization.ts'

export interface ModelConfig {
  /** Absent where `unknown` or `errors` say why. */
  readonly shape?: ModelShape
  /** Absent where the quantisation is not known: `unknown` says which. */
  readonly stored?: StoredWeights
  /** `torch_dtype` or `dtype`; absent where the config has none. */
  readonly dtype?: Precision
  /** Everything that is missing or of the wrong type. */
  readonly errors: readonly ConfigProblem[]
  /** Why the class, or its quantisation, is not supported: one sentence. */
  readonly unknown?: string
}

/** Objects that the language part of a multimodal config is nested in. */
const textNames = ['text_config', 'llm_config', 'language_config'] as const

function partsOf(root: ConfigFields): ConfigParts {
  const nested = textNames.find((name) => root.has(name))
  return { root, text: (nested && root.child(nested)) ?? root }
}

function classOf(root: ConfigFields): string | undefined {
  const classes = root.texts('architectures')
  if (classes !== undefined && classes.length > 0)
    return classes.find((name) => Object.hasOwn(families, name)) ?? classes[0]
  root.problem('architectures', 'is missing: must be a list with the class of the model')
  return undefined
}

function notSupported(name: string): string {
  const near = nearestClasses(name, Object.keys(families))
  const hint = near.length > 0 ? `; the nearest that is known: ${near.join(', ')}` : ''
  return `fitgate does not know how ${name} lays out its weights and its cache${hint}.`
}

/** In a nested config the class around the language model decides, as vLLM copies its flag inwards. */
function tiedEmbeddings({ root, text }: ConfigParts, usual: boolean): boolean {
  const key = 'tie_word_embeddings'
  return root.has(key) ? root.flag(key, usual) : text.flag(key, usual)
}

function shapeOf(architecture: string, parts: ConfigParts, decoder: Decoder): ModelShape {
  const { text } = parts
  const { layers, tied, draftLayers = 0, defaults, ...rest } = decoder
  return {
    architecture,
    hiddenSize: text.dimension('hidden_size'),
    vocabularySize: text.dimension(text.named('vocab_size', 'padded_vocab_size'), defaults?.vocabularySize),
    tiedEmbeddings: tiedEmbeddings(parts, tied),
    ...readPositions(parts, defaults?.positions),
    ...foldLayers(layers),
    ...rest,
    draftLayers,
  }
}

/**
 * Reads a parsed `config.json`. Never throws: what is wrong is in `errors`, what is not supported in `unknown`,
 * and `shape` is there only where every dimension was stated or has a default in the class.
 */
export function readModelConfig(config: unknown): ModelConfig {
  const errors: ConfigProblem[] = []
  const root = ConfigFields.root(config, errors)
  const architecture = root && classOf(root)
  if (root === undefined || architecture === undefined) return { errors }
  const reader = Object.hasOwn(families, architecture) ? families[architecture] : undefined
  if (reader === undefined) return { errors, unknown: notSupported(architecture) }
  const parts = partsOf(root)
  const shape = shapeOf(architecture, parts, reader(parts))
  const dtype = readDtype(parts)
  const quantization = quantizationOf(parts, shape, dtype)
  return {
    ...(errors.length === 0 && { shape }),
    ...(errors.length === 0 && quantization.stored && { stored: quantization.stored }),
    ...(dtype && { dtype }),
    errors,
    ...(quantization.unknown !== undefined && { unknown: quantization.unknown }),
  }
}
