/**
 * The arithmetic of one row: the same function that decisions use, on a whole node of the recipe's hardware.
 * @module
 */
import { partitionMemoryGiB } from '../../catalog/accelerators.ts'
import { resolveModel } from '../../catalog/models.ts'
import type { Recipe } from '../../catalog/recipe.ts'
import { mergeSettings } from '../../engines/merge.ts'
import { precisionBits } from '../../vocabulary/precision.ts'
import { choosePrecision, settingsOf } from '../candidates/precision-choice.ts'
import { type AssessedModel, type Assessment, assess } from '../fit/assess.ts'
import type { Row, Subject } from './subject.ts'

/** The repository as the row holds it: as it is, widened to the recipe's precision, or made fp8 at load. */
function modelOf({ modelId, precision }: Recipe, quantization: string | undefined): AssessedModel {
  const model = resolveModel(modelId)
  if (model === undefined)
    return {
      id: modelId,
      stored: { format: 'bf16' },
      loadedAs: 'bf16',
      unknown: `nothing is known of ${modelId}`,
    }
  const { stored, architecture } = model
  const choice = choosePrecision(model, precision)
  const online = quantization === 'fp8' && precisionBits[model.precision] === 16
  return {
    id: modelId,
    ...(architecture.shape === undefined ? {} : { shape: architecture.shape }),
    stored,
    loadedAs: online ? 'fp8' : (choice?.format ?? stored.format),
  }
}

/** @param partition `cpx_nps4`, for rows that ask for partitions; one that the hardware has */
export function assessRow(
  { recipe, engine, accelerator }: Subject,
  row: Row,
  partition?: string,
): Assessment {
  const model = resolveModel(recipe.modelId)
  const choice = model === undefined ? undefined : choosePrecision(model, recipe.precision)
  const settings = mergeSettings(settingsOf(choice), row.read.settings)
  const parts = accelerator.partitions.find(({ name }) => name === partition)?.devices ?? 1
  const argumentPath = `${row.path}.args`
  const sizePath = row.read.settings.tensorParallel === undefined ? `${row.path}.gpuCount` : argumentPath
  return assess({
    model: modelOf(recipe, settings.quantization),
    accelerator,
    ...(partition === undefined ? {} : { partition }),
    deviceGiB: partitionMemoryGiB(accelerator, partition) ?? accelerator.memoryGiB,
    gpusPerNode: accelerator.devicesPerNode * parts,
    gpuCount: row.configuration.gpuCount,
    nodes: 1,
    engine,
    settings: { ...settings, tensorParallel: row.parallel.tensor },
    env: Object.fromEntries(
      (row.configuration.env ?? []).flatMap(({ name, value }) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
    engineChoosesLength: false,
    paths: {
      gpuCount: `${row.path}.gpuCount`,
      tensorParallel: sizePath,
      precision: 'spec.precision',
      kvCacheDtype: argumentPath,
      maxModelLen: argumentPath,
      engineArgs: argumentPath,
    },
  })
}
