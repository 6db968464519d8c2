/**
 * Reviews answered on `node:http` itself, as an API server sends them: a POST of a declared length to a known path. Everything else is
 * left to the app, which answers the same and more.
 * @module
 */
import { Buffer } from 'node:buffer'
import type { ServerResponse } from 'node:http'
import { maxBodyBytes } from '../../webhooks/body.ts'
import { byteLength, type ReplyText } from '../../webhooks/reply-text.ts'
import { problem, type Reviewer } from '../../webhooks/reviewer.ts'
import type { DirectHandler } from './host.ts'
import { type Gate, turnedAway } from './shedding.ts'

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

export function directReviews({ paths, review, gate, begin }: DirectReviewsOptions): DirectHandler {
  const known = new Set(paths)
  return (request, response, isDraining) => {
    const { method, url = '', headers } = request
    const declared = headers['content-length']
    const path = url.split('?', 1)[0] ?? ''
    if (method !== 'POST' || !known.has(path) || declared === undefined || Number(declared) > maxBodyBytes)
      return false
    const end = begin(path)
    const leave = gate.enter(path, declared)
    if (leave === undefined) {
      send(response, { ...turnedAway, body: { own: turnedAway.body } }, isDraining())
      end(turnedAway.status)
      return true
    }
    const parts: Buffer[] = []
    let isOpen = true
    const close = (status: number) => {
      if (!isOpen) return
      isOpen = false
      leave()
      end(status)
    }
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const answer = answerOf(review, path, headers['content-type'], textOf(parts))
      send(response, answer, isDraining())
      close(answer.status)
    })
    const gone = () => close(clientGone)
    request.on('error', gone)
    request.on('close', gone)
    return true
  }
}

function answerOf(review: Reviewer, path: string, type: string | undefined, text: string): Answer {
  try {
    return review(path, type, { text, complete: true })
  } catch {
    return problem(400, 'the request could not be read to its end')
  }
}

function textOf(parts: readonly Buffer[]): string {
  const [only] = parts
  const whole = parts.length === 1 && only !== undefined ? only : Buffer.concat(parts)
  const text = whole.toString('utf8')
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

function send(response: ServerResponse, { status, headers, body }: Answer, isDraining: boolean): void {
  const head = { ...headers, 'content-length': byteLength(body) }
  response.writeHead(status, isDraining ? { ...head, connection: 'close' } : head)
  // node puts what is written in one turn into one write
  if (body.common === undefined) response.end(body.own)
  else {
    response.write(body.own)
    response.write(body.common)
    response.end(body.end)
  }
}
