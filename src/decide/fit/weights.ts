/**
 * Weights of one rank of one pipeline stage, tensor by tensor, as the engine holds them after loading.
 * Source: vLLM 0.11 to 0.33 and SGLang 0.5.9 to 0.5.23, model loaders; logged starts of both.
 * @module
 */
import { layerCounts, type ModelShape } from '../../catalog/model-shape.ts'
import type { StoredWeights } from '../../catalog/stored-weights.ts'
import type { WeightFormat } from '../../catalog/weight-format.ts'
import type { Engine } from '../../engines/settings.ts'
import { bytesPerGiB } from '../../vocabulary/quantity.ts'
import type { Device } from './expert-alignment.ts'
import { expertValues, linearBytes, type Placement } from './linear-bytes.ts'
import { linearsOf } from './linears.ts'
import { loaderRules } from './loader-rules.ts'
import type { StageRange } from './stages.ts'
import { quantisesOnLoad, type Storage, storageOf } from './storage.ts'
import { isDescribed, undescribedShare } from './weights-calibration.ts'
import { embeddingBytes, layerVectorBytes, rotaryBytes } from './weights-vectors.ts'

export interface WeightsInput extends Device {
  readonly shape: ModelShape
  readonly stored: StoredWeights
  /** What the engine holds: the stored format, a wider one, or one that it quantises to at load. */
  readonly loadedAs: WeightFormat
  readonly tensorParallel: number
  /** Layers of the stage. */
  readonly stage: StageRange
  readonly firstStage: boolean
  readonly lastStage: boolean
  /** Replicas of one engine, which share the experts between them. */
  readonly dataParallel: number
  readonly expertParallel: boolean
  readonly engine: Engine
  /** The encoder is on every rank although it could be split (`--mm-encoder-tp-mode data`). Default: as the model has it. */
  readonly encoderReplicated?: boolean
  /** The layers that predict several tokens are loaded, for speculative decoding. Default false. */
  readonly drafts?: boolean
}

export function placementOf(input: WeightsInput): Placement {
  const { tensorParallel, dataParallel, expertParallel } = input
  // the experts know one group only: all ranks of all replicas
  const all = tensorParallel * dataParallel
  return {
    device: input,
    rules: loaderRules(input.engine),
    ranks: tensorParallel,
    expertRanks: expertParallel ? 1 : all,
    expertGroups: expertParallel ? all : 1,
    sharedExpertsCopied: expertParallel && tensorParallel > 1 && dataParallel > 1,
    expertFamily: input.shape.kinds.some(({ mixer }) => mixer.kind === 'compressed-latent')
      ? 'deepseek-v4'
      : 'other',
    online: quantisesOnLoad(input.stored, input.loadedAs),
  }
}

/** Matrices of the layers of a stage, and of the draft layers where they are loaded: those have the kind of the last layer. */
function layerBytes(input: WeightsInput, storage: Storage, placement: Placement): number {
  const { shape, stage } = input
  const linears = linearsOf(shape)
  let bytes = 0
  for (const [kind, count] of layerCounts(shape, ...stage)) {
    let layer = layerVectorBytes(shape, kind, storage)
    for (const linear of linears.get(kind) ?? [])
      layer += linearBytes(linear, storage(linear.class), placement)
    bytes += count * (layer + absorbedBytes(kind.mixer, storage, placement))
  }
  return bytes
}

function draftBytes(input: WeightsInput, storage: Storage, placement: Placement): number {
  const { shape } = input
  const last = shape.kinds[shape.layers.at(-1) ?? 0]
  if (last === undefined || !input.lastStage || !input.drafts) return 0
  // token and hidden state are joined by one more projection
  let layer = 2 * shape.hiddenSize ** 2 * storage('norm').bytes
  for (const linear of linearsOf(shape).get(last) ?? [])
    layer += linearBytes(linear, storage(linear.class), placement)
  return shape.draftLayers * layer
}

/** Experts that are copied to another layout after loading. */
const relaid: ReadonlySet<string> = new Set(['int4-packed', 'mxfp4'])

/**
 * What a ROCm log of old counts beside the weights: the originals of the last 4 bit experts that were transposed, which the
 * allocator keeps for later use.
 */
function cachedBytes(input: WeightsInput, storage: Storage, placement: Placement): number {
  const { device, rules } = placement
  const experts = storage('experts')
  if (device.vendor !== 'amd' || !rules.logsDeviceMemory || !relaid.has(experts.scheme)) return 0
  let most = 0
  for (const linears of linearsOf(input.shape).values()) {
    let layer = 0
    for (const linear of linears) {
      if (linear.class === 'experts') layer += expertValues(linear, placement) * experts.bytes
    }
    most = Math.max(most, layer)
  }
  return most
}

/** Latent attention multiplies by parts of `kv_b_proj` in 16 bit: views where it is stored so, a copy where it is quantised. */
function absorbedBytes(
  mixer: ModelShape['kinds'][number]['mixer'],
  storage: Storage,
  { ranks }: Placement,
): number {
  if (mixer.kind !== 'latent' || storage('attention').scheme === 'none') return 0
  return (mixer.kvRank * mixer.heads * (mixer.nopeDim + mixer.valueHeadDim) * 2) / ranks
}

/** An encoder is on every stage of the pipeline: none of the models leaves it out. */
function encoderBytes({ shape, tensorParallel, encoderReplicated }: WeightsInput, storage: Storage): number {
  const { encoder } = shape
  if (encoder === undefined) return 0
  const uneven = encoder.copiedIfUneven === true && encoder.heads % tensorParallel !== 0
  const ranks = encoder.split && !uneven && encoderReplicated !== true ? tensorParallel : 1
  return (encoder.parameters * storage('encoder').bytes) / ranks
}

/**
 * GiB of weights on one rank of a stage; `undefined` where the shape does not describe all of them and no checkpoint size says
 * how much is missing.
 */
export function weightsGiB(input: WeightsInput): number | undefined {
  const { shape, stored, loadedAs } = input
  const missing = undescribedShare(shape, stored, loadedAs)
  if (missing === undefined) return undefined
  const storage = storageOf(stored, loadedAs)
  const placement = placementOf(input)
  const layers = layerBytes(input, storage, placement)
  const tensors = layers + embeddingBytes(input, storage) + encoderBytes(input, storage)
  const beside = draftBytes(input, storage, placement) + cachedBytes(input, storage, placement)
  const correction = isDescribed(shape)
    ? tensors * missing
    : (missing * (input.stage[1] - input.stage[0])) / shape.layers.length / input.tensorParallel
  return (tensors + correction + beside + rotaryBytes(shape)) / bytesPerGiB
}
