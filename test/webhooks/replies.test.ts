import { describe, expect, it } from 'vitest'
import type { WebhookContext } from '../../webhooks/context.ts'
import { replying } from '../../webhooks/replies.ts'
import { bytesOf, type ReplyText } from '../../webhooks/reply-text.ts'
import type { Answer } from '../../webhooks/response.ts'
import type { AdmissionRequest } from '../../webhooks/review.ts'
import type { Route } from '../../webhooks/routes.ts'
import { context, creating, endpoint } from './builders.ts'

const request = creating(endpoint())

/** A route whose handler counts how often it was asked; it throws where it is told to. */
function counting(options: { readonly throws?: boolean } = {}) {
  let asked = 0
  const given = new Set<AdmissionRequest>()
  const handler = (review: AdmissionRequest): Answer => {
    asked++
    given.add(review)
    if (options.throws) throw new Error('broken')
    return { allowed: true, warnings: [`asked ${asked}`], audit: { decision: 'Fits' } }
  }
  const route: Route = {
    handlers: { 'aim.engine.amd.com/v1alpha1/AIMEndpoint': handler },
    onFailure: ({ uid }) => ({ allowed: true, warnings: [`failed ${uid}`] }),
  }
  return { route, asked: () => asked, given }
}

const said = (text: ReplyText) => JSON.parse(new TextDecoder().decode(bytesOf(text)))

describe('replies', () => {
  it('are made once for the same words, as long as the context is the same', () => {
    let now: WebhookContext = context()
    const told: string[] = []
    const { reply } = replying({
      getContext: () => now,
      onAnswer: (path, uid, { kind }, { audit }) =>
        told.push(`${path} ${uid} ${kind.kind} ${audit?.decision}`),
    })
    const { route, asked, given } = counting()
    const say = (uid: string, path = '/validate', isKept = true) =>
      said(reply(path, route, { uid, request, isKept })).response
    expect([say('a'), say('b')]).toMatchObject([
      { uid: 'a', warnings: ['asked 1'] },
      { uid: 'b', warnings: ['asked 1'] },
    ])
    expect(told).toEqual(['/validate a AIMEndpoint Fits', '/validate b AIMEndpoint Fits'])
    say('c', '/mutate')
    say('d', '/mutate', false)
    expect(asked()).toBe(3)
    now = { ...now }
    expect(say('e', '/mutate').warnings).toEqual(['asked 4'])
    // what a handler remembers by the review is found again, whatever the uid
    expect([...given]).toEqual([request])
    expect(given.has(request)).toBe(true)
  })

  it('to what came again are made ready for a context before it is shown', () => {
    let now: WebhookContext = context()
    const { reply, rehearse } = replying({ getContext: () => now })
    const { route, asked } = counting()
    const say = (uid: string, of = request) =>
      said(reply('/validate', route, { uid, request: of, isKept: true })).response
    const other = { ...request, name: 'other' }
    say('a')
    say('b', other)
    say('c')
    const next = { ...now }
    expect([...rehearse(next)]).toHaveLength(1)
    expect(asked()).toBe(3)
    expect(say('d').warnings).toEqual(['asked 1'])
    now = next
    expect(say('e')).toMatchObject({ uid: 'e', warnings: ['asked 3'] })
    expect(say('f', other).warnings).toEqual(['asked 4'])
    expect([...rehearse({ ...now })]).toHaveLength(2)
    now = { ...now }
    say('g')
    // the other one has not come since
    expect([...rehearse({ ...now })]).toHaveLength(1)
  })

  it('that were made ready still hold while the next context is rehearsed', () => {
    let now: WebhookContext = context()
    const { reply, rehearse } = replying({ getContext: () => now })
    const { route, asked } = counting()
    const say = () => said(reply('/validate', route, { uid: 'a', request, isKept: true })).response
    say()
    say()
    const next = { ...now }
    expect([...rehearse(next)]).toHaveLength(1)
    now = next
    const { warnings } = say()
    const made = asked()
    const steps = rehearse({ ...now })
    expect(steps.next().done).toBe(false)
    expect(asked()).toBe(made + 1)
    expect(say().warnings).toEqual(warnings)
    expect(asked()).toBe(made + 1)
  })

  it('are not made of what was said when a handler threw: each is told with its own uid', () => {
    const errors: string[] = []
    const { reply } = replying({ getContext: context, onError: (_, { uid }) => errors.push(uid) })
    const { route } = counting({ throws: true })
    for (const uid of ['a', 'b'])
      expect(said(reply('/mutate', route, { uid, request, isKept: true })).response).toMatchObject({
        uid,
        warnings: [`failed ${uid}`],
        auditAnnotations: { snapshot: 'none' },
      })
    expect(errors).toEqual(['a', 'b'])
  })
})
