import { describe, expect, it } from 'vitest'
import { Periodic } from '../../src/controllers/periodic.ts'
import { ManualClock } from '../kube/manual-clock.ts'

/** Lets everything that is ready to go on do so. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

function periodic(run: (signal: AbortSignal) => Promise<void>) {
  const clock = new ManualClock()
  const errors: unknown[] = []
  const onError = (error: unknown) => void errors.push(error)
  const chore = new Periodic({ intervalSeconds: 60, firstSeconds: 5, run, onError, clock })
  const pass = async (seconds: number) => {
    clock.advance(seconds * 1000)
    await settled()
  }
  return { chore, errors, pass }
}

describe('periodic work', () => {
  it('runs soon after the term begins, then from end to end, whatever fails', async () => {
    let runs = 0
    const { chore, errors, pass } = periodic(async () => {
      runs += 1
      if (runs === 1) throw new Error('first')
    })
    await pass(100)
    expect(runs).toBe(0)
    chore.begin()
    await pass(4)
    expect(runs).toBe(0)
    await pass(1)
    expect({ runs, errors: errors.map(String) }).toEqual({ runs: 1, errors: ['Error: first'] })
    await pass(60)
    expect(runs).toBe(2)
    await chore.end()
    await pass(200)
    expect(runs).toBe(2)
  })

  it('ends with the term: the run that is under way is told, and waited for', async () => {
    const { promise: told, resolve } = Promise.withResolvers<void>()
    let ended = false
    const { chore, errors, pass } = periodic(async (signal) => {
      signal.addEventListener('abort', () => resolve())
      await told
      ended = true
      throw new Error('aborted')
    })
    chore.begin()
    await pass(5)
    await chore.end()
    expect({ ended, errors }).toEqual({ ended: true, errors: [] })
  })
})
