import { Hono } from 'hono'
import { handle } from 'hono/aws-lambda'
import { describe, expect, it } from 'vitest'
import { decodable } from '../../../src/server/hosts/lambda-body.ts'
import recorded from './function-url-event.json' with { type: 'json' }

const answer = handle(new Hono().post('/mutate', async (c) => c.text(await c.req.text())))
const told = async (event: object) => {
  const { statusCode, body } = await answer(decodable({ ...recorded, ...event }) as never)
  return { statusCode, body }
}
const base64 = (text: string) => Buffer.from(text).toString('base64')

describe('the body of an event', () => {
  it.each([
    ['text', { body: 'é', isBase64Encoded: false }, 'é'],
    ['Base64', { body: base64('é'), isBase64Encoded: true }, 'é'],
    ['Base64 in lines, for URLs, without its end', { body: 'w7\r\n_Dvw', isBase64Encoded: true }, 'ÿÿ'],
    ['no Base64', { body: '@@@@', isBase64Encoded: true }, ''],
    ['nothing', { body: null, isBase64Encoded: true }, ''],
  ])('is read where it is %s', async (_what, event, body) => {
    expect(await told(event)).toEqual({ statusCode: 200, body })
  })
})
