import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { webhookApp, webhookPaths } from '../../webhooks/app.ts'
import {
  context,
  creating,
  deleting,
  endpoint,
  operationsOf,
  recipe,
  reviewing,
  stored,
  updating,
} from './builders.ts'

const json = { 'content-type': 'application/json' }
const app = webhookApp({ getContext: context })
const post = (path: string, body: unknown, headers: Record<string, string> = json, of = app) =>
  of.request(path, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

describe('the webhooks over HTTP', () => {
  it('answer a review with the same uid and a patch', async () => {
    const answered = await post('/mutate?timeout=3s', reviewing(creating(endpoint())))
    expect(answered.status).toBe(200)
    const { apiVersion, kind, response } = (await answered.json()) as never as {
      apiVersion: string
      kind: string
      response: { uid: string; allowed: boolean; patch: string }
    }
    expect({ apiVersion, kind }).toEqual({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' })
    expect(response).toMatchObject({ uid: 'review-1', allowed: true })
    expect(operationsOf(response)).toMatchObject([{ op: 'add', path: '/metadata/annotations' }])
  })

  it('answer for kinds that are not theirs by letting them be', async () => {
    const pod = creating({ ...endpoint(), kind: 'Pod' })
    for (const path of webhookPaths) {
      const answered = await post(path, reviewing(pod))
      expect(await answered.json()).toMatchObject({ response: { uid: 'review-1', allowed: true } })
    }
  })

  it.each([
    ['nothing', ''],
    ['blanks', '  \n'],
    ['no JSON', '{"request":'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a review without a request', { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' }],
    ['a request without a uid', reviewing({ ...creating(endpoint()), uid: '' })],
    ['an operation nobody knows', reviewing({ ...creating(endpoint()), operation: 'MELT' as never })],
    ['another version', { ...reviewing(creating(endpoint())), apiVersion: 'admission.k8s.io/v1beta1' }],
  ])('answer 400 to %s', async (_what, body) => {
    for (const path of webhookPaths) expect((await post(path, body)).status).toBe(400)
  })

  it('echo the uid even of a request they cannot read', async () => {
    const answered = await post('/validate', { request: { uid: 'abc' } })
    expect(answered.status).toBe(400)
    expect(await answered.json()).toMatchObject({ response: { uid: 'abc', allowed: false } })
    const cut = await post('/validate', '{"request": {"uid": "abc", "kind": {"group": "a')
    expect(cut.status).toBe(400)
    expect(await cut.json()).toMatchObject({ response: { uid: 'abc', allowed: false } })
  })

  it('answer 415 to another content type, and take parameters of theirs', async () => {
    expect((await post('/validate', '{}', { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await post('/validate', '{}', {})).status).toBe(415)
    const charset = { 'content-type': 'Application/JSON; charset=utf-8' }
    expect((await post('/validate', reviewing(creating(endpoint())), charset)).status).toBe(200)
  })

  it('answer 413 above 7 MiB, declared or not', async () => {
    const declared = await post('/validate', '{}', { ...json, 'content-length': String(8 * 2 ** 20) })
    expect(declared.status).toBe(413)
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent++
        controller.enqueue(new Uint8Array(2 ** 20))
      },
    })
    const chunked = await app.request('/validate', {
      method: 'POST',
      headers: json,
      body: endless,
      duplex: 'half',
    } as RequestInit)
    expect(chunked.status).toBe(413)
    expect(sent).toBeLessThan(12)
  })

  it('read a chunked body whose characters are cut in two', async () => {
    const bytes = new TextEncoder().encode(
      JSON.stringify(reviewing(creating(endpoint({ model: { id: 'é' } })))),
    )
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
        controller.close()
      },
    })
    const init = { method: 'POST', headers: json, body, duplex: 'half' } as RequestInit
    expect((await app.request('/mutate', init)).status).toBe(200)
  })

  it('answer 405 and 404 in words', async () => {
    expect((await app.request('/mutate')).status).toBe(405)
    expect((await post('/mutat', '{}')).status).toBe(404)
  })

  it('never answer 500, whatever is sent', async () => {
    const review = (object: unknown) =>
      JSON.stringify(reviewing({ ...creating(endpoint()), object } as never))
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map(review),
      fc.jsonValue().map((spec) => review({ ...endpoint(), spec })),
      fc.jsonValue().map((metadata) => review({ ...endpoint(), metadata })),
    )
    const broken = vi.fn()
    const watched = webhookApp({ getContext: context, onError: broken })
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...webhookPaths), anything, async (path, body) => {
        const answered = await post(path, body, json, watched)
        expect([200, 400]).toContain(answered.status)
      }),
    )
    expect(broken).not.toHaveBeenCalled()
  })
})

describe('a handler that throws', () => {
  const onError = vi.fn()
  const broken = webhookApp({
    getContext() {
      throw new Error('a defect')
    },
    onError,
  })
  const answerTo = async (path: string, request: Parameters<typeof reviewing>[0]) => {
    const answered = await post(path, reviewing(request), json, broken)
    expect(answered.status).toBe(200)
    return ((await answered.json()) as { response: { uid: string; allowed: boolean; warnings?: string[] } })
      .response
  }

  it('lets mutation pass with a warning, and tells the log', async () => {
    const response = await answerTo('/mutate', creating(endpoint()))
    expect(response).toMatchObject({ uid: 'review-1', allowed: true })
    expect(response.warnings).toHaveLength(1)
    expect(onError).toHaveBeenCalledWith(
      '/mutate',
      expect.anything(),
      expect.objectContaining({ message: 'a defect' }),
    )
  })

  it('refuses what it had to judge', async () => {
    expect(await answerTo('/validate', creating(endpoint()))).toMatchObject({
      allowed: false,
      status: { code: 500 },
    })
  })

  it('never stands in the way of what it had not', async () => {
    const object = stored(endpoint())
    expect((await answerTo('/validate', updating(object, object))).allowed).toBe(true)
    expect((await answerTo('/validate-recipe-deletion', deleting(recipe()))).allowed).toBe(true)
  })
})
