/**
 * A handler that answers a review it has answered before from memory, as long as the snapshot is the same.
 * @module
 */
import type { DecisionContext } from '../src/decide/context.ts'
import { remembering } from '../src/decide/remember.ts'
import { essentials } from './essentials.ts'
import { parsedOnce } from './parsed-once.ts'
import type { Answer } from './response.ts'
import type { Handler } from './routes.ts'

/** Two objects of 8 KiB; larger ones are rare, and worth less memory than they take. Characters */
const longest = 16_384

/** The same ones for a review that is still known (`recall-review.ts`), so that what is read of them is read once too. */
const essentialsOf = parsedOnce(essentials)

/** For handlers that look at nothing but the review and the decision core's context: not at the clock, nor at who uses what. */
export function remembered(handler: Handler): Handler {
  const recall = remembering<DecisionContext, Answer>({ most: 256, longest })
  return (request, { decision }) => {
    // all that an answer may depend on
    const asked = essentialsOf(request)
    return recall(JSON.stringify(asked), decision, () => handler(asked, { decision }))
  }
}
