import { describe, expect, it } from 'vitest'
import { accepts, type NodeFilter } from '../../../src/decide/place/node-filter.ts'

const here = { name: 'n1', labels: { rack: 'r1', gen: '5', empty: '' }, taints: [] }
const where = (
  key: string,
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt',
  ...values: string[]
): NodeFilter => ({
  affinity: [{ matchExpressions: [{ key, operator, values }] }],
})

describe('a pod accepts a node', () => {
  it.each<[string, NodeFilter, boolean]>([
    ['nothing is asked', {}, true],
    ['the selector matches', { nodeSelector: { rack: 'r1', empty: '' } }, true],
    ['the selector differs', { nodeSelector: { rack: 'r2' } }, false],
    ['the selector’s label is absent', { nodeSelector: { zone: '' } }, false],
    ['In', where('rack', 'In', 'r0', 'r1'), true],
    ['In, absent', where('zone', 'In', 'z'), false],
    ['NotIn', where('rack', 'NotIn', 'r1'), false],
    ['NotIn, absent', where('zone', 'NotIn', 'z'), true],
    ['Exists', where('empty', 'Exists'), true],
    ['DoesNotExist', where('rack', 'DoesNotExist'), false],
    ['Gt', where('gen', 'Gt', '4'), true],
    ['Gt, equal', where('gen', 'Gt', '5'), false],
    ['Lt', where('gen', 'Lt', '6'), true],
    ['Lt of no number', where('rack', 'Lt', '6'), false],
    ['a term without expressions', { affinity: [{}] }, false],
    ['no terms', { affinity: [] }, true],
    [
      'its name',
      { affinity: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n1'] }] }] },
      true,
    ],
    [
      'another name',
      { affinity: [{ matchFields: [{ key: 'metadata.name', operator: 'NotIn', values: ['n1'] }] }] },
      false,
    ],
    [
      'one of two terms',
      { affinity: [{}, { matchExpressions: [{ key: 'rack', operator: 'Exists' }] }] },
      true,
    ],
    [
      'half of a term',
      {
        affinity: [
          {
            matchExpressions: [
              { key: 'rack', operator: 'Exists' },
              { key: 'zone', operator: 'Exists' },
            ],
          },
        ],
      },
      false,
    ],
  ])('%s', (_name, filter, expected) => {
    expect(accepts(filter, here)).toBe(expected)
  })
})

describe('a taint is tolerated', () => {
  const tainted = { ...here, taints: [{ key: 'dedicated', value: 'x', effect: 'NoSchedule' }] }
  it.each<[NonNullable<NodeFilter['tolerations']>[number] | undefined, boolean]>([
    [undefined, false],
    [{ operator: 'Exists' }, true],
    [{ key: 'dedicated', operator: 'Exists' }, true],
    [{ key: 'dedicated', operator: 'Exists', effect: 'NoSchedule' }, true],
    [{ key: 'dedicated', operator: 'Exists', effect: 'NoExecute' }, false],
    [{ key: 'other', operator: 'Exists' }, false],
    [{ key: 'dedicated', value: 'x' }, true],
    [{ key: 'dedicated', operator: 'Equal', value: 'y' }, false],
    [{ key: 'dedicated' }, false],
  ])('by %j: %j', (toleration, expected) => {
    expect(accepts(toleration === undefined ? {} : { tolerations: [toleration] }, tainted)).toBe(expected)
  })

  it('when every one of them is', () => {
    const two = { ...tainted, taints: [...tainted.taints, { key: 'b', effect: 'NoExecute' }] }
    expect(accepts({ tolerations: [{ key: 'b', operator: 'Exists' }] }, two)).toBe(false)
    expect(accepts({ tolerations: [{ operator: 'Exists' }] }, two)).toBe(true)
  })
})
