/**
 * Requests that every host has to answer alike, and how they are asked over plain HTTP.
 * @module
 */
import { creating, deleting, endpoint, recipe, reviewing, tooLarge } from '../../webhooks/builders.ts'

export interface Asked {
  readonly path: string
  readonly method?: string
  readonly type?: string
  readonly body?: string
}

const json = (value: unknown) => JSON.stringify(value)

/** By what is asked. */
export const requests: Readonly<Record<string, Asked>> = {
  'a mutation': { path: '/mutate', body: json(reviewing(creating(endpoint()))) },
  'a validation': { path: '/validate', body: json(reviewing(creating(endpoint()))) },
  'a refusal': { path: '/validate', body: json(reviewing(creating(endpoint(tooLarge)))) },
  'a recipe': { path: '/validate', body: json(reviewing(creating(recipe({ precision: 'fp9' })))) },
  'a deletion': { path: '/validate-recipe-deletion', body: json(reviewing(deleting(recipe()))) },
  'a name that is not ASCII': {
    path: '/mutate',
    body: json(reviewing(creating(endpoint({ modelId: 'Qwen/Qwén–3' })))),
  },
  'half a review': { path: '/mutate', body: '{"request": {"uid": "u' },
  'another content type': { path: '/mutate', type: 'text/yaml', body: '{}' },
  'another method': { path: '/mutate', method: 'PUT', body: '{}' },
}

export interface Answered {
  readonly status: number
  readonly body: unknown
}

/** @param base `http://127.0.0.1:PORT`, with a secret path where there is one */
export async function ask(base: string, { path, method = 'POST', type, body }: Asked): Promise<Answered> {
  const headers = { 'content-type': type ?? 'application/json' }
  const reply = await fetch(`${base}${path}`, { method, headers, body })
  return { status: reply.status, body: JSON.parse(await reply.text()) }
}
