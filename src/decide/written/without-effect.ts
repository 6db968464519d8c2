/**
 * Annotations that the container's own command line leaves without effect: nothing is added to a list that people wrote.
 * @module
 */
import type { OwnArguments } from '../../api/workload/own-arguments.ts'
import { annotationPath } from '../../api/workload/settings.ts'
import type { Workload } from '../../api/workload/workload.ts'
import { resolveModel } from '../../catalog/models.ts'
import { flagOf } from '../../engines/named-settings.ts'
import { annotations } from '../../vocabulary/names.ts'
import type { Precision } from '../../vocabulary/precision.ts'
import { choosePrecision, writtenPrecision } from '../candidates/precision-choice.ts'
import type { Finding } from './problem.ts'

export function withoutEffect(workload: Workload, own: OwnArguments): Finding[] {
  const { recipe, maxModelLen, precision } = workload.settings
  const problems: Finding[] = []
  if (recipe !== undefined)
    problems.push({
      severity: 'warning',
      path: annotationPath(annotations.recipe),
      message: `the arguments of ${recipe} are not used: the container has its own`,
      fix: 'leave out the command and arguments of the container, or the annotation',
    })
  // where both are set, the decision compares them
  if (maxModelLen !== undefined && own.settings.maxModelLen === undefined)
    problems.push(
      unsaid(workload, own, annotations.maxModelLen, `${maxModelLen}`, [
        `${flagOf(own.engine.backend, 'maxModelLen')}=${maxModelLen}`,
      ]),
    )
  if (precision !== undefined) problems.push(...precisionProblems(workload, own, precision))
  return problems
}

function precisionProblems(workload: Workload, own: OwnArguments, wanted: Precision): Finding[] {
  const model = resolveModel(workload.settings.model ?? '')
  if (model === undefined || writtenPrecision(own.settings, model) === wanted) return []
  const choice = choosePrecision(model, wanted)
  // a precision that takes another repository is the decision's to refuse
  if (choice === undefined || own.settings.quantization !== undefined) return []
  const change =
    choice.quantization === undefined
      ? `${flagOf(own.engine.backend, 'dtype')}=${choice.dtype}`
      : `${flagOf(own.engine.backend, 'quantization')}=${choice.quantization}`
  return [unsaid(workload, own, annotations.precision, wanted, [change])]
}

function unsaid(
  { container }: Workload,
  own: OwnArguments,
  name: string,
  value: string,
  changes: readonly string[],
): Finding {
  const list = own.words[0]?.place?.list ?? 'args'
  return {
    severity: 'error',
    path: annotationPath(name),
    message: `is ${value}, which the container's own arguments (${container.path}.${list}) do not say`,
    fix: `add ${changes.join(' ')} there`,
    changes,
  }
}
