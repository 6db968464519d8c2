import { describe, expect, it } from 'vitest'
import type { HardwareShape } from '../../src/inventory/hardware.ts'
import { Inventory } from '../../src/inventory/inventory.ts'
import { remember } from '../../src/inventory/last-seen.ts'

const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n', labels: { 'amd.com/gpu.device-id': '74a1', 'amd.com/gpu.vram': '192G' } },
  status: { allocatable: { 'amd.com/gpu': '8' }, conditions: [{ type: 'Ready', status: 'True' }] },
}

describe('a pool that is scaled to zero', () => {
  it('is remembered over many looks, and forgotten after its time', () => {
    const inventory = new Inventory()
    let memory: readonly HardwareShape[] = []
    const look = (hour: number) => {
      const now = new Date(Date.UTC(2026, 0, 1, hour))
      const { shapes } = inventory.hardware([], memory, now, 24)
      memory = remember(memory, shapes, now, 24)
      return shapes.map(({ accelerator, origin }) => `${accelerator} ${origin}`)
    }
    inventory.applyNode(node)
    expect(look(0)).toEqual(['MI300X observed'])
    inventory.removeNode('n')
    for (const hour of [1, 2, 12, 23]) expect(look(hour)).toEqual(['MI300X lastSeen'])
    expect(look(25)).toEqual([])
  })
})
