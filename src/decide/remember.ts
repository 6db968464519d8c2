/**
 * Answers that were worked out before. Many objects ask for the same, an object is judged at mutation and again at validation, and one
 * that is applied again asks again: equal questions of one context have one answer.
 * @module
 */
import type { IntentRequest } from '../api/intent.ts'
import { Memory } from '../vocabulary/memory.ts'
import { shortHash } from '../vocabulary/names.ts'
import type { DecisionContext } from './context.ts'

/** The part of a request that an answer may depend on. Whose it is counts only where corrections are told apart by it. */
export function impersonal(request: IntentRequest, { config }: DecisionContext): IntentRequest {
  return { ...request, name: '', namespace: config.corrections === undefined ? '' : request.namespace }
}

export interface MemoryLimits {
  /** Answers kept for a context. Default 512 */
  readonly most?: number
  /** As a `Memory`'s: 0 keeps the newest. Default its own */
  readonly patience?: number
  /** A longer question is not kept: it would be memory given away. Characters; default 8192 */
  readonly longest?: number
}

/** Of a long question only the hash is kept, 160 bits of SHA-256: hundreds of questions would be megabytes. */
function keyOf(question: string): string {
  return question.length <= 64 ? question : shortHash(question, 40)
}

/** `work` must be pure, and `question` must tell all that it reads beside the context. It is given the key of the question. */
export function remembering<Context extends object, Answer>({
  most = 512,
  patience,
  longest = 8192,
}: MemoryLimits = {}): (question: string, context: Context, work: (key: string) => Answer) => Answer {
  const byContext = new WeakMap<Context, Memory<Answer>>()
  return (question, context, work) => {
    if (question.length > longest) return work(keyOf(question))
    let answers = byContext.get(context)
    if (answers === undefined) {
      answers = new Memory(patience === undefined ? { most } : { most, patience })
      byContext.set(context, answers)
    }
    const key = keyOf(question)
    const before = answers.get(key)
    if (before !== undefined) return before
    const answer = work(key)
    answers.offer(key, answer)
    return answer
  }
}
