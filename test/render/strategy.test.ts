import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { strategy } from '../../src/render/strategy.ts'

const portion = fc.oneof(fc.nat(3), fc.constantFrom('0%', '25%', '100%'))
const isZero = (value: unknown) => value === 0 || value === '0%'

describe('how a change rolls out', () => {
  it('needs no free GPU unless the user says so', () => {
    const rollingUpdate = { maxSurge: 0, maxUnavailable: 1 }
    expect(strategy()).toEqual({ type: 'RollingUpdate', rollingUpdate })
    expect(strategy({ type: 'RollingUpdate' })).toEqual({ type: 'RollingUpdate', rollingUpdate })
    expect(strategy({ type: 'Recreate' })).toEqual({ type: 'Recreate' })
  })

  it('can always move where the user wrote one half or none', () => {
    fc.assert(
      fc.property(
        fc.record({ maxSurge: portion, maxUnavailable: portion }, { requiredKeys: [] }),
        (asked) => {
          fc.pre(asked.maxSurge === undefined || asked.maxUnavailable === undefined)
          const { rollingUpdate } = strategy({ rollingUpdate: asked }) as {
            rollingUpdate: { maxSurge: unknown; maxUnavailable: unknown }
          }
          expect(isZero(rollingUpdate.maxSurge) && isZero(rollingUpdate.maxUnavailable)).toBe(false)
          expect(rollingUpdate).toMatchObject(asked)
        },
      ),
    )
  })
})
