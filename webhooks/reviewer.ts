/**
 * From the text of a request to the text of its answer, whatever server stands around it.
 * @module
 */
import { type Body, textOf } from './body.ts'
import { recallingReviews } from './recall-review.ts'
import { type AnswerOptions, type Replies, replying } from './replies.ts'
import type { ReplyText } from './reply-text.ts'
import { reviewOf } from './response.ts'
import { uidIn } from './review.ts'
import { routes } from './routes.ts'

/** An HTTP response. */
export interface Reply {
  readonly status: 200 | 400 | 404 | 405 | 413 | 415
  readonly headers: Readonly<Record<string, string>>
  readonly body: ReplyText
}

/** @param path one of `webhookPaths` */
export type Reviewer = (path: string, contentType: string | undefined, body: Body) => Reply

const json = { 'content-type': 'application/json' }

export interface Reviewing {
  /** Answers one review after another; remembers what it has read. Never throws. */
  readonly review: Reviewer
  readonly rehearse: Replies['rehearse']
}

export function reviewing(options: AnswerOptions): Reviewing {
  const recall = recallingReviews()
  const { reply, rehearse } = replying(options)
  const review: Reviewer = (path, contentType, { bytes, complete }) => {
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined
    if (route === undefined) return notFound()
    const type = contentType?.split(';', 1)[0]?.trim().toLowerCase()
    if (type !== 'application/json')
      return problem(415, 'the content type must be application/json', uidIn(textOf(bytes)))
    if (!complete) return problem(413, 'the body is larger than 7 MiB', uidIn(textOf(bytes)))
    const recalled = recall(bytes)
    if ('problem' in recalled) return problem(400, recalled.problem, recalled.uid)
    return { status: 200, headers: json, body: reply(path, route, recalled) }
  }
  return { review, rehearse }
}

export function notFound(): Reply {
  return problem(404, `the webhooks are ${Object.keys(routes).join(', ')}`)
}

/**
 * A refusal of the HTTP request itself, as a review where the uid could be read. What was not read of a body is the server's to drop: a
 * connection that is closed at once breaks under a client that still sends, which then reads no answer.
 */
export function problem(
  status: Reply['status'],
  message: string,
  uid = '',
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const response = { allowed: false, status: { code: status, message } }
  const body = { own: JSON.stringify(reviewOf(uid, response)) }
  return { status, headers: { ...json, ...headers }, body }
}
