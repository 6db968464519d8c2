/**
 * A question's arithmetic, on every engine version that may be meant.
 * @module
 */
import { type Reason, type Verdict, verdicts } from '../../vocabulary/reasons.ts'
import { type Assessment, assess } from '../fit/assess.ts'
import { flagOf } from './question.ts'
import type { Understanding } from './understand-question.ts'

/** Versions that treat memory differently: the oldest supported, and the first that charges graphs. */
const otherVersions = ['0.11.0', '0.20.2'] as const

/** The arithmetic on a question. */
export function assessQuestion(understanding: Understanding): Assessment {
  return overVersions(understanding, assess(understanding.input))
}

/** Where nobody said which version, and versions disagree, nobody can say whether it starts. */
function overVersions({ question, input }: Understanding, newest: Assessment): Assessment {
  const { verdict, reasons } = newest
  if (question.engine !== undefined || verdict === 'Unknown') return newest
  if (reasons.some(({ certainty }) => certainty === 'certain')) return newest
  const fails = verdict === 'DoesNotFit'
  const other = otherVersions.find((version) => {
    const result = assess({ ...input, engine: { backend: 'vllm', version } })
    return fails
      ? result.verdict === 'Fits' || result.verdict === 'Marginal'
      : isWorse(result.verdict, verdict)
  })
  if (other === undefined) return newest
  const [fits, doesNot] = fails ? [other, input.engine.version] : [input.engine.version, other]
  const message = `fits with vLLM ${fits}, not or only just with ${doesNot}: say which with ${flagOf.engine}`
  const reason: Reason = { code: 'VersionDecides', certainty: 'estimated', path: flagOf.engine, message }
  return { ...newest, verdict: 'Marginal', reasons: [reason, ...reasons] }
}

const isWorse = (a: Verdict, b: Verdict) => a !== 'Unknown' && verdicts.indexOf(a) > verdicts.indexOf(b)
