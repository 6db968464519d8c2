/**
 * Weights of one rank, from the tensors of the architecture: which are split, which are replicated, which are padded on ROCm.
 * Rules: vLLM 0.11 to 0.33, model loaders and ROCm padding (sources in the catalog's engine rows).
 * @module
 */
import type { ModelArchitecture } from '../../catalog/model.ts'
import { nativeStorage, type WeightFormat } from '../../catalog/weight-format.ts'
import { bytesPerGiB } from '../../vocabulary/quantity.ts'
import { fullestStage } from './stages.ts'
import { type Storage, storageOf } from './row-storage.ts'

export interface WeightsInput {
  readonly architecture: ModelArchitecture
  /** Storage in memory, `fp8-block128`. */
  readonly format: WeightFormat
  readonly tensorParallel: number
  readonly pipelineParallel: number
  /** ROCm adds padding that other platforms do not. */
  readonly rocm: boolean
  /** Whether unquantised expert matrices keep their row padding (vLLM up to 0.28). */
  readonly padsExpertRows: boolean
}

/** One matrix: parameters of the whole model and how it is laid out on a rank. */
interface Matrix {
  readonly parameters: number
  /** Length of a row on one rank (input width), for row padding. */
  readonly rowLength: number
  readonly rows: number
}

interface LayerTensors {
  /** Split over ranks. */
  readonly split: readonly Matrix[]
  /** On every rank in full. */
  readonly replicated: number
  readonly experts: readonly Matrix[]
}

const vocabularyPadding = 64
const fp8RowBytes = 512
const rowPadBytes = 256

const column = (input: number, output: number, tp: number): Matrix => ({
  parameters: input * output,
  rowLength: input,
  rows: output / tp,
})
const row = (input: number, output: number, tp: number): Matrix => ({
  parameters: input * output,
  rowLength: input / tp,
  rows: output,
})

function attention(a: ModelArchitecture, tp: number): LayerTensors {
  const h = a.hiddenSize
  if (a.mla) {
    const { kvLoraRank, ropeDim, qLoraRank } = a.mla
    const nope = a.mla.qkNopeDim ?? 128
    const queryIn = qLoraRank ?? h
    return {
      split: [
        column(queryIn, a.attentionHeads * (nope + ropeDim), tp),
        column(kvLoraRank, a.attentionHeads * (nope + a.valueHeadDim), tp),
        row(a.attentionHeads * a.valueHeadDim, h, tp),
      ],
      replicated: h * (kvLoraRank + ropeDim) + (qLoraRank === undefined ? 0 : h * qLoraRank),
      experts: [],
    }
  }
  const kv = a.kvHeads ?? a.attentionHeads
  const kvPerRank = Math.max(1, kv / tp)
  return {
    split: [
      column(h, a.attentionHeads * a.headDim, tp),
      row(a.attentionHeads * a.valueHeadDim, h, tp),
      // more ranks than heads: heads are copied, so the whole counts kvPerRank × ranks
      column(h, kvPerRank * tp * (a.headDim + a.valueHeadDim), tp),
    ],
    replicated: 2 * h,
    experts: [],
  }
}

function dense(hidden: number, width: number, tp: number, gated: boolean): Matrix[] {
  const up = column(hidden, width, tp)
  const down = row(width, hidden, tp)
  return gated ? [up, up, down] : [up, down]
}

function bytesOf(matrix: Matrix, bytes: number, tp: number, padded: boolean): number {
  const plain = (matrix.parameters / tp) * bytes
  const pads = padded && (matrix.rowLength * Math.floor(bytes)) % fp8RowBytes === 0
  return plain + (pads ? matrix.rows * rowPadBytes : 0)
}

interface Described {
  readonly parameters: number
  /** Of all layers, and of one vocabulary table, on one rank. */
  readonly layerBytes: number
  readonly tableBytes: number
  /** Tables: one where embedding and head are tied, else two. */
  readonly tables: number
}

