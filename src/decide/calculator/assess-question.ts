/**
 * A question's arithmetic, on every engine version that may be meant.
 * @module
 */
import { vllmSince } from '../../catalog/engine-classes.ts'
import { compareVersions } from '../../catalog/version.ts'
import type { Reason, Verdict } from '../../vocabulary/reasons.ts'
import { type Assessment, assess } from '../fit/assess.ts'
import { flagOf } from './question.ts'
import type { Understanding } from './understand-question.ts'

/** Versions that treat memory differently: the oldest supported, and the first that charges graphs. */
const turningPoints = ['0.11.0', '0.20.2'] as const

/** An assessment, and the engine version that its figures are those of. */
export interface VersionedAssessment extends Assessment {
  readonly version: string
}

/** The arithmetic on a question. Where nobody said which vLLM, figures are those of the version that leaves least for the cache. */
export function assessQuestion({ question, input, deviceUnsaid }: Understanding): VersionedAssessment {
  const { version } = input.engine
  const newest: VersionedAssessment = { ...assess(input), version }
  const isSettled = newest.verdict === 'Unknown' || newest.reasons.some(isCertain)
  if (question.engine !== undefined || deviceUnsaid || isSettled) return newest
  const candidates = [newest, ...olderOnes(input.model.shape?.architecture, version).map(at)].filter(
    ({ verdict, reasons }) => verdict !== 'Unknown' && !reasons.some(isCertain),
  )
  const least = candidates.reduce((a, b) => (cacheOf(b) < cacheOf(a) ? b : a))
  return judgedOver(candidates, least)

  function at(older: string): VersionedAssessment {
    return { ...assess({ ...input, engine: { backend: 'vllm', version: older } }), version: older }
  }
}

/** Versions before the newest that have the class, newest first. */
function olderOnes(architecture: string | undefined, newest: string): string[] {
  const first = vllmSince(architecture ?? '')
  const later = turningPoints.filter((version) => compareVersions(version, first) > 0)
  return [first, ...later].filter((version) => version !== newest).reverse()
}

const isCertain = ({ certainty }: Reason) => certainty === 'certain'
const cacheOf = ({ memory }: Assessment) => memory?.kvCacheGiB ?? Number.NEGATIVE_INFINITY

/** Where versions disagree, nobody can say whether it starts. */
function judgedOver(
  candidates: readonly VersionedAssessment[],
  least: VersionedAssessment,
): VersionedAssessment {
  const has = (verdict: Verdict) => candidates.find((candidate) => candidate.verdict === verdict)
  const best = has('Fits') ?? has('Marginal')
  const worst = has('DoesNotFit') ?? (least.verdict === 'Fits' ? has('Marginal') : least)
  if (best === undefined || worst === undefined || best.verdict === worst.verdict) return least
  const message = `fits with vLLM ${best.version}, not or only just with ${worst.version}: say which with ${flagOf.engine}`
  const reason: Reason = { code: 'VersionDecides', certainty: 'estimated', path: flagOf.engine, message }
  const others = least.verdict === 'Fits' ? worst.reasons : least.reasons
  return { ...least, verdict: 'Marginal', reasons: [reason, ...others] }
}
