import { expect, it } from 'vitest'
import { withArticle } from '../../src/vocabulary/article.ts'

it.each([
  'an MI300X',
  'an R9700',
  'an RTX4090',
  'an H100',
  'an L4',
  'an A100-80GB',
  'a W7900',
  'a V710',
  'a B200',
  'a GH200',
  'a GPU',
  'a Radeon PRO',
  'an Instinct',
])('says %s', (words) => {
  expect(withArticle(words.replace(/^an? /, ''))).toBe(words)
})
