import { describe, expect, it } from 'vitest'
import { instinctAccelerators } from '../../src/catalog/accelerators.ts'
import { assumedHardware } from '../../src/inventory/assumed.ts'
import { freeDevices, nodesWithRoom } from '../../src/inventory/hardware.ts'
import { Inventory } from '../../src/inventory/inventory.ts'
import { missingShapes, remember } from '../../src/inventory/last-seen.ts'
import { parseHardware } from '../../src/inventory/parse-hardware.ts'
import { mi300x } from './objects.ts'

describe('parseHardware', () => {
  const shapes = (text: string) =>
    parseHardware(text).hardware?.shapes.map(({ accelerator, partition, gpusPerNode, nodes }) =>
      [nodes, gpusPerNode, accelerator, partition].filter((part) => part !== undefined).join(' '),
    )

  it.each([
    ['8xMI300X', ['1 8 MI300X']],
    ['2x8xMI300X', ['2 8 MI300X']],
    ['8xmi300x, 4xMI250', ['1 8 MI300X', '1 4 MI250']],
    ['64xMI300X/cpx_nps4', ['1 64 MI300X cpx_nps4']],
    ['8xMI300X/spx_nps1', ['1 8 MI300X']],
    ['MI300A', ['1 4 MI300A']],
    ['MI300X/CPX_NPS4', ['1 64 MI300X cpx_nps4']],
    ['8xMI300X,8xMI300X,1xMI300X', ['2 8 MI300X', '1 1 MI300X']],
  ])('%s', (text, expected) => {
    expect(parseHardware(text).errors).toEqual([])
    expect(shapes(text)).toEqual(expected)
  })

  it('makes every device free', () => {
    const [shape] = parseHardware('2x8xMI300X').hardware?.shapes ?? []
    expect(shape && freeDevices(shape)).toBe(16)
    expect(shape && nodesWithRoom(shape, 8)).toBe(2)
    expect(parseHardware('64xMI300X/cpx_nps4').hardware?.shapes[0]?.memoryGiB).toBeCloseTo(24, 1)
  })

  it('lists every problem, with the near miss', () => {
    const { hardware, errors } = parseHardware(
      '8xMI300Y,0xMI300X,8xMI300X/cpx_nps3,4xMI210/cpx_nps4,,eight,8xH100',
    )
    expect(hardware).toBeUndefined()
    expect(errors.map(({ path }) => path)).toEqual([
      '8xMI300Y',
      '0xMI300X',
      '8xMI300X/cpx_nps3',
      '4xMI210/cpx_nps4',
      '',
      'eight',
      '8xH100',
    ])
    expect(errors[0]?.fix).toMatch(/did you mean "MI300[XA]"\?/)
    expect(errors[1]?.message).toBe('a node has 1 to 256 GPUs, not 0')
    expect(errors[2]?.fix).toMatch(/did you mean "cpx_nps\d"\?/)
    expect(errors[3]?.message).toBe('MI210 cannot be partitioned')
  })
})

describe('assumedHardware', () => {
  it('is one full node of every Instinct part', () => {
    const { shapes } = assumedHardware()
    expect(shapes.map(({ accelerator }) => accelerator)).toEqual(instinctAccelerators.map(({ name }) => name))
    for (const shape of shapes) expect(nodesWithRoom(shape, shape.gpusPerNode)).toBe(1)
  })
})

describe('declared and last-seen shapes', () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 10, 21, hour))
  const observed = () => {
    const inventory = new Inventory()
    inventory.applyNode(mi300x('a').build())
    return inventory
  }

  it('stand beside what is observed', () => {
    const declared = parseHardware('8xMI355X').hardware?.shapes ?? []
    const origins = observed()
      .hardware(declared, [], at(0))
      .shapes.map(({ accelerator, origin }) => [accelerator, origin])
    expect(origins).toEqual([
      ['MI300X', 'observed'],
      ['MI355X', 'declared'],
    ])
  })

  it('are remembered for a day after the last node left', () => {
    const inventory = observed()
    const memory = remember([], inventory.hardware([], [], at(0)).shapes, at(0))
    expect(memory).toMatchObject([
      { accelerator: 'MI300X', origin: 'lastSeen', nodes: 0, lastSeen: at(0).toISOString() },
    ])
    expect(inventory.hardware([], memory, at(1)).shapes.map(({ origin }) => origin)).toEqual(['observed'])
    inventory.removeNode('a')
    expect(inventory.hardware([], memory, at(24)).shapes).toEqual(memory)
    expect(inventory.hardware([], memory, at(25)).shapes).toEqual([])
    expect(inventory.hardware([], memory, at(2), 1).shapes).toEqual([])
  })

  it('are kept as they were while they are away, and renewed when they are back', () => {
    const shapes = observed().hardware([], [], at(0)).shapes
    const memory = remember([], shapes, at(0))
    expect(remember(memory, [], at(5))).toEqual(memory)
    expect(remember(memory, shapes, at(5))[0]?.lastSeen).toBe(at(5).toISOString())
    expect(remember(memory, [], at(30))).toEqual([])
    expect(missingShapes(memory, shapes, at(1))).toEqual([])
  })
})
