import { describe, expect, it } from 'vitest'
import { belonging } from '../../../src/controllers/aim-endpoint/belonging.ts'
import type { ObjectMeta } from '../../../src/vocabulary/object-meta.ts'
import { endpoint, only, rendered } from '../../render/builders.ts'

const mine = endpoint('qwen')
const [service] = [only(rendered('qwen'), 'Service')]
const owner = {
  apiVersion: 'aim.engine.amd.com/v1alpha1',
  kind: 'AIMEndpoint',
  name: 'qwen',
  uid: 'x',
  controller: true,
}
const whose = (metadata: Partial<ObjectMeta>) =>
  belonging({ ...service, metadata: { ...service.metadata, ...metadata } }, mine)

describe('an object with the name of a child', () => {
  it('is own by its controller, or by our labels where it has none', () => {
    expect(whose({})).toBe('own')
    expect(whose({ ownerReferences: [] })).toBe('own')
  })

  it('is left over from a namesake that is gone', () => {
    expect(whose({ ownerReferences: [owner] })).toBe('leftover')
  })

  it("is somebody else's otherwise", () => {
    expect(whose({ ownerReferences: [], labels: {} })).toBe('foreign')
    expect(whose({ ownerReferences: [{ ...owner, kind: 'InferenceService' }] })).toBe('foreign')
    expect(whose({ ownerReferences: [{ ...owner, name: 'other' }] })).toBe('foreign')
  })
})
