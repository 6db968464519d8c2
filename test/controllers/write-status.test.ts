import { describe, expect, it, vi } from 'vitest'
import { writeStatus } from '../../src/controllers/write-status.ts'
import { ApiError } from '../../src/kube/api-error.ts'
import { resources } from '../../src/kube/resources.ts'
import type { KubeClient } from '../../src/kube/types.ts'

const object = {
  apiVersion: 'aim.engine.amd.com/v1alpha1',
  kind: 'AIMRecipe',
  metadata: { name: 'a', resourceVersion: '7' },
  status: { users: 1, conditions: [{ type: 'Valid' }], old: true },
}

function writing(status: unknown, answer: () => Promise<unknown>) {
  const patch = vi.fn(answer)
  const client = { patch } as unknown as Pick<KubeClient, 'patch'>
  return { patch, written: writeStatus(client, resources.aimRecipe, object, status) }
}

describe('a status', () => {
  it('is written as what changed of it, to the object as it was read', async () => {
    const now = { ...object, metadata: { ...object.metadata, resourceVersion: '8' } }
    const { patch, written } = writing({ users: 2, conditions: [{ type: 'Valid' }] }, () =>
      Promise.resolve(now),
    )
    expect(await written).toEqual({ object: now })
    expect(patch.mock.calls).toEqual([
      [
        resources.aimRecipe,
        { name: 'a', namespace: undefined },
        'merge',
        { metadata: { resourceVersion: '7' }, status: { users: 2, old: null } },
        { subresource: 'status' },
      ],
    ])
  })

  it('that is there already is not written', async () => {
    const { patch, written } = writing(object.status, () => Promise.reject(new Error('written')))
    expect(await written).toBe('unchanged')
    expect(patch).not.toHaveBeenCalled()
  })

  it('of an object that was deleted just now is nobody’s failure; any other is', async () => {
    const failing = (code: number, reason: string) =>
      writing({}, () => Promise.reject(new ApiError({ code, reason, message: reason }))).written
    expect(await failing(404, 'NotFound')).toBe('gone')
    await expect(failing(409, 'Conflict')).rejects.toThrow('Conflict')
  })
})
