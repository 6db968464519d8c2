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

export interface Replies {
  /** Never throws. */
  readonly reply: (path: string, route: Route, review: Recalled) => ReplyText
  /** Makes what came again in the same words since the last time ready under a context that nobody is answered in yet, an answer a step. */
  readonly rehearse: (context: WebhookContext) => Generator<undefined>
}

interface Asked {
  readonly path: string
  readonly route: Route
}

/** What was said last to a review that is kept. */
interface Said extends Asked {
  readonly context: WebhookContext
  readonly answer: Answer
  readonly text: (uid: string) => ReplyText
}

export function replying(options: AnswerOptions): Replies {
  const said = new WeakMap<AdmissionRequest, Said>()
  let current: WebhookContext | undefined
  /** Asked again in the current context; forgotten with it, as they hold on to reviews that may be kept no more. */
  const again = new Map<AdmissionRequest, Asked>()
  let ready: { readonly context?: WebhookContext; readonly said: Map<AdmissionRequest, Said> } = {
    said: new Map(),
  }

  function say(asked: Asked, request: AdmissionRequest, context: WebhookContext): Said {
    // as it is kept: handlers remember by it, and read no uid of what has a name
    const answer = answerTo(asked.route, request, context)
    return { ...asked, context, answer, text: textOf(answer, context) }
  }

  function saidInContext(asked: Asked, { request, isKept }: Recalled): Said {
    const context = options.getContext()
    if (context !== current) {
      current = context
      again.clear()
      if (ready.context !== context) ready = { said: new Map() }
    }
    if (!isKept) return say(asked, request, context)
    const before = said.get(request)
    const isAgain = before?.path === asked.path
    if (isAgain && !again.has(request)) again.set(request, asked)
    if (isAgain && before.context === context) return before
    const prepared = ready.said.get(request)
    const isReady = prepared?.context === context && prepared.path === asked.path
    const now = isReady ? prepared : say(asked, request, context)
    // what was made ready too: the next rehearsal forgets it, while this context is still answered in
    said.set(request, now)
    return now
  }

  return {
    reply(path, route, review) {
      const { uid, request } = review
      try {
        const now = saidInContext({ path, route }, review)
        options.onAnswer?.(path, uid, request, now.answer)
        return now.text(uid)
      } catch (error) {
        const asked = { ...request, uid }
        options.onError?.(path, asked, error)
        const answer = route.onFailure(asked)
        options.onAnswer?.(path, uid, asked, answer)
        return textOf(answer, undefined)(uid)
      }
    },
    *rehearse(context) {
      const due = [...again]
      const prepared = new Map<AdmissionRequest, Said>()
      ready = { context, said: prepared }
      for (const [request, asked] of due) {
        try {
          prepared.set(request, say(asked, request, context))
        } catch {
          // whoever asks again is told
        }
        yield
      }
    },
  }
}

function textOf(answer: Answer, context: WebhookContext | undefined): (uid: string) => ReplyText {
  return reviewText(respond({ ...answer, audit: auditAnnotations(answer, context) }))
}
