import { expect, it } from 'vitest'
import { RecentMap } from '../../../src/decide/place/recent-map.ts'

it('a recent map forgets what was unused longest', () => {
  const map = new RecentMap<string, number>(2)
  map.set('a', 1)
  map.set('b', 2)
  map.set('a', 3)
  map.set('c', 4)
  expect([...map.entries()]).toEqual([
    ['a', 3],
    ['c', 4],
  ])
  expect(map.get('b')).toBeUndefined()
  expect([...map.values()]).toEqual([3, 4])
})
