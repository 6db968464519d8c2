import { describe, expect, it } from 'vitest'
import { couldRun, placeRequest } from '../../../src/controllers/gpu-workload/place-request.ts'
import { Inventory } from '../../../src/inventory/inventory.ts'
import { nodes } from '../../decide/builders.ts'
import { wishOf, workload } from './builders.ts'

function asked(spec: object) {
  const object = workload({ modelName: 'm', ...spec })
  return placeRequest(object, wishOf(object))
}

function rooms(gpus: number, cordoned = false) {
  const inventory = new Inventory()
  const amounts = { 'amd.com/gpu': String(gpus) }
  inventory.applyNode({
    metadata: { name: 'n', labels: { 'amd.com/gpu.device-id': '74a1', zone: 'a' } },
    spec: {
      unschedulable: cordoned,
      taints: cordoned ? [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] : [],
    },
    status: { capacity: amounts, allocatable: amounts },
  })
  return inventory.rooms()
}

describe('whether a node could take it, idle', () => {
  it('follows from the largest node, cordoned or not', () => {
    expect(couldRun(rooms(4), undefined, asked({ gpuCount: 4 }))).toBe(true)
    expect(couldRun(rooms(4, true), undefined, asked({ gpuCount: 4 }))).toBe(true)
    expect(couldRun(rooms(4), undefined, asked({ gpuCount: 5 }))).toBe(false)
  })

  it('follows from the node selector', () => {
    expect(couldRun(rooms(8), undefined, asked({ nodeSelector: { zone: 'a' } }))).toBe(true)
    expect(couldRun(rooms(8), undefined, asked({ nodeSelector: { zone: 'b' } }))).toBe(false)
  })

  it('counts hardware that the platform declares and that may still come', () => {
    const declared = { shapes: [nodes('MI300X', 0, { origin: 'declared' })], unknownNodes: 0 }
    expect(couldRun([], declared, asked({ gpuCount: 8 }))).toBe(true)
    expect(couldRun([], undefined, asked({ gpuCount: 8 }))).toBe(false)
  })
})
