import { describe, expect, it } from 'vitest'
import { nodeNames } from '../../src/sandbox/node-spec.ts'
import { parseNodesDocument } from '../../src/sandbox/nodes-input.ts'
import { simulatedNode } from '../../src/sandbox/simulated-node.ts'

/** The node that one line of a nodes document describes. */
function node(text: string) {
  const [first] = nodeNames(parseNodesDocument(`[{${text}}]`).nodes)
  if (first === undefined) throw new Error(`${text} describes no node`)
  return simulatedNode(...first)
}

const gpuLabels = (text: string) =>
  Object.fromEntries(
    Object.entries(node(text).metadata.labels ?? {}).filter(([key]) => key.includes('amd.com')),
  )

describe('labels', () => {
  it('of a whole MI300X node are those of the current labeller, in every form', () => {
    expect(gpuLabels('accelerator: MI300X')).toEqual({
      'amd.com/gpu.vram': '192G',
      'beta.amd.com/gpu.vram': '192G',
      'beta.amd.com/gpu.vram.192G': '8',
      'amd.com/gpu.cu-count': '304',
      'beta.amd.com/gpu.cu-count': '304',
      'beta.amd.com/gpu.cu-count.304': '8',
      'amd.com/gpu.simd-count': '1216',
      'beta.amd.com/gpu.simd-count': '1216',
      'beta.amd.com/gpu.simd-count.1216': '8',
      'amd.com/gpu.device-id': '74a1',
      'beta.amd.com/gpu.device-id': '74a1',
      'beta.amd.com/gpu.device-id.74a1': '8',
      'amd.com/gpu.family': 'AI',
      'beta.amd.com/gpu.family': 'AI',
      'beta.amd.com/gpu.family.AI': '8',
      'amd.com/gpu.product-name': 'AMD_Instinct_MI300X_OAM',
      'beta.amd.com/gpu.product-name': 'AMD_Instinct_MI300X_OAM',
      'beta.amd.com/gpu.product-name.AMD_Instinct_MI300X_OAM': '8',
      'amd.com/gpu.compute-memory-partition': 'spx_nps1',
      'beta.amd.com/gpu.compute-memory-partition': 'spx_nps1',
      'beta.amd.com/gpu.compute-memory-partition.spx_nps1': '8',
      'amd.com/gpu.compute-partitioning-supported': 'true',
      'beta.amd.com/gpu.compute-partitioning-supported': 'true',
      'beta.amd.com/gpu.compute-partitioning-supported.true': '8',
      'amd.com/gpu.memory-partitioning-supported': 'true',
      'beta.amd.com/gpu.memory-partitioning-supported': 'true',
      'beta.amd.com/gpu.memory-partitioning-supported.true': '8',
    })
  })

  it('of an old labeller have the old keys only', () => {
    const labels = gpuLabels('accelerator: MI250, labeller: legacy')
    expect(Object.keys(labels).filter((key) => !key.startsWith('beta.'))).toEqual([])
    expect(labels).toMatchObject({
      'beta.amd.com/gpu.device-id': '740c',
      'beta.amd.com/gpu.device-id.740c': '8',
      'beta.amd.com/gpu.vram.64G': '8',
      'beta.amd.com/gpu.cu-count': '104',
    })
  })

  it('of a partitioned node are those of one partition', () => {
    expect(gpuLabels('accelerator: MI300X, partition: cpx_nps4')).toMatchObject({
      'amd.com/gpu.vram': '24G',
      'amd.com/gpu.cu-count': '38',
      'amd.com/gpu.simd-count': '152',
      'amd.com/gpu.compute-memory-partition': 'cpx_nps4',
      'beta.amd.com/gpu.vram.24G': '64',
    })
  })

  it('of a node without GPUs say nothing of GPUs', () => {
    expect(gpuLabels('accelerator: none')).toEqual({})
  })

  it('of the user come last', () => {
    expect(gpuLabels('accelerator: MI300X, labels: {amd.com/gpu.vram: 190G}')).toMatchObject({
      'amd.com/gpu.vram': '190G',
    })
  })
})

describe('resources', () => {
  it.each([
    ['accelerator: MI300X', { 'amd.com/gpu': '8' }],
    ['accelerator: MI300X, gpusPerNode: 2', { 'amd.com/gpu': '2' }],
    ['accelerator: MI250', { 'amd.com/gpu': '8' }],
    ['accelerator: MI300X, partition: cpx_nps4', { 'amd.com/gpu': '64' }],
    ['accelerator: MI300X, partition: cpx_nps4, naming: mixed', { 'amd.com/cpx_nps4': '64' }],
    ['accelerator: MI300X, naming: mixed', { 'amd.com/spx_nps1': '8' }],
    ['accelerator: MI250, naming: mixed', { 'amd.com/gpu': '8' }],
    ['accelerator: none', {}],
  ])('of {%s} are %j', (text, expected) => {
    const { allocatable, capacity } = node(text).status
    expect(capacity).toEqual(allocatable)
    expect(
      Object.fromEntries(Object.entries(allocatable).filter(([key]) => key.startsWith('amd.com'))),
    ).toEqual(expected)
  })
})
