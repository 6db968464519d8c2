/**
 * The webhooks as Hono routes: `POST /mutate`, `/validate`, `/validate-recipe-deletion`. Runs wherever a `fetch` handler runs.
 * @module
 */
import { Hono } from 'hono'
import { mutateEndpoint, validateEndpoint } from './aim-endpoint.ts'
import { validateRecipe } from './aim-recipe.ts'
import { readBody } from './body.ts'
import type { WebhookContext } from './context.ts'
import { failedMutation, failedValidation } from './failure.ts'
import { validateRecipeDeletion } from './recipe-deletion.ts'
import { type Answer, respond, reviewOf } from './response.ts'
import { type AdmissionRequest, readReview, uidIn } from './review.ts'

type Handler = (request: AdmissionRequest, context: WebhookContext) => Answer

interface Route {
  /** `group/Kind` → what answers for it. A kind that is not here is allowed: a rule that sends too much harms nobody. */
  readonly handlers: Readonly<Record<string, Handler>>
  readonly onFailure: (request: AdmissionRequest) => Answer
}

const group = 'aim.engine.amd.com'

const routes: Readonly<Record<string, Route>> = {
  '/mutate': {
    handlers: { [`${group}/AIMEndpoint`]: mutateEndpoint },
    onFailure: failedMutation,
  },
  '/validate': {
    handlers: { [`${group}/AIMEndpoint`]: validateEndpoint, [`${group}/AIMRecipe`]: validateRecipe },
    onFailure: failedValidation,
  },
  '/validate-recipe-deletion': {
    handlers: { [`${group}/AIMRecipe`]: validateRecipeDeletion },
    onFailure: failedValidation,
  },
}

/** Paths of the webhooks. */
export const webhookPaths: readonly string[] = Object.keys(routes)

export interface WebhookAppOptions {
  /** The newest context; called once a request, never waits. */
  readonly getContext: () => WebhookContext
  /** Told of every answer, for metrics. Default: nobody. */
  readonly onAnswer?: (path: string, request: AdmissionRequest, answer: Answer) => void
  /** Told of a handler that threw, for the log. Default: nobody. */
  readonly onError?: (path: string, request: AdmissionRequest, error: unknown) => void
}

/**
 * @example
 * export default webhookApp({ getContext: () => context }) // a function platform takes it as it is
 */
export function webhookApp(options: WebhookAppOptions): Hono {
  const app = new Hono()
  for (const [path, route] of Object.entries(routes)) {
    app.post(path, async (c) => {
      const type = c.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
      const { text, complete } = await readBody(c.req.raw)
      if (type !== 'application/json')
        return problem(415, 'the content type must be application/json', uidIn(text))
      if (!complete) return problem(413, 'the body is larger than 7 MiB', uidIn(text))
      const review = readReview(text)
      if ('problem' in review) return problem(400, review.problem, review.uid)
      const answer = answerOf(path, route, review.request, options)
      return c.json(reviewOf(respond(review.request.uid, answer)))
    })
    app.all(path, () => problem(405, 'reviews are sent with POST', undefined, { allow: 'POST' }))
  }
  app.notFound(() => problem(404, `the webhooks are ${webhookPaths.join(', ')}`))
  return app
}

function answerOf(path: string, route: Route, request: AdmissionRequest, options: WebhookAppOptions): Answer {
  let answer: Answer
  try {
    const handler = route.handlers[`${request.kind.group}/${request.kind.kind}`]
    answer = handler ? handler(request, options.getContext()) : { allowed: true }
  } catch (error) {
    options.onError?.(path, request, error)
    answer = route.onFailure(request)
  }
  options.onAnswer?.(path, request, answer)
  return answer
}

/** A refusal of the HTTP request itself, as a review where the uid could be read. The connection is not reused after a cut body. */
function problem(
  code: number,
  message: string,
  uid = '',
  headers: Readonly<Record<string, string>> = {},
): Response {
  const response = { uid, allowed: false, status: { code, message } }
  const close = code === 413 ? { connection: 'close' } : undefined
  return Response.json(reviewOf(response), { status: code, headers: { ...headers, ...close } })
}
