import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { webhookApp, webhookPaths } from '../../webhooks/app.ts'
import { keepsItsPromises } from '../fuzz/promises.ts'
import { anyReview } from '../fuzz/reviews.ts'
import { context, creating, endpoint, fits, recipe, reviewing, updating, withMetadata } from './builders.ts'
import { creating as creatingWorkload, deployment } from './workload/builders.ts'

const defects: unknown[] = []
const app = webhookApp({ getContext: context, onError: (_path, _request, error) => defects.push(error) })

/** In place of this text stands a value 10,000 levels deep: it can be read, but not be written by `JSON.stringify`. */
const abyss = 'abyss'
const levels = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`
const textOf = (request: unknown) => JSON.stringify(request).replaceAll(`"${abyss}"`, levels)

interface Answered {
  readonly allowed: boolean
  readonly status?: { readonly code: number; readonly message: string }
  readonly warnings?: readonly string[]
}

const ask = async (path: string, request: unknown) => {
  const body = typeof request === 'string' ? request : textOf(request)
  const headers = { 'content-type': 'application/json' }
  const answered = await app.request(path, { method: 'POST', headers, body })
  expect(answered.status).toBe(200)
  return ((await answered.json()) as { response: Answered }).response
}

describe('whatever is sent', () => {
  it('is answered within its limits, by a patch that applies or by none, and never by a defect', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...webhookPaths), anyReview, async (path, body) => {
        await keepsItsPromises(app, path, body)
      }),
      { numRuns: 600 },
    )
    expect(defects).toEqual([])
  }, 60_000)
})

describe('an object nested 10,000 levels deep', () => {
  const deep = { ...fits, unknown: abyss }
  const wrong = { code: 422, message: expect.stringContaining('nested more than 200 levels') }

  it.each([
    ['endpoint', endpoint(deep)],
    ['recipe', recipe({ unknown: deep })],
  ])('is refused in words as a new %s', async (_what, object) => {
    expect(await ask('/validate', reviewing(creating(object)))).toMatchObject({
      allowed: false,
      status: wrong,
    })
  })

  it.each(['options', 'userInfo', 'unknown'])(
    'is refused where it lies beside the object, in %s',
    async (field) => {
      const request = { ...creating(endpoint()), [field]: abyss }
      expect(await ask('/validate', reviewing(request))).toMatchObject({ allowed: false, status: wrong })
    },
  )

  it('can be labelled all the same, when it slipped in while nobody looked', async () => {
    const labelled = withMetadata(endpoint(deep), { labels: { team: 'a' } })
    for (const path of ['/mutate', '/validate']) {
      const answer = await ask(path, reviewing(updating(endpoint(deep), labelled)))
      expect(answer).toMatchObject({ allowed: true, warnings: [expect.stringContaining('nested')] })
    }
    const deeper = endpoint({ ...fits, unknown: [abyss] })
    expect((await ask('/validate', reviewing(updating(endpoint(deep), deeper)))).allowed).toBe(false)
  })
})

describe('an object that is hostile in another way', () => {
  it('may have 50,000 variables and 100,000 fields nobody knows', async () => {
    const env = Array.from({ length: 50_000 }, (_, index) => ({ name: `N${index}`, value: 'v' }))
    const many = await ask('/validate', reviewing(creating(endpoint({ ...fits, env }))))
    expect(many.status?.message).toBe('spec.env: has 50000 entries, allowed at most 64')
    const strange = Object.fromEntries(env.flatMap(({ name }) => [1, 2].map((n) => [`${name}-${n}`, n])))
    expect((await ask('/validate', reviewing(creating(endpoint({ ...fits, ...strange }))))).allowed).toBe(
      true,
    )
  })

  it('may list 150,000 products in an affinity, and is answered in time', async () => {
    const values = Array.from({ length: 150_000 }, (_, index) => `product-${index}`)
    const matchExpressions = [{ key: 'amd.com/gpu.product-name', operator: 'In', values }]
    const nodeAffinity = {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
    }
    const review = reviewing(creatingWorkload(deployment({ pod: { affinity: { nodeAffinity } } })))
    const began = performance.now()
    for (const path of ['/mutate', '/validate']) await ask(path, review)
    expect(performance.now() - began).toBeLessThan(3000)
  }, 60_000)

  it('is read by the last of two fields of one name, as the API server reads it', async () => {
    const body = JSON.stringify(reviewing(creating(endpoint())))
    const twice = (first: string, second: string) =>
      body.replace('"gpuCount":1', `"gpuCount":${first},"gpuCount":${second}`)
    expect((await ask('/validate', twice('"x"', '1'))).allowed).toBe(true)
    expect((await ask('/validate', twice('1', '"x"'))).status?.message).toContain('spec.resources.gpuCount')
  })

  it('has only the fields that are its own', async () => {
    const body = JSON.stringify(reviewing(creating(endpoint())))
    const inherited = body.replace('"spec":{', '"spec":{"__proto__":{"replicas":"x"},')
    expect((await ask('/validate', inherited)).allowed).toBe(true)
    expect(Reflect.has({}, 'replicas')).toBe(false)
  })

  it('is let pass unchecked when it is of a version nobody knows', async () => {
    const newer = { ...endpoint(), apiVersion: 'aim.engine.amd.com/v9' }
    for (const path of ['/mutate', '/validate']) {
      const answer = await ask(path, reviewing(creating(newer)))
      expect(answer).toMatchObject({ allowed: true, warnings: [expect.stringContaining('was not checked')] })
    }
  })

  it('gets no pin for which its annotations leave no room', async () => {
    const full = withMetadata(endpoint(), { annotations: { note: 'x'.repeat(262_000) } })
    const answer = await ask('/mutate', reviewing(creating(full)))
    expect(answer).not.toHaveProperty('patch')
    expect(answer.warnings?.[0]).toContain('256 KiB')
  })
})
