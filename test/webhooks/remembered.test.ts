import { describe, expect, it } from 'vitest'
import { remembered } from '../../webhooks/remembered.ts'
import type { AdmissionRequest } from '../../webhooks/review.ts'
import { context, creating, endpoint, type TestObject, updating, withMetadata } from './builders.ts'

/** A handler that tells how often it was asked, and what it was given last. */
function counting() {
  const given: AdmissionRequest[] = []
  const handler = remembered((request) => {
    given.push(request)
    return { allowed: true, warnings: [String(given.length)] }
  })
  return { given, handler }
}

const written = (object: TestObject, time: string) =>
  withMetadata(object, {
    resourceVersion: time,
    generation: time.length,
    creationTimestamp: time,
    managedFields: [
      { manager: 'kubectl', operation: 'Update', time, fieldsV1: { [time]: {} } },
      { manager: 'argocd', operation: 'Apply', time, fieldsV1: { 'f:spec': {} } },
    ],
  })

describe('a remembered answer', () => {
  it('is given again to a review that differs in nothing but its uid and the notes of the API server', () => {
    const { given, handler } = counting()
    const here = context()
    for (const time of ['1', '22', '333']) {
      const object = written(endpoint(), time)
      expect(handler({ ...updating(object, object), uid: time }, here).warnings).toEqual(['1'])
    }
    expect(given).toHaveLength(1)
    const metadata = JSON.stringify(given[0]?.object?.metadata)
    expect(metadata).toContain('argocd')
    expect(metadata).not.toMatch(/kubectl|time|resourceVersion|generation|creationTimestamp/)
  })

  it('is no answer to another question', () => {
    const { given, handler } = counting()
    const here = context()
    const questions = [
      creating(endpoint()),
      creating(endpoint({ modelId: 'Qwen/Qwen3-8B' })),
      creating(withMetadata(endpoint(), { name: 'other' })),
      creating(withMetadata(endpoint(), { annotations: { 'fitgate.dev/fit': 'off' } })),
      { ...creating(endpoint()), operation: 'UPDATE' as const },
      { ...creating(endpoint()), userInfo: { username: 'somebody' } },
      updating(endpoint(), endpoint()),
    ]
    for (const question of questions) handler(question, here)
    expect(given).toHaveLength(questions.length)
    handler(creating(endpoint()), context())
    expect(given).toHaveLength(questions.length + 1)
  })

  it('is not shared by objects whose names are still to be generated', () => {
    const { given, handler } = counting()
    const here = context()
    const object = withMetadata(endpoint(), { name: undefined, generateName: 'qwen-' })
    for (const uid of ['a', 'b', 'a']) handler({ ...creating(object), uid }, here)
    expect(given.map(({ uid }) => uid)).toEqual(['a', 'b'])
  })
})
