import { describe, expect, it } from 'vitest'
import { mutateWorkload } from '../../../webhooks/workload.ts'
import { cluster, nodes } from '../../decide/builders.ts'
import { context } from '../builders.ts'
import { creating, deployment } from './builders.ts'

const on = (accelerator: string, ...free: readonly number[]) =>
  context({ hardware: cluster(nodes(accelerator, 2, { free })) })
const operations = (review = creating(deployment()), here = on('MI300X', 8, 8)) =>
  mutateWorkload(review, here).operations

describe('what is written on a workload', () => {
  it('is written once for a review, however the cluster changes, as long as the plan is the same', () => {
    const review = creating(deployment())
    const first = operations(review)
    expect(operations(review, on('MI300X', 7, 3))).toBe(first)
    expect(operations(review, on('MI355X', 8, 8))).not.toEqual(first)
    expect(operations(review)).toEqual(first)
  })

  it('is another for another object, or the same in another form', () => {
    const first = operations()
    expect(operations(creating(deployment({ metadata: { name: 'other' } })))).not.toEqual(first)
    const withEnv = deployment({ container: { env: [{ name: 'A', value: 'b' }] } })
    expect(operations(creating(withEnv))).not.toEqual(first)
  })
})
