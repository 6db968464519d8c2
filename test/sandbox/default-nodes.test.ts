import { describe, expect, it } from 'vitest'
import { defaultNodes } from '../../src/sandbox/default-nodes.ts'
import { nodeNames } from '../../src/sandbox/node-spec.ts'

describe('the default nodes', () => {
  it('are every current part, a partitioned one, one without GPUs, and labellers old and new', () => {
    expect(nodeNames(defaultNodes).map(([name]) => name)).toEqual([
      'mi300x-1',
      'mi300x-2',
      'mi325x-1',
      'mi355x-1',
      'mi250-1',
      'mi300x-cpx-nps4-1',
      'cpu-1',
    ])
    expect(new Set(defaultNodes.map((spec) => spec.labeller))).toEqual(new Set(['current', 'legacy']))
  })
})
