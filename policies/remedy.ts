/**
 * What to write instead of arguments that an engine would stop at: the same arithmetic, with another number.
 * @module
 */
import type { Evaluation } from '../src/decide/decision.ts'
import type { EngineSettings } from '../src/engines/settings.ts'
import type { ReasonCode } from '../src/vocabulary/reasons.ts'

/** Codes of shapes that are illegal, whatever the memory. */
export const illegalShapes: readonly ReasonCode[] = [
  'AttentionHeads',
  'KVHeads',
  'FeedForwardWidth',
  'ExpertWidth',
  'VocabularySize',
  'QuantBlock',
]
/** Codes of requests that are too long, for the model or for what is left of the memory. */
export const tooLong: readonly ReasonCode[] = ['ContextTooLong', 'DefaultLengthTooLong', 'CacheTooSmall']
/** Codes of weights that leave no room. */
export const tooLarge: readonly ReasonCode[] = ['WeightsTooLarge', 'NoCacheMemory']

/** What was judged, to be judged again otherwise. */
export interface Tried {
  readonly settings: EngineSettings
  /** Devices of a node; those of a group where it is one. */
  readonly gpusPerNode: number
  evaluate(settings: EngineSettings, gpuCount: number): Evaluation
}

const sizes = [1, 2, 4, 8, 16]

/** `undefined` where no single number helps. */
export function remedyFor(code: ReasonCode, tried: Tried): string | undefined {
  const { settings } = tried
  if (illegalShapes.includes(code)) {
    const legal = tensorParallelSizes(tried).filter(
      ([, { reasons }]) => !reasons.some((reason) => illegalShapes.includes(reason.code)),
    )
    const enough = legal.filter(([, { verdict }]) => verdict !== 'DoesNotFit')
    const words = (enough.length > 0 ? enough : legal).map(([size]) => String(size))
    return words.length === 0 ? undefined : `use tensor parallel ${alternatives(words)}, with as many GPUs`
  }
  if (tooLong.includes(code)) {
    const { maxModelLen: _, ...others } = settings
    const longest = tried.evaluate(others, ranks(settings)).memory?.largestMaxModelLen ?? 0
    return longest > 0 ? `write ${longest} tokens at most` : undefined
  }
  if (!tooLarge.includes(code)) return undefined
  const enough = tensorParallelSizes(tried).find(([, { verdict }]) => verdict !== 'DoesNotFit')
  if (enough === undefined) return undefined
  const [size, { candidate }] = enough
  return `ask for ${candidate.gpuCount} GPUs and write tensor parallel ${size}`
}

const others = ({ pipelineParallel = 1, dataParallel = 1 }: EngineSettings) => pipelineParallel * dataParallel
const ranks = (settings: EngineSettings) => (settings.tensorParallel ?? 1) * others(settings)

/** `1, 2 or 4`. */
const alternatives = (words: readonly string[]) => words.join(', ').replace(/, ([^,]+)$/, ' or $1')

/** Every size that a node has room for, evaluated with as many devices as ranks. */
function tensorParallelSizes({ settings, gpusPerNode, evaluate }: Tried): (readonly [number, Evaluation])[] {
  return sizes
    .filter((size) => size * others(settings) <= gpusPerNode)
    .map((size) => [size, evaluate({ ...settings, tensorParallel: size }, size * others(settings))] as const)
}
