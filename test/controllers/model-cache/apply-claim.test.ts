import { describe, expect, it } from 'vitest'
import { ClaimApplier } from '../../../src/controllers/model-cache/apply-claim.ts'
import { planClaim } from '../../../src/controllers/model-cache/claim-plan.ts'
import { readCache } from '../../../src/controllers/model-cache/read-cache.ts'
import { ApiError } from '../../../src/kube/api-error.ts'
import type { KubeClient, KubeObject } from '../../../src/kube/types.ts'
import { cache, claim } from './caches.ts'

function planned(spec: object, live = claim()) {
  const { request } = readCache(cache(spec))
  if (request === undefined) throw new Error('not valid')
  const plan = planClaim(cache(), request.intent, request.paths, live)
  return { ...plan, storage: JSON.stringify(plan.wanted?.spec?.resources) }
}

describe('a claim that is there', () => {
  it('grows, never shrinks, and says what it cannot become', () => {
    expect(planned({ storage: { size: '200Gi' } }).storage).toContain('200Gi')
    const shrunk = planned({ storage: { size: '50Gi', accessMode: 'ReadWriteOnce' } })
    expect(shrunk.storage).toContain('100Gi')
    expect(shrunk.frozen).toEqual([
      'spec.storage.accessMode is ReadWriteOnce, the volume has ReadWriteMany',
      'spec.storage.size is 50Gi, the volume has 100Gi and cannot shrink',
    ])
    // what nobody wrote is no reason to complain
    expect(planned({ storage: {} }).frozen).toEqual([])
  })
})

describe('a claim that the API server refuses', () => {
  it('is told of and left alone for a while, unless something else is wanted', async () => {
    let now = 0
    const applied: KubeObject[] = []
    const client = {
      get: () => Promise.resolve(undefined),
      apply: (_: unknown, object: KubeObject) => {
        applied.push(object)
        return Promise.reject(
          new ApiError({ code: 403, reason: 'Forbidden', message: 'the class cannot grow' }),
        )
      },
    } as unknown as KubeClient
    const applier = new ClaimApplier(client, () => now)
    const apply = async (size: string) => {
      const { wanted } = planned({ storage: { size } })
      if (wanted === undefined) throw new Error('no claim')
      return applier.apply('key', wanted, claim())
    }
    const first = await apply('200Gi')
    expect(first.refused).toMatchObject({
      reason: 'ClaimRefused',
      message: expect.stringContaining('the class cannot grow'),
    })
    expect(first.claim).toEqual(claim())
    now = 299_000
    expect(await apply('200Gi')).toMatchObject({ refused: first.refused, afterSeconds: 1 })
    expect(applied).toHaveLength(1)
    await apply('300Gi')
    now = 700_000
    await apply('300Gi')
    expect(applied).toHaveLength(3)
  })
})
