/**
 * The text of the answer to a review, made once for reviews in the same words as long as nothing changes that it depends on.
 * @module
 */
import { answerTo } from './answer.ts'
import { auditAnnotations } from './audit.ts'
import type { WebhookContext } from './context.ts'
import type { Recalled } from './recall-review.ts'
import type { ReplyText } from './reply-text.ts'
import { type Answer, respond, reviewText } from './response.ts'
import type { AdmissionRequest } from './review.ts'
import type { Route } from './routes.ts'

export interface AnswerOptions {
  /** The newest context; called once a request, never waits. The same one means that nothing has changed. */
  readonly getContext: () => WebhookContext
  /** Told of every answer, for metrics; the request may be one that came before in the same words, with its own uid. Default: nobody. */
  readonly onAnswer?: (path: string, uid: string, request: AdmissionRequest, answer: Answer) => void
  /** Told of a handler that threw, for the log. Default: nobody. */
  readonly onError?: (path: string, request: AdmissionRequest, error: unknown) => void
}

/** What was said last to a review that is kept. */
interface Said {
  readonly path: string
  readonly context: WebhookContext
  readonly answer: Answer
  readonly text: (uid: string) => ReplyText
}

/** Never throws. */
export function replying(
  options: AnswerOptions,
): (path: string, route: Route, review: Recalled) => ReplyText {
  const said = new WeakMap<AdmissionRequest, Said>()

  return (path, route, { uid, request, isKept }) => {
    try {
      const context = options.getContext()
      let now = isKept ? said.get(request) : undefined
      if (now?.context !== context || now.path !== path) {
        // as it is kept: handlers remember by it, and read no uid of what has a name
        const answer = answerTo(route, request, context)
        now = { path, context, answer, text: textOf(answer, context) }
        if (isKept) said.set(request, now)
      }
      options.onAnswer?.(path, uid, request, now.answer)
      return now.text(uid)
    } catch (error) {
      const asked = { ...request, uid }
      options.onError?.(path, asked, error)
      const answer = route.onFailure(asked)
      options.onAnswer?.(path, uid, asked, answer)
      return textOf(answer, undefined)(uid)
    }
  }
}

function textOf(answer: Answer, context: WebhookContext | undefined): (uid: string) => ReplyText {
  return reviewText(respond({ ...answer, audit: auditAnnotations(answer, context) }))
}
