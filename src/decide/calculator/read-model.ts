/**
 * The model of a question: from its config.json where one is given, else from what the catalog knows of the name.
 * @module
 */
import { readModelConfig } from '../../catalog/model-config/read.ts'
import { readWeightsIndex } from '../../catalog/model-config/weights-index.ts'
import { nearestModels, resolveModel, unreadableBuild } from '../../catalog/models.ts'
import type { StoredWeights } from '../../catalog/stored-weights.ts'
import { type FieldError, nearest } from '../../vocabulary/field-error.ts'
import type { AssessedModel } from '../fit/assess.ts'
import { flagOf, type Question } from './question.ts'
import { storageWords, understand } from './storage-words.ts'

export interface ReadModel extends AssessedModel {
  /** How it was understood. */
  readonly notes: readonly string[]
}

export interface ModelReading {
  readonly model?: ReadModel
  readonly errors: readonly FieldError[]
}

/** Name, layers and storage, before any flag is heard. */
interface Source {
  readonly id: string
  /** Its row in the catalog. */
  readonly row?: string
  readonly shape?: AssessedModel['shape']
  readonly stored: StoredWeights
  readonly unknown?: string
  readonly notes: readonly string[]
}

export function readModel(question: Question): ModelReading {
  const read = question.config === undefined ? fromCatalog(question) : fromConfig(question)
  if (read.source === undefined) return { errors: read.errors }
  const indexed = withIndex(read.source, question.weightsIndex)
  if (indexed.source === undefined) return { errors: indexed.errors }
  const { source } = indexed
  const stated = question.quantization ?? question.storedAs
  const path = question.quantization === undefined ? flagOf.storedAs : flagOf.quantization
  const understood = understand(stated, question.dtype, source, question.quantization !== undefined)
  if (understood === undefined) {
    const near = nearest(stated ?? '', storageWords)
    const message = `"${stated}" is not a storage of weights that fitgate computes${near ? `; did you mean "${near}"?` : ''}`
    return { errors: [{ path, message }] }
  }
  const notes = [...source.notes, ...(understood.note === undefined ? [] : [understood.note])]
  return {
    model: { ...source, stored: understood.stored, loadedAs: understood.loadedAs, notes },
    errors: [],
  }
}

function fromCatalog({ model }: Question): { source?: Source; errors: readonly FieldError[] } {
  if (model === undefined)
    return { errors: [{ path: flagOf.model, message: `is missing, and so is ${flagOf.config}` }] }
  const known = resolveModel(model)
  if (known === undefined) {
    const near = nearestModels(model)
    const hint = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`
    const unknown =
      unreadableBuild(model) ??
      `nothing is known of ${model}: give its config.json with ${flagOf.config}${hint}`
    return { source: { id: model, stored: { format: 'bf16' }, unknown, notes: [] }, errors: [] }
  }
  const { shape } = known.architecture
  return {
    source: {
      id: model,
      row: known.architecture.id,
      ...(shape === undefined ? {} : { shape }),
      stored: known.stored,
      notes: known.note === '' ? [] : [`${model}: ${known.note}`],
    },
    errors: [],
  }
}

function fromConfig({ model, config }: Question): { source?: Source; errors: readonly FieldError[] } {
  const { shape, stored, unknown, errors } = readModelConfig(config)
  const wrong = errors.map(({ path, message }) => ({ path: `${flagOf.config} ${path}`, message }))
  if (wrong.length > 0) return { errors: wrong }
  const id = model ?? 'the model of this config.json'
  return {
    source: {
      id,
      ...(shape === undefined ? {} : { shape }),
      stored: stored ?? { format: 'bf16' },
      ...(unknown === undefined ? {} : { unknown }),
      notes: [],
    },
    errors: [],
  }
}

function withIndex(source: Source, index: unknown): { source?: Source; errors: readonly FieldError[] } {
  if (index === undefined || source.shape === undefined) return { source, errors: [] }
  const { stored, errors } = readWeightsIndex(index, source.shape, source.stored)
  if (errors.length > 0)
    return {
      errors: errors.map(({ path, message }) => ({ path: `${flagOf.weightsIndex} ${path}`, message })),
    }
  return { source: { ...source, stored: stored ?? source.stored }, errors: [] }
}
