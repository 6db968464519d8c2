/**
 * Reviews answered on `node:http` itself, as an API server sends them: a POST of a declared length to a known path. Everything else is
 * left to the app, which answers the same and more.
 * @module
 */
import { Buffer } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Body, maxBodyBytes } from '../../webhooks/body.ts'
import { byteLength, type ReplyText } from '../../webhooks/reply-text.ts'
import { problem, type Reviewer } from '../../webhooks/reviewer.ts'
import type { DirectHandler } from './host.ts'
import { type Gate, turnedAway } from './shedding.ts'
import { answeredInTurns } from './turn.ts'

export interface DirectReviewsOptions {
  readonly paths: readonly string[]
  readonly review: Reviewer
  readonly gate: Gate
  /** Told of a request and of its end. */
  readonly begin: (path: string) => (status: number) => void
}

/** HTTP status that is counted for a request whose client went away; nobody gets it. */
const clientGone = 499

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: ReplyText
}

/** A review that has come whole. */
interface Asked {
  readonly path: string
  readonly type: string | undefined
  readonly parts: readonly Buffer[]
  readonly send: (answer: Answer) => void
}

export function directReviews({ paths, review, gate, begin }: DirectReviewsOptions): DirectHandler {
  const ask = answeredInTurns<Asked, Answer>({
    answer: ({ path, type, parts }) => answerOf(review, path, type, wholeOf(parts)),
    send: (asked, answer) => asked.send(answer),
  })
  return (request, response, isDraining) => {
    const { method, url = '' } = request
    const query = url.indexOf('?')
    const path = paths.find((one) => one.length === (query < 0 ? url.length : query) && url.startsWith(one))
    const declared = headerOf(request, 'content-length')
    if (method !== 'POST' || path === undefined || declared === undefined || Number(declared) > maxBodyBytes)
      return false
    const end = begin(path)
    const leave = gate.enter(path, declared)
    if (leave === undefined) {
      send(response, { ...turnedAway, body: { own: turnedAway.body } }, isDraining())
      end(turnedAway.status)
      return true
    }
    const type = headerOf(request, 'content-type')
    const parts: Buffer[] = []
    let isOpen = true
    let isWhole = false
    const close = (status: number) => {
      if (!isOpen) return
      isOpen = false
      leave()
      end(status)
    }
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      isWhole = true
      ask({
        path,
        type,
        parts,
        send(answer) {
          send(response, answer, isDraining())
          close(answer.status)
        },
      })
    })
    const gone = () => {
      // a request that has come whole closes too
      if (!isWhole) close(clientGone)
    }
    request.on('error', gone)
    request.on('close', gone)
    return true
  }
}

/** `request.headers` reads them all. Of several in one name the first, as there. */
function headerOf({ rawHeaders }: IncomingMessage, name: string): string | undefined {
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const one = rawHeaders[at]
    if (one?.length === name.length && one.toLowerCase() === name) return rawHeaders[at + 1]
  }
  return undefined
}

function answerOf(review: Reviewer, path: string, type: string | undefined, bytes: Body['bytes']): Answer {
  try {
    return review(path, type, { bytes, complete: true })
  } catch {
    return problem(400, 'the request could not be read to its end')
  }
}

function wholeOf(parts: readonly Buffer[]): Buffer {
  const [only] = parts
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts)
}

function send(response: ServerResponse, { status, headers, body }: Answer, isDraining: boolean): void {
  const head = { ...headers, 'content-length': byteLength(body) }
  response.writeHead(status, isDraining ? { ...head, connection: 'close' } : head)
  // node puts what is written in one turn into one write
  if (body.common !== undefined) response.write(body.own)
  response.end(body.common ?? body.own)
}
