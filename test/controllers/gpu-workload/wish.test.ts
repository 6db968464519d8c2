import { describe, expect, it } from 'vitest'
import { batchWish, candidateOn } from '../../../src/controllers/gpu-workload/wish.ts'
import { knowing, nodes } from '../../decide/builders.ts'
import { workload } from './builders.ts'

const mixed = knowing({
  shapes: [nodes('MI300X', 2), nodes('MI325X', 1), nodes('MI300X', 1, { partition: 'cpx_nps4', gpus: 64 })],
  unknownNodes: 0,
})

function wish(spec: object) {
  const answer = batchWish(workload(spec), mixed)
  if (!('candidate' in answer)) throw new Error(JSON.stringify(answer))
  return answer
}

const names = (spec: object) =>
  wish(spec).devices.map(({ accelerator, partition = '' }) => accelerator + partition)

describe('what a GPUWorkload may run on', () => {
  it('is every kind of device on which the decided plan is valid', () => {
    expect(names({ modelName: 'Qwen/Qwen3-8B' }).toSorted()).toEqual(
      expect.arrayContaining(['MI300X', 'MI325X']),
    )
  })

  it('is any whole GPU for a model or a program that nobody knows', () => {
    for (const spec of [{ modelName: 'my model' }, { modelName: 'my model', gpuCount: 3, command: ['true'] }])
      expect(names(spec).toSorted()).toEqual(['MI300X', 'MI325X'])
  })

  it('is narrowed by the node selector', () => {
    expect(names({ modelName: 'x', image: 'y', nodeSelector: { 'amd.com/gpu.device-id': '74a1' } })).toEqual([
      'MI300X',
    ])
  })

  it('is nothing where the parallelism is illegal', () => {
    expect(batchWish(workload({ modelName: 'Qwen/Qwen3-32B', gpuCount: 3 }), mixed)).toHaveProperty('refusal')
  })

  it('is nothing yet, and perhaps later, where only the hardware is missing', () => {
    const empty = knowing({ shapes: [], unknownNodes: 0 })
    for (const spec of [
      { nodeSelector: { 'amd.com/gpu.device-id': '74a5' } },
      { modelName: 'Qwen/Qwen3-32B' },
    ])
      expect(batchWish(workload(spec), empty)).toHaveProperty('unsuitable')
    // for certain not on one MI300X, but on one MI355X
    const large = workload({ modelName: 'Qwen/Qwen3-235B-A22B', precision: 'fp8', gpuCount: 1 })
    const small = knowing({ shapes: [nodes('MI300X', 1)], unknownNodes: 0 })
    expect(batchWish(large, small)).toHaveProperty('unsuitable')
  })

  it('takes the plan along to another kind', () => {
    const answer = wish({ modelName: 'my model', command: ['true'] })
    for (const device of answer.devices)
      expect(candidateOn(answer, device)).toMatchObject({ accelerator: device.accelerator, gpuCount: 2 })
  })
})
