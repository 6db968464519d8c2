/**
 * What stopped a pod, from what its status says of it. Pure, and quick for any text: patterns have limits and texts are cut first.
 * @module
 */
import type { Engine } from '../../engines/settings.ts'
import type { Pod } from '../feeds/pod.ts'
import { allRules } from './all-rules.ts'
import type { Failure } from './failure.ts'
import { tail } from './last-words.ts'
import { concerns, matches, type Sign } from './rule.ts'
import { signsOf } from './signs.ts'

export interface FailureQuestion {
  /** What runs in the pod, where it is known; texts of another engine are not looked for. */
  readonly engine?: Engine
  /** Whose words count; default: every container's. */
  readonly container?: string
}

/** `undefined` for a pod that is well, or of which nothing is known but that it needs time. */
export function readFailure(pod: Pod, { engine, container }: FailureQuestion = {}): Failure | undefined {
  const signs = signsOf(pod, container)
  for (const rule of allRules) {
    if (!concerns(rule, engine)) continue
    for (const sign of signs) {
      const caught = matches(rule, sign)
      if (caught === undefined) continue
      const length = rule.length?.(caught)
      const { reason, remedy } = rule
      return {
        reason,
        message: rule.message(caught, sign.text),
        remedy,
        ...(length === undefined ? {} : { length }),
      }
    }
  }
  return signs.map(unexplained).find((failure) => failure !== undefined)
}

/** An end that no rule explains: its words as they are. */
function unexplained({ place, text, exitCode }: Sign): Failure | undefined {
  if (place !== 'ended') return undefined
  const words = text.trim() === '' ? '' : `; its last words: ${tail(text)}`
  return {
    reason: 'EngineCrashing',
    message: `the engine stopped with exit code ${exitCode} and is started again${words}`,
    remedy: 'read the whole log of the container’s last run (kubectl logs --previous)',
  }
}
