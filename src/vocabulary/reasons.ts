/**
 * Why a plan was refused or passed over: one closed list, used in decisions, conditions, metrics and documents.
 * @module
 */

/** What is known about a plan. `Unknown` means "could not check", never "checked and wrong". */
export const verdicts = ['Fits', 'Marginal', 'DoesNotFit', 'Unknown'] as const
export type Verdict = (typeof verdicts)[number]

/** A certain refusal can be proven from the inputs; an estimated one rests on overheads and cache sizes. */
export type Certainty = 'certain' | 'estimated'

export const reasonCodes = [
  // illegal on any hardware
  'AttentionHeads',
  'KVHeads',
  'FeedForwardWidth',
  'ExpertWidth',
  'VocabularySize',
  'QuantBlock',
  'TensorParallelMismatch',
  'ContextTooLong',
  'TensorParallelAcrossPartitions',
  'TensorParallelBeyondNode',
  'FormatUnsupported',
  'ArgumentInvalid',
  // memory
  'WeightsTooLarge',
  'NoCacheMemory',
  'CacheTooSmall',
  'DefaultLengthTooLong',
  'WeightsFromFiles',
  'VersionDecides',
  'LowHeadroom',
  // what is wanted against what there is
  'RecipeNotFound',
  'RecipeModelMismatch',
  'RecipeDisabledCount',
  'PrecisionMismatch',
  'BackendMismatch',
  'GPUCountAboveMaximum',
  'AcceleratorAbsent',
  'NodeTooSmall',
  'NodesMissing',
  'RanksBelow',
  'NoFreeGPUs',
  // could not check
  'CommandUnseen',
  'ModelUnknown',
  'ArchitectureUnknown',
  'HardwareUnknown',
  'RecipeUnknown',
  'SnapshotMissing',
  'SnapshotStale',
] as const
export type ReasonCode = (typeof reasonCodes)[number]

export interface Reason {
  readonly code: ReasonCode
  readonly certainty: Certainty
  /** The field that could be changed, as people write it. */
  readonly path?: string
  /** One sentence with its numbers; starts lower case unless a name leads, no full stop. */
  readonly message: string
}
