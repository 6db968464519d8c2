import { expect, it } from 'vitest'
import { parsedOnce } from '../../webhooks/parsed-once.ts'

it('parses an object once, and another that is equal by itself', () => {
  const seen: unknown[] = []
  const parse = parsedOnce((object) => ({ n: seen.push(object) }))
  const [one, other] = [{ a: 1 }, { a: 1 }]
  expect([parse(one), parse(one), parse(other), parse(one)]).toEqual([{ n: 1 }, { n: 1 }, { n: 2 }, { n: 1 }])
  expect([parse(null), parse(null), parse('text')]).toEqual([{ n: 3 }, { n: 4 }, { n: 5 }])
})