/** Parameters and per-rank bytes of everything the table's dimensions describe. */
function described(input: WeightsInput, storage: Storage, gated: boolean): Described {
  const { architecture: a, tensorParallel: tp } = input
  const denseLayers = a.moe ? a.moe.denseLayers : a.layers
  const moeLayers = a.layers - denseLayers
  const attentionLayers = a.layers - a.stateLayers
  const att = attention(a, tp)
  const ffn = a.feedForwardSize === undefined ? [] : dense(a.hiddenSize, a.feedForwardSize, tp, gated)
  const padsRows = input.rocm && storage.padsFp8Rows
  const attentionBytes = (matrix: Matrix) => bytesOf(matrix, storage.attention, tp, padsRows)
  const denseBytes = (matrix: Matrix) => bytesOf(matrix, storage.feedForward, tp, padsRows)
  const sum = (matrices: readonly Matrix[], of: (matrix: Matrix) => number) =>
    matrices.reduce((total, m) => total + of(m), 0)

  let parameters = attentionLayers * (sum(att.split, (m) => m.parameters) + att.replicated)
  let bytes = attentionLayers * (sum(att.split, attentionBytes) + att.replicated * storage.attention)
  parameters += denseLayers * sum(ffn, (m) => m.parameters)
  bytes += denseLayers * sum(ffn, denseBytes)

  if (a.moe && moeLayers > 0) {
    const { experts, sharedExperts } = a.moe
    const pad = (size: number) =>
      input.rocm && storage.padsMxfp4Experts ? Math.ceil(size / 256) * 256 : size
    const width = pad(a.moe.feedForwardSize / tp) * tp
    const hidden = pad(a.hiddenSize)
    const expert = dense(hidden, width, tp, gated)
    const padded = input.rocm && input.padsExpertRows && storage.experts === 2
    const expertBytes = experts * sum(expert, (m) => bytesOf(m, storage.experts, tp, padded))
    const shared = dense(a.hiddenSize, a.moe.feedForwardSize * sharedExperts, tp, gated)
    const router = a.hiddenSize * experts
    parameters +=
      moeLayers *
      (experts * (gated ? 3 : 2) * a.hiddenSize * a.moe.feedForwardSize +
        sum(shared, (m) => m.parameters) +
        router)
    bytes += moeLayers * (expertBytes + sum(shared, denseBytes) + router * storage.other)
  }

  const vocabulary = Math.ceil(a.vocabularySize / vocabularyPadding) * vocabularyPadding
  const tables = a.tiedEmbeddings ? 1 : 2
  parameters += tables * a.vocabularySize * a.hiddenSize
  const tableBytes = (vocabulary * a.hiddenSize * storage.embedding) / tp
  return { parameters, layerBytes: bytes, tableBytes, tables }
}

/** kv_b is kept dequantised next to the quantised one when MLA absorbs it. */
function absorbedBytes(a: ModelArchitecture, storage: Storage, tp: number): number {
  if (!a.mla || storage.attention >= 2) return 0
  return (
    (a.layers * a.mla.kvLoraRank * a.attentionHeads * ((a.mla.qkNopeDim ?? 128) + a.valueHeadDim) * 2) / tp
  )
}

/**
 * GiB of weights on the fullest rank, or `undefined` when neither the dimensions nor a checkpoint size are known.
 * Parts that the table does not describe (state layers, vision towers, indexers) are what the published total has beyond them.
 */
export function weightsGiB(input: WeightsInput): number | undefined {
  const { architecture: a, tensorParallel: tp, pipelineParallel: pp } = input
  const storage = storageOf(input.format)
  const collected = a.feedForwardSize !== undefined || (a.moe !== undefined && a.moe.denseLayers === 0)
  const total = a.parametersB === undefined ? undefined : a.parametersB * 1e9
  if (!collected || (total === undefined && a.checkpointGiB === undefined)) return fromCheckpoint(input)
  let best = described(input, storage, true)
  // two feed-forward matrices instead of three (Falcon, Nemotron): the published total tells
  if (total !== undefined && best.parameters > total * 1.02) best = described(input, storage, false)
  const rest = total === undefined ? 0 : Math.max(0, total - best.parameters)
  const layers =
    best.layerBytes +
    (rest * (a.stateLayers > 0 ? storage.feedForward : storage.other)) / tp +
    absorbedBytes(a, storage, tp)
  // the embedding is on the first stage and the head on the last, tied or not
  const tables = pp === 1 ? best.tables : 1
  return (layers * fullestStage(a.layers, pp) + tables * best.tableBytes) / bytesPerGiB
}

/** Without dimensions: the checkpoint's size, scaled to the wanted precision, split evenly. */
function fromCheckpoint(input: WeightsInput): number | undefined {
  const { architecture: a } = input
  const ranks = input.tensorParallel * input.pipelineParallel
  if (a.checkpointGiB === undefined) return undefined
  const stored = storageOf(nativeStorage(a.nativeFormat).format)
  const wanted = storageOf(input.format)
  const main = a.moe === undefined ? 'feedForward' : 'experts'
  return (a.checkpointGiB * wanted[main]) / stored[main] / ranks
}
