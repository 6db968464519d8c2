/**
 * What people wrote themselves, judged: it is never rewritten, so what is wrong with it is said, with the better list.
 * @module
 */
import { ownArgumentsOf, toIntentRequest, type Workload } from '../../api/workload/workload.ts'
import { flagOf } from '../../engines/named-settings.ts'
import type { Change, Decision } from '../decision.ts'
import { cutItem, itemProblems } from './argument-items.ts'
import { nameProblems } from './argument-names.ts'
import { betterList } from './better-list.ts'
import { cudaProblems } from './cuda.ts'
import { deviceProblems } from './devices.ts'
import { environmentProblems } from './environment.ts'
import { gpuAmountProblems } from './gpu-amounts.ts'
import { groupProblems } from './group.ts'
import type { BetterList, Finding, WrittenProblem } from './problem.ts'
import { reachProblems } from './reach.ts'
import { unknownImage } from './unknown-image.ts'
import { unnamedModel } from './unnamed-model.ts'
import { withoutEffect } from './without-effect.ts'

/** What no decision looks at. Errors first. */
export function writtenProblems(workload: Workload): WrittenProblem[] {
  const own = ownArgumentsOf(workload)
  const findings = [
    ...cudaProblems(workload),
    ...deviceProblems(workload),
    ...gpuAmountProblems(workload),
    ...itemProblems(workload.container),
    ...unknownImage(workload),
    ...environmentProblems(workload, own, toIntentRequest(workload).intent.gpuCount),
    ...(own === undefined
      ? []
      : [
          ...unnamedModel(workload, own),
          ...nameProblems(workload, own),
          ...groupProblems(workload, own),
          ...reachProblems(workload, own),
          ...withoutEffect(workload, own),
        ]),
  ]
  const suggestion = corrected(workload, findings)
  return findings
    .map(({ changes, renames, cuts, ...problem }) =>
      suggestion !== undefined && (changes !== undefined || renames !== undefined || cuts)
        ? { ...problem, suggestion }
        : problem,
    )
    .toSorted((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'))
}

/** One list for all of them: whoever pastes it is done. */
function corrected({ container }: Workload, findings: readonly Finding[]): BetterList | undefined {
  const better = betterList(
    container,
    findings.flatMap(({ changes = [] }) => changes),
    findings.flatMap(({ renames = [] }) => renames),
  )
  if (better === undefined || !findings.some(({ cuts }) => cuts)) return better
  return { ...better, list: better.list.flatMap(cutItem) }
}

/**
 * The list to write instead, where the decision knows arguments that would run: those of the nearest change that touches arguments,
 * and nothing else where that is enough; or the length where the engine's own is too long. `undefined` where there is nothing to better,
 * or nothing that helps.
 */
export function betterArguments(workload: Workload, decision: Decision): BetterList | undefined {
  const { container, command } = workload
  if (!command.written || command.opaque !== undefined) return undefined
  if (decision.verdict === 'DoesNotFit') {
    const { paths } = toIntentRequest(workload)
    const isArgument = ({ path }: Change) => path === paths.engineArgs
    const { counterfactuals } = decision.explain()
    const nearest =
      counterfactuals.find(({ changes }) => changes.every(isArgument)) ??
      counterfactuals.find(({ changes }) => changes.some(isArgument))
    if (nearest === undefined) return undefined
    const { changes } = nearest
    const better = betterList(
      container,
      changes.filter(isArgument).map(({ value }) => String(value)),
    )
    const also = changes.filter((change) => !isArgument(change))
    return better === undefined || also.length === 0 ? better : { ...better, also }
  }
  const tooLong = decision.reasons.some(({ code }) => code === 'DefaultLengthTooLong')
  const memory = decision.chosen?.memory
  if (!tooLong || memory === undefined) return undefined
  const tokens = Math.max(1024, Math.floor(memory.largestMaxModelLen / 1024) * 1024)
  return betterList(container, [`${flagOf(command.engine ?? 'vllm', 'maxModelLen')}=${tokens}`])
}
