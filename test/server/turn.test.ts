import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { answeredInTurns } from '../../src/server/turn.ts'

/** Makes answers and notes down what happens. */
function noted(longest?: number) {
  const seen: string[] = []
  const ask = answeredInTurns<string, string>({
    answer(asked) {
      seen.push(`make ${asked}`)
      return asked.toUpperCase()
    },
    send: (asked, answer) => seen.push(`send ${asked} ${answer}`),
    ...(longest === undefined ? {} : { longest }),
  })
  return { seen, ask }
}

it('the first of a turn is answered at once, the others at its end, each made before any is sent', async () => {
  const { seen, ask } = noted(Number.POSITIVE_INFINITY)
  for (const asked of ['a', 'b', 'c']) ask(asked)
  expect(seen).toEqual(['make a', 'send a A'])
  await setImmediate()
  expect(seen.slice(2)).toEqual(['make b', 'make c', 'send b B', 'send c C'])
  ask('d')
  expect(seen.slice(6)).toEqual(['make d', 'send d D'])
})

it('an answer does not wait for others that take long', async () => {
  const { seen, ask } = noted(0)
  for (const asked of ['a', 'b', 'c']) ask(asked)
  await setImmediate()
  expect(seen).toEqual(['make a', 'send a A', 'make b', 'send b B', 'make c', 'send c C'])
})

it('what is asked while others are answered is answered too', async () => {
  const seen: string[] = []
  const ask = answeredInTurns<string, void>({
    answer: () => {},
    send(asked) {
      seen.push(asked)
      if (asked.length < 4) ask(`${asked}a`)
    },
  })
  ask('a')
  await setImmediate()
  await setImmediate()
  expect(seen).toEqual(['a', 'aa', 'aaa', 'aaaa'])
})
