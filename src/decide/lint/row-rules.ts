/**
 * Rows against the model and the hardware: sizes that do not multiply, shapes that are illegal, weights that do not load.
 * @module
 */
import { nearestModels, resolveModel } from '../../catalog/models.ts'
import { choiceProblem } from '../../engines/choices.ts'
import { precisionBits } from '../../vocabulary/precision.ts'
import type { Reason } from '../../vocabulary/reasons.ts'
import { choosePrecision } from '../candidates/precision-choice.ts'
import { summaryOfReasons } from '../explain/words.ts'
import { assessRow } from './assess-row.ts'
import { type Fault, fault } from './finding.ts'
import type { Row, Subject } from './subject.ts'

export function modelFaults({ recipe }: Subject): Fault[] {
  const model = resolveModel(recipe.modelId)
  if (model === undefined) {
    const [near] = nearestModels(recipe.modelId)
    const message = `nothing is known of ${recipe.modelId}, so memory and parallel sizes are not checked`
    return [
      fault(
        'UnknownModel',
        'spec.modelId',
        message,
        near === undefined ? undefined : `did you mean ${near}?`,
      ),
    ]
  }
  const { precision } = recipe
  if (precisionBits[precision] === precisionBits[model.precision]) return []
  const holds = `${recipe.modelId} holds ${model.precision}`
  const choice = choosePrecision(model, precision)
  if (choice === undefined)
    return [
      fault(
        'PrecisionUnavailable',
        'spec.precision',
        `${holds}, which no engine makes ${precision} of`,
        'name the repository that holds it',
      ),
    ]
  // made at load is what the engines offer; widening is what nobody wants
  if (choice.quantization !== undefined) return []
  return [
    fault('PrecisionNotStored', 'spec.precision', `${holds}, not ${precision}`, `write ${model.precision}`),
  ]
}

export function rowFaults(subject: Subject): Fault[] {
  return subject.rows.flatMap((row) => {
    const sizes = sizeFaults(row)
    const { partition, faults } = partitionOf(subject, row)
    // the arithmetic of sizes that contradict each other is nobody's
    return sizes.length + faults.length > 0 ? [...sizes, ...faults] : assessed(subject, row, partition)
  })
}

function sizeFaults({ path, configuration, parallel, read }: Row): Fault[] {
  const { tensor, pipeline, data } = parallel
  const needed = tensor * pipeline * data
  if (needed === configuration.gpuCount) return []
  const where = read.settings.tensorParallel === undefined ? `${path}.gpuCount` : `${path}.args`
  const message = `tensor parallel ${tensor} x pipeline parallel ${pipeline} x data parallel ${data} are ${needed} GPUs, gpuCount is ${configuration.gpuCount}`
  return [fault('ParallelSizes', where, message)]
}

/** The partition a row asks for by its resources, `amd.com/cpx_nps4`. */
function partitionOf(
  { accelerator }: Subject,
  { path, configuration }: Row,
): { partition?: string; faults: Fault[] } {
  const { limits, requests } = configuration.resources ?? {}
  const asked = Object.keys({ ...requests, ...limits }).flatMap(
    (key) => /^amd\.com\/([a-z]+_nps\d)$/.exec(key)?.[1] ?? [],
  )
  const [partition] = asked.filter((name) => !name.startsWith('spx'))
  if (partition === undefined) return { faults: [] }
  if (accelerator.partitions.some(({ name }) => name === partition)) return { partition, faults: [] }
  const modes = accelerator.partitions.map(({ name }) => name).join(', ') || 'none'
  const message = `${accelerator.name} has no partition mode "${partition}" (allowed: ${modes})`
  return { faults: [fault('UnknownPartition', `${path}.resources`, message)] }
}

function assessed(subject: Subject, row: Row, partition: string | undefined): Fault[] {
  const { recipe, accelerator } = subject
  const { verdict, reasons, memory } = assessRow(subject, row, partition)
  const what = `${recipe.modelId} in ${recipe.precision} on ${row.configuration.gpuCount} x ${accelerator.name}`
  const isMemory = ({ code, certainty }: Reason) => code === 'WeightsTooLarge' || certainty === 'estimated'
  switch (verdict) {
    case 'Fits':
      return []
    case 'Marginal':
      return [fault('LittleRoom', row.path, `${what} only just fits: ${summaryOfReasons(reasons)}`)]
    case 'Unknown':
      // an unknown model is told once, not once a row
      return resolveModel(recipe.modelId) === undefined
        ? []
        : [fault('NotComputed', row.path, `${what} is not computed: ${summaryOfReasons(reasons)}`)]
    case 'DoesNotFit': {
      // a method the platform lacks is told where it is written (argument-rules.ts)
      const method = row.read.settings.quantization
      const told = method !== undefined && choiceProblem(subject.engine, 'quantization', method) !== undefined
      const illegal = reasons.filter(
        (reason) => !isMemory(reason) && !(told && reason.code === 'FormatUnsupported'),
      )
      const tooLarge = reasons.filter(isMemory)
      // weights that exceed the budget alone are no estimate
      const certain =
        tooLarge.some(({ certainty }) => certainty === 'certain') ||
        (memory !== undefined && memory.weightsGiB > memory.budgetGiB)
      return [
        ...illegal.map(({ code, path = row.path, message }) => ({
          severity: 'error' as const,
          code,
          path,
          message,
        })),
        ...(tooLarge.length === 0
          ? []
          : [
              fault(
                certain ? 'CannotLoad' : 'MayNotLoad',
                row.path,
                `${what} ${certain ? 'cannot' : 'is not expected to'} load: ${summaryOfReasons(tooLarge)}`,
              ),
            ]),
      ]
    }
    default:
      return verdict satisfies never
  }
}
