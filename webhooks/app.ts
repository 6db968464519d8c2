/**
 * The webhooks as Hono routes: `POST /mutate`, `/validate`, `/validate-recipe-deletion`. Runs wherever a `fetch` handler runs.
 * @module
 */
import { Hono, type MiddlewareHandler } from 'hono'
import { readBody } from './body.ts'
import type { AnswerOptions } from './replies.ts'
import { bytesOf } from './reply-text.ts'
import { notFound, problem, type Reply, type Reviewer, reviewing } from './reviewer.ts'
import { webhookPaths } from './routes.ts'

export { webhookPaths }

export interface WebhookAppOptions extends AnswerOptions {
  /** What every request goes through first. Here rather than in an app around this one, which would cost each of them another turn. */
  readonly before?: readonly MiddlewareHandler[]
  /** What answers, where a server shares it with a quicker way. Default: one of the app's own. */
  readonly review?: Reviewer
}

/**
 * @example
 * export default webhookApp({ getContext: () => context }) // a function platform takes it as it is
 */
export function webhookApp(options: WebhookAppOptions): Hono {
  const app = new Hono()
  const review = options.review ?? reviewing(options).review
  for (const handler of options.before ?? []) app.use(handler)
  for (const path of webhookPaths) {
    app.post(path, async (c) =>
      responseOf(review(path, c.req.header('content-type'), await readBody(c.req.raw))),
    )
    app.all(path, () => responseOf(problem(405, 'reviews are sent with POST', undefined, { allow: 'POST' })))
  }
  // Nobody waits for this one: the body ended with its connection.
  app.onError(() => responseOf(problem(400, 'the request could not be read to its end')))
  app.notFound(() => responseOf(notFound()))
  return app
}

function responseOf({ status, headers, body }: Reply): Response {
  return new Response(bytesOf(body), { status, headers })
}
