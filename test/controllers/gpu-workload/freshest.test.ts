import { expect, it } from 'vitest'
import { Freshest } from '../../../src/controllers/gpu-workload/freshest.ts'
import type { KubeObject } from '../../../src/kube/types.ts'

const at = (resourceVersion: string, uid = 'u'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', uid, resourceVersion },
})

it('what was written counts until the watch has told of it, or of something newer', () => {
  const freshest = new Freshest()
  freshest.note(at('10'))
  expect(freshest.of(at('9')).metadata.resourceVersion).toBe('10')
  expect(freshest.of(at('100')).metadata.resourceVersion).toBe('100')
  expect(freshest.of(at('9')).metadata.resourceVersion).toBe('9')
})

it('an object of the same name that came later is another', () => {
  const freshest = new Freshest()
  freshest.note(at('10'))
  expect(freshest.of(at('9', 'other')).metadata.uid).toBe('other')
})
