/**
 * Answers that were worked out before. Many objects ask for the same, an object is judged at mutation and again at validation, and one
 * that is applied again asks again: equal questions of one context have one answer.
 * @module
 */
import type { IntentRequest } from '../api/intent.ts'
import type { DecisionContext } from './context.ts'

/** Answers kept for a context, each some 20 KiB; beyond that the oldest goes. */
const most = 512
/** A longer question is not kept: nobody asks it twice, and 512 of them would be memory given away. Characters */
const longest = 8192

/** The part of a request that an answer may depend on. Whose it is counts only where corrections are told apart by it. */
export function impersonal(request: IntentRequest, { config }: DecisionContext): IntentRequest {
  return { ...request, name: '', namespace: config.corrections === undefined ? '' : request.namespace }
}

/** `work` must be pure, and `question` must tell all that it reads beside the context. */
export function remembering<Answer>(): (
  question: string,
  context: DecisionContext,
  work: () => Answer,
) => Answer {
  const byContext = new WeakMap<DecisionContext, Map<string, Answer>>()
  return (question, context, work) => {
    if (question.length > longest) return work()
    let answers = byContext.get(context)
    if (answers === undefined) {
      answers = new Map()
      byContext.set(context, answers)
    }
    const before = answers.get(question)
    if (before !== undefined) return before
    const answer = work()
    if (answers.size >= most) {
      const [oldest] = answers.keys()
      if (oldest !== undefined) answers.delete(oldest)
    }
    answers.set(question, answer)
    return answer
  }
}
