/**
 * The webhooks as Hono routes: `POST /mutate`, `/validate`, `/validate-recipe-deletion`. Runs wherever a `fetch` handler runs.
 * @module
 */
import { Hono, type MiddlewareHandler } from 'hono'
import { type AnswerOptions, answerTo } from './answer.ts'
import { readBody } from './body.ts'
import { recallingReviews } from './recall-review.ts'
import { respond, reviewOf, reviewText } from './response.ts'
import { uidIn } from './review.ts'
import { routes, webhookPaths } from './routes.ts'

export { webhookPaths }

export interface WebhookAppOptions extends AnswerOptions {
  /** What every request goes through first. Here rather than in an app around this one, which would cost each of them another turn. */
  readonly before?: readonly MiddlewareHandler[]
}

/**
 * @example
 * export default webhookApp({ getContext: () => context }) // a function platform takes it as it is
 */
export function webhookApp(options: WebhookAppOptions): Hono {
  const app = new Hono()
  const readReview = recallingReviews()
  for (const handler of options.before ?? []) app.use(handler)
  for (const [path, route] of Object.entries(routes)) {
    app.post(path, async (c) => {
      const type = c.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
      const { text, complete } = await readBody(c.req.raw)
      if (type !== 'application/json')
        return problem(415, 'the content type must be application/json', uidIn(text))
      if (!complete) return problem(413, 'the body is larger than 7 MiB', uidIn(text))
      const review = readReview(text)
      if ('problem' in review) return problem(400, review.problem, review.uid)
      const answer = answerTo(path, route, review.request, options)
      return c.body(reviewText(respond(review.request.uid, answer)), 200, {
        'content-type': 'application/json',
      })
    })
    app.all(path, () => problem(405, 'reviews are sent with POST', undefined, { allow: 'POST' }))
  }
  // Nobody waits for this one: the body ended with its connection.
  app.onError(() => problem(400, 'the request could not be read to its end'))
  app.notFound(() => problem(404, `the webhooks are ${webhookPaths.join(', ')}`))
  return app
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
