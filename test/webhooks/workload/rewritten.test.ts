import { describe, expect, it } from 'vitest'
import { mutateWorkload } from '../../../webhooks/workload.ts'
import { cluster, nodes } from '../../decide/builders.ts'
import { context } from '../builders.ts'
import { creating, deployment } from './builders.ts'

const on = (accelerator: string, ...free: readonly number[]) =>
  context({ hardware: cluster(nodes(accelerator, 2, { free })) })
const operations = (object = deployment(), here = on('MI300X', 8, 8)) =>
  mutateWorkload(creating(object), here).operations

describe('what is written on a workload', () => {
  it('is written once, however the cluster changes, as long as the plan is the same', () => {
    expect(operations(deployment(), on('MI300X', 7, 3))).toBe(operations())
  })

  it('is another for another plan, another object, or the same in another form', () => {
    const first = operations()
    expect(operations(deployment(), on('MI355X', 8, 8))).not.toEqual(first)
    expect(operations(deployment({ metadata: { name: 'other' } }))).not.toEqual(first)
    expect(operations(deployment({ container: { env: [{ name: 'A', value: 'b' }] } }))).not.toBe(first)
  })
})
