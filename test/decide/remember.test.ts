import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/decide/decide.ts'
import { remembering } from '../../src/decide/remember.ts'
import { cluster, knowing, nodes, wanting } from './builders.ts'

const context = () => knowing(cluster(nodes('MI300X', 2)))

describe('answers worked out before', () => {
  it('serve every object that asks for the same, in their own context alone', () => {
    const here = context()
    const one = decide({ ...wanting('Qwen/Qwen3-32B'), name: 'a', namespace: 'x' }, here)
    expect(decide({ ...wanting('Qwen/Qwen3-32B'), name: 'b', namespace: 'y' }, here)).toBe(one)
    expect(decide(wanting('Qwen/Qwen3-32B'), context())).not.toBe(one)
    expect(decide(wanting('Qwen/Qwen3-32B', { gpuCount: 2 }), here)).not.toBe(one)
  })

  it('are told apart by namespace where what earlier starts taught is', () => {
    const plain = context()
    const here = { ...plain, config: { ...plain.config, corrections: [] } }
    const of = (namespace: string) => decide({ ...wanting('Qwen/Qwen3-32B'), namespace }, here)
    expect(of('x')).toBe(of('x'))
    expect(of('x')).not.toBe(of('y'))
  })

  it('are the answers that would be worked out now, whatever was asked in between', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1500), { maxLength: 2000 }), (questions) => {
        const ask = remembering<object, number>()
        const here = context()
        for (const n of questions) expect(ask(String(n), here, () => n)).toBe(n)
      }),
      { numRuns: 20 },
    )
  })

  it('are the newest where that is asked for', () => {
    const ask = remembering<object, object>({ most: 8, patience: 0 })
    const here = context()
    const made = Array.from({ length: 100 }, (_, n) => ask(String(n), here, () => ({})))
    expect(ask('99', here, () => ({}))).toBe(made[99])
    expect(ask('0', here, () => ({}))).not.toBe(made[0])
  })

  it('are at most 512, and never those to long questions', () => {
    const ask = remembering<object, object>()
    const here = context()
    const first = ask('0', here, () => ({}))
    for (let n = 1; n < 512; n++) ask(String(n), here, () => ({}))
    expect(ask('0', here, () => ({}))).toBe(first)
    expect(ask('one more', here, () => ({}))).not.toBe(ask('one more', here, () => ({})))
    const long = 'x'.repeat(8193)
    expect(ask(long, here, () => ({}))).not.toBe(ask(long, here, () => ({})))
  })
})
