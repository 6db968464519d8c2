import { request as httpRequest } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { directReviews } from '../../src/server/direct-reviews.ts'
import { type Host, serve } from '../../src/server/host.ts'
import { gateOf } from '../../src/server/shedding.ts'
import type { Reply } from '../../webhooks/reviewer.ts'

let host: Host | undefined
afterEach(() => host?.close())

const seen: (string | undefined)[] = []
const ended: number[] = []

async function open(review: (text: string) => Reply, requests = 500) {
  seen.length = 0
  ended.length = 0
  host = await serve({
    host: '127.0.0.1',
    port: 0,
    fetch: () => new Response('by the app', { status: 299 }),
    direct: directReviews({
      paths: ['/mutate'],
      review: (_path, type, { bytes }) => {
        const text = bytes.toString()
        seen.push(type, text)
        return review(text)
      },
      gate: gateOf({ requests }),
      begin: () => (status) => void ended.push(status),
    }),
  })
  return `http://127.0.0.1:${host.port}`
}

const ok = (body: string): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  // in pieces, as most answers are
  body: { own: body.slice(0, 1), common: new TextEncoder().encode(body.slice(1)) },
})
const headers = { 'content-type': 'application/json' }

describe('reviews on the server itself', () => {
  it('are given whole to what answers, and its answer goes back as it is', async () => {
    const url = await open((text) => ok(`${text}!`))
    const body = JSON.stringify({ name: 'Qwén – 3'.repeat(20_000) })
    const response = await fetch(`${url}/mutate?timeout=3s`, { method: 'POST', headers, body })
    expect(response.status).toBe(200)
    expect(await response.text()).toBe(`${body}!`)
    expect(seen[0]).toBe('application/json')
    expect(ended).toEqual([200])
  })

  it.each([
    ['another path', '/other', 'POST', '{}'],
    ['another method', '/mutate', 'GET', undefined],
  ])('leave %s to the app', async (_what, path, method, body) => {
    const url = await open(() => ok('{}'))
    const response = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body }) })
    expect(response.status).toBe(299)
    expect(seen).toEqual([])
  })

  it('leave a body of no declared length to the app', async () => {
    const url = await open(() => ok('{}'))
    const status = await new Promise((resolve) => {
      const request = httpRequest(`${url}/mutate`, { method: 'POST', headers }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode))
      })
      request.write('{')
      request.end('}')
    })
    expect(status).toBe(299)
  })

  it('that throw are answered all the same', async () => {
    const url = await open(() => {
      throw new Error('broken')
    })
    const response = await fetch(`${url}/mutate`, { method: 'POST', headers, body: '{}' })
    expect(response.status).toBe(400)
    expect(ended).toEqual([400])
  })

  it('that break off are counted as gone and hold no place', async () => {
    const url = await open(() => ok('{}'), 1)
    await new Promise((resolve) => {
      const request = httpRequest(`${url}/mutate`, {
        method: 'POST',
        headers: { ...headers, 'content-length': '1000' },
      })
      request.on('error', resolve)
      request.write('{')
      setTimeout(() => request.destroy(), 50)
    })
    await expect.poll(() => ended).toEqual([499])
    const response = await fetch(`${url}/mutate`, { method: 'POST', headers, body: '{}' })
    expect(response.status).toBe(200)
  })

  it('are turned away when too many are in flight', async () => {
    const url = await open(() => ok('{}'), 1)
    const waiting = httpRequest(`${url}/mutate`, {
      method: 'POST',
      headers: { ...headers, 'content-length': '2' },
    })
    waiting.write('{')
    await expect
      .poll(async () => (await fetch(`${url}/mutate`, { method: 'POST', headers, body: '{}' })).status)
      .toBe(429)
    waiting.end('}')
  })
})
