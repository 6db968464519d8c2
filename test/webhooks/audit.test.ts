import { describe, expect, it } from 'vitest'
import { webhookApp, webhookPaths } from '../../webhooks/app.ts'
import { auditAnnotations } from '../../webhooks/audit.ts'
import { context, creating, deleting, endpoint, recipe, reviewing, tooLarge } from './builders.ts'

const app = webhookApp({ getContext: () => ({ ...context(), snapshotAgeSeconds: 12.4 }) })
const audited = async (path: string, request: Parameters<typeof reviewing>[0]) => {
  const headers = { 'content-type': 'application/json' }
  const answered = await app.request(path, {
    method: 'POST',
    headers,
    body: JSON.stringify(reviewing(request)),
  })
  return ((await answered.json()) as { response: { auditAnnotations: Record<string, string> } }).response
    .auditAnnotations
}

describe('the audit log', () => {
  it('tells of every review what was decided and what it rests on', async () => {
    const requests = [endpoint(), endpoint(tooLarge), endpoint({}), recipe()].map(creating)
    for (const path of webhookPaths) {
      for (const request of [...requests, deleting(recipe())]) {
        const keys = Object.keys(await audited(path, request))
        expect(keys).toEqual(
          expect.arrayContaining(['decision', 'recipe', 'policies', 'snapshot', 'snapshot-age-seconds']),
        )
      }
    }
  })

  it('names verdict, recipe, snapshot and its age where there was something to judge', async () => {
    expect(await audited('/validate', creating(endpoint()))).toEqual({
      decision: 'Fits',
      recipe: expect.stringMatching(/./),
      policies: 'none',
      snapshot: context().decision.snapshot.version,
      'snapshot-age-seconds': '12',
    })
    expect(await audited('/validate', creating(endpoint(tooLarge)))).toMatchObject({ decision: 'DoesNotFit' })
  })

  it('says so where nothing was judged, or not even the snapshot could be had', () => {
    expect(auditAnnotations({ allowed: true }, undefined)).toEqual({
      decision: 'NotJudged',
      recipe: 'none',
      policies: 'none',
      snapshot: 'none',
    })
    expect(auditAnnotations({ allowed: false }, undefined)).toMatchObject({ decision: 'Denied' })
  })

  it('gets no more than a line, whatever a handler tells', () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`key-${i}`, 'x'.repeat(9000)]))
    const told = auditAnnotations({ allowed: true, audit: many }, undefined)
    expect(Object.keys(told)).toHaveLength(16)
    expect(Math.max(...Object.values(told).map(({ length }) => length))).toBe(1024)
  })
})
