import { describe, expect, it } from 'vitest'
import { rehearsed } from '../../../src/server/snapshot/rehearsal.ts'
import type { WebhookContext } from '../../../webhooks/context.ts'
import { context } from '../../webhooks/builders.ts'

/** A clock, and turns of an event loop, that pass when the test says so. */
function stage(steps: number, msEach: number) {
  let now = 0
  let newest: WebhookContext = context()
  const turns: (() => void)[] = []
  const rehearsals: WebhookContext[] = []
  const show = rehearsed({
    newest: () => newest,
    monotonic: () => now,
    later: (work) => void turns.push(work),
    *rehearse(next) {
      rehearsals.push(next)
      for (let i = 0; i < steps; i++) {
        now += msEach
        yield
      }
    },
  })
  return {
    show,
    rehearsals,
    turns,
    pass(ms: number) {
      now += ms
    },
    publish() {
      newest = context()
      return newest
    },
    turn: () => turns.shift()?.(),
  }
}

describe('a newer context', () => {
  it('counts at once where there is little to make ready', () => {
    const { show, publish, pass, turns } = stage(3, 0.2)
    show()
    pass(1)
    const next = publish()
    expect(show()).toBe(next)
    expect(turns).toEqual([])
  })

  it('counts at once when nobody asked for a while, and what was being made ready is given up', () => {
    const { show, publish, pass, turn, rehearsals } = stage(1000, 0.4)
    const first = show()
    pass(100)
    const second = publish()
    expect(show()).toBe(second)
    expect(rehearsals).toEqual([])
    pass(1)
    const third = publish()
    expect(show()).toBe(second)
    pass(150)
    expect(show()).toBe(third)
    turn()
    expect(show()).toBe(third)
    expect(first).not.toBe(second)
    expect(rehearsals).toEqual([third])
  })

  it('is shown to those who keep asking when all is ready, and a still newer one after it', () => {
    const { show, publish, pass, turn, turns, rehearsals } = stage(20, 0.4)
    const first = show()
    pass(1)
    const second = publish()
    expect(show()).toBe(first)
    const third = publish()
    while (turns.length > 0) {
      expect(show()).toBe(first)
      turn()
    }
    // the one that was made ready first, and the next at the same time
    expect(show()).toBe(second)
    expect(rehearsals).toEqual([second, third])
    while (turns.length > 0) turn()
    expect(show()).toBe(third)
  })

  it('is held back for 0.3 s and not for longer, however much there is to make ready', () => {
    const { show, publish, pass, turn } = stage(1_000_000, 1)
    const first = show()
    pass(1)
    const second = publish()
    expect(show()).toBe(first)
    let turns = 0
    while (show() === first) {
      turn()
      turns++
    }
    expect(show()).toBe(second)
    expect(turns).toBeGreaterThan(100)
    expect(turns).toBeLessThan(310)
  })
})
