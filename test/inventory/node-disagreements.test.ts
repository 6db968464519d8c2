import { describe, expect, it } from 'vitest'
import { Inventory } from '../../src/inventory/inventory.ts'
import { readNode } from '../../src/inventory/node-shape.ts'
import { mi300x, node } from './objects.ts'

const said = (builder: ReturnType<typeof node>) => readNode(builder.build()).disagreements

describe('labels in harmony', () => {
  it.each<[string, ReturnType<typeof node>]>([
    ['a whole MI300X', mi300x()],
    ['a virtual function, which has a little less', node().device('74b5', '192G').gpus(8)],
    ['a quarter', node().device('74a1', '24G', 'cpx_nps4').gpus(64)],
    ['a whole device whose mode is written down', node().device('74a1', '192G', 'spx_nps1').gpus(8)],
    [
      'half a card',
      node().device('740c', '64G').label('amd.com/gpu.product-name', 'AMD_Instinct_MI250_OAM').gpus(8),
    ],
    ['one product of a shared id', node().device('744c', '20G').gpus(2)],
    ['the family of every Instinct', mi300x().label('amd.com/gpu.family', 'AI')],
    ['no GPU at all', node()],
  ])('say nothing of %s', (_name, builder) => {
    expect(said(builder)).toEqual([])
  })
})

describe('labels that contradict', () => {
  it('the memory of the device id', () => {
    expect(said(node().device('74a1', '256G').gpus(8))).toEqual([
      'the vram label says 256 GiB, a device of MI300X has 192.0 GiB',
    ])
  })

  it('each other', () => {
    const builder = mi300x().label('amd.com/gpu.product-name', 'AMD_Instinct_MI325X_OAM')
    expect(said(builder)).toEqual([
      'labels disagree: device-id 74a1 is MI300X, product-name amd_instinct_mi325x_oam is MI325X',
    ])
    const two = node()
      .label('amd.com/gpu.device-id.74a1', '4')
      .label('amd.com/gpu.device-id.74a5', '4')
      .gpus(8)
    expect(said(two)).toEqual(['labels disagree: device-id 74a1 is MI300X, device-id 74a5 is MI325X'])
  })

  it('the resource, being stale after a repartition', () => {
    expect(said(node().device('74a1', '192G', 'spx_nps1').gpus(64, 64, 'amd.com/cpx_nps4'))).toEqual([
      'the vram label says 192 GiB, a device of MI300X in cpx_nps4 has 24.0 GiB',
      'the partition label says spx_nps1, the devices of amd.com/cpx_nps4 are cpx_nps4',
    ])
  })
})

describe('over a cluster', () => {
  it('they are counted by kind, until their nodes are put right or leave', () => {
    const inventory = new Inventory()
    const hardware = () => inventory.hardware([], [], new Date(0))
    const wrong = (name: string, vram: string) => node(name).device('74a1', vram).gpus(8).build()
    for (const name of ['a', 'b']) inventory.applyNode(wrong(name, '256G'))
    inventory.applyNode(wrong('c', '128G'))
    const words = (gib: number) => `the vram label says ${gib} GiB, a device of MI300X has 192.0 GiB`
    expect(hardware().disagreements).toEqual([
      { words: words(256), nodes: 2 },
      { words: words(128), nodes: 1 },
    ])
    expect(inventory.disagreementsOf('c')).toEqual([words(128)])
    inventory.applyNode(mi300x('a').build())
    inventory.removeNode('c')
    expect(hardware().disagreements).toEqual([{ words: words(256), nodes: 1 }])
    inventory.removeNode('b')
    expect(hardware()).not.toHaveProperty('disagreements')
  })

  it('a snapshot lists the most frequent twenty', () => {
    const inventory = new Inventory()
    for (let gib = 1; gib <= 40; gib++)
      inventory.applyNode(node(`n${gib}`).device('740c', `${gib}G`).gpus(8).build())
    expect(inventory.hardware([], [], new Date(0)).disagreements).toHaveLength(20)
  })
})
