import { describe, expect, it } from 'vitest'
import { decide } from '../../src/decide/decide.ts'
import {
  formatPin,
  intentHash,
  maxPinBytes,
  type Pin,
  parsePin,
  pinHolds,
  pinOf,
} from '../../src/decide/pin.ts'
import { knowing, sandboxHardware, wanting } from './builders.ts'

const request = wanting('Qwen/Qwen3-32B', { gpuCount: 1 })

function pinned(owner: { uid?: string; namespace: string; name: string }): Pin {
  const pin = pinOf(decide(request, knowing(sandboxHardware)), owner)
  if (pin === undefined) throw new Error('nothing was pinned')
  return pin
}

describe('a pin', () => {
  it('survives the annotation and stays far below 8 KiB', () => {
    const pin = pinned({ uid: 'u1', namespace: 'default', name: 'a' })
    const text = formatPin(pin)
    expect(parsePin(text)).toEqual(pin)
    if (text === undefined) throw new Error('it was too large')
    expect(text.length).toBeLessThan(maxPinBytes / 4)
  })

  it('holds for the same intent of the same object', () => {
    const pin = pinned({ uid: 'u1', namespace: 'default', name: 'a' })
    expect(pinHolds(pin, request.intent, { uid: 'u1', namespace: 'default', name: 'a' })).toBe(true)
    expect(
      pinHolds(pin, { ...request.intent, gpuCount: 2 }, { uid: 'u1', namespace: 'default', name: 'a' }),
    ).toBe(false)
  })

  it('of a copy is not believed', () => {
    const pin = pinned({ uid: 'u1', namespace: 'default', name: 'a' })
    expect(pinHolds(pin, request.intent, { uid: 'u2', namespace: 'default', name: 'b' })).toBe(false)
    const early = pinned({ namespace: 'default', name: 'a' })
    expect(pinHolds(early, request.intent, { uid: 'u2', namespace: 'default', name: 'b' })).toBe(false)
    expect(pinHolds(early, request.intent, { uid: 'u2', namespace: 'other', name: 'a' })).toBe(false)
  })

  it('that is forged beyond reading is as good as none', () => {
    const pin = pinned({ namespace: 'default', name: 'a' })
    for (const text of [
      undefined,
      '',
      'not json',
      '[]',
      JSON.stringify({ ...pin, v: 2 }),
      JSON.stringify({ ...pin, candidate: { ...pin.candidate, gpuCount: -1 } }),
      JSON.stringify({ ...pin, padding: 'x'.repeat(maxPinBytes) }),
    ]) {
      expect(parsePin(text)).toBeUndefined()
    }
  })

  it('has the same key for the same wish in any order of its parts', () => {
    const { intent } = request
    const turned = Object.fromEntries(Object.entries(intent).reverse()) as unknown as typeof intent
    expect(intentHash(turned)).toBe(intentHash(intent))
    expect(intentHash({ ...intent, precision: 'fp8' })).not.toBe(intentHash(intent))
  })
})
