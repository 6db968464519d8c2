/**
 * A handler that answers a review it has answered before from memory, as long as the snapshot is the same.
 * @module
 */
import type { DecisionContext } from '../src/decide/context.ts'
import { remembering } from '../src/decide/remember.ts'
import { essentials } from './essentials.ts'
import { firstLike } from './recall-review.ts'
import type { Answer } from './response.ts'
import type { AdmissionRequest } from './review.ts'
import type { Handler } from './routes.ts'

/** Two objects of 8 KiB; larger ones are rare, and worth less memory than they take. Characters */
const longest = 16_384

/** For handlers that look at nothing but the review and the decision core's context: not at the clock, nor at who uses what. */
export function remembered(handler: Handler): Handler {
  const recall = remembering<DecisionContext, Answer>({ longest })
  return (request, { decision }) => {
    const question = questionOf(request)
    return recall(question, decision, () => handler(essentials(request), { decision }))
  }
}

const questions = new WeakMap<AdmissionRequest, string>()

/** All that an answer may depend on, as text; made once for reviews that came in the same words. */
function questionOf(request: AdmissionRequest): string {
  const first = firstLike(request)
  const before = questions.get(first)
  if (before !== undefined) return before
  const asked = essentials(request)
  const question = JSON.stringify(asked)
  if (asked.uid !== request.uid) questions.set(first, question)
  return question
}
