import { setImmediate as soon } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { inTurn } from '../../src/vocabulary/in-turn.ts'

it('asks a few at a time, and keeps the answers in the order of the questions', async () => {
  let under = 0
  let most = 0
  const answers = await inTurn(
    [5, 1, 4, 2, 3],
    async (turns) => {
      most = Math.max(most, ++under)
      for (let turn = 0; turn < turns; turn++) await soon()
      under--
      return turns * 10
    },
    2,
  )
  expect(answers).toEqual([50, 10, 40, 20, 30])
  expect(most).toBe(2)
})

it('fails with the first that fails', async () => {
  const ask = async (item: number) => {
    if (item === 2) throw new RangeError('no')
    return item
  }
  await expect(inTurn([1, 2, 3], ask)).rejects.toThrow('no')
})
