/**
 * A question, understood: what is assessed, and how to talk about it.
 * @module
 */
import { knownVersions } from '../../catalog/engines.ts'
import { compareVersions } from '../../catalog/version.ts'
import { isReadVersion } from '../../engines/arguments.ts'
import type { Engine } from '../../engines/settings.ts'
import type { FieldError } from '../../vocabulary/field-error.ts'
import type { AssessInput } from '../fit/assess.ts'
import { findCorrection } from '../fit/correction.ts'
import { readDevice } from './device-words.ts'
import { flagOf, type Question } from './question.ts'
import { type ReadModel, readModel } from './read-model.ts'
import { readEngine, readSettings } from './read-settings.ts'

export interface Understanding {
  readonly question: Question
  readonly model: ReadModel
  readonly input: AssessInput
  readonly notes: readonly string[]
  /** Nobody said which device: `input` has a stand-in, whose figures mean nothing but for weights. */
  readonly deviceUnsaid?: true
}

const paths = {
  gpuCount: flagOf.tensorParallel,
  tensorParallel: flagOf.tensorParallel,
  precision: flagOf.quantization,
  kvCacheDtype: flagOf.kvCacheDtype,
  maxModelLen: flagOf.maxModelLen,
  engineArgs: flagOf.memoryFraction,
}

/** Of versions outside those that were read: whose rules stand in. */
function versionNotes(engine: Engine): string[] {
  if (isReadVersion(engine)) return []
  const known = knownVersions(engine.backend)
  const [oldest, newest] = [known[0] ?? '', known.at(-1) ?? '']
  const nearest = compareVersions(engine.version, oldest) < 0 ? oldest : newest
  return [
    `${engine.backend} ${engine.version} is outside ${oldest} to ${newest}, whose rules are known: taken as ${nearest}`,
  ]
}

/** Everything but the arithmetic. */
export function understandQuestion(
  question: Question,
):
  | { understanding: Understanding; errors?: undefined }
  | { understanding?: undefined; errors: FieldError[] } {
  const engine = readEngine(question.engine)
  const device = readDevice(question.accelerator, question.gpuMemoryGiB)
  const model = readModel(question)
  const settings = 'error' in engine ? undefined : readSettings(question, engine.engine)
  const errors: FieldError[] = [
    ...model.errors,
    ...('error' in device ? [{ path: device.flag, message: device.error }] : []),
    ...('error' in engine ? [engine.error] : (settings?.errors ?? [])),
  ]
  if (errors.length > 0 || 'error' in device || 'error' in engine || settings === undefined) return { errors }
  if (model.model === undefined) return { errors: model.errors.slice() }
  const { accelerator, partition, memoryGiB, note, unsaid } = device.device
  const gpuCount =
    (question.tensorParallel ?? 1) * (question.pipelineParallel ?? 1) * (question.dataParallel ?? 1)
  const correction = findCorrection(
    question.corrections,
    model.model.id,
    accelerator.name,
    question.image ?? '',
  )
  return {
    understanding: {
      question,
      model: model.model,
      ...(unsaid === undefined ? {} : { deviceUnsaid: unsaid }),
      notes: [...model.model.notes, ...(note === undefined ? [] : [note]), ...versionNotes(engine.engine)],
      input: {
        model: model.model,
        accelerator,
        ...(partition === undefined ? {} : { partition }),
        deviceGiB: memoryGiB,
        gpusPerNode: accelerator.instinct && !unsaid ? accelerator.devicesPerNode : gpuCount,
        gpuCount,
        nodes: question.nodes ?? Math.max(1, Math.ceil(gpuCount / accelerator.devicesPerNode)),
        engine: engine.engine,
        settings: settings.settings,
        ...(question.env === undefined ? {} : { env: question.env }),
        engineChoosesLength: true,
        ...(correction === undefined ? {} : { correction }),
        paths,
      },
    },
  }
}
