import { describe, expect, it } from 'vitest'
import {
  columnWords,
  placeWords,
  type Standing,
  standingWords,
  waitingReason,
} from '../../../src/controllers/queue/standing.ts'

const competition = { nodes: 4, mostFree: 5, holders: 3, freesUp: true }
const standing = (more: Partial<Standing> = {}): Standing => ({ place: 3, of: 9, competition, ...more })

describe('a place in the queue', () => {
  it('is exact in front and coarser behind', () => {
    const places: readonly (readonly [number, number, string])[] = [
      [1, 1, '1st of 1'],
      [2, 10, '2nd of 10'],
      [3, 12, '3rd of more than 10'],
      [10, 2000, '10th of more than 1000'],
      [11, 40, 'among the first 20 of more than 20'],
      [100, 400, 'among the first 100 of more than 200'],
      [9000, 9000, 'behind the first 5000'],
    ]
    for (const [place, of, words] of places) expect(placeWords(standing({ place, of }))).toBe(words)
  })
})

describe('what one waits for', () => {
  it('is who holds the rest, as long as that ends', () => {
    expect(standingWords(standing())).toBe(
      'the fullest-free node has 5; 3 workloads hold the rest; 3rd of 9 in the queue',
    )
    expect(columnWords(standing())).toBe('3rd of 9')
    expect(standingWords(standing({ competition: { ...competition, holders: 1 } }))).toContain(
      '1 workload holds the rest',
    )
  })

  it('is nothing by itself where only what never ends holds it', () => {
    const hopeless = standing({ competition: { ...competition, freesUp: false } })
    expect(standingWords(hopeless)).toContain('nothing will free up by itself')
    expect([waitingReason(hopeless), columnWords(hopeless)]).toEqual([
      'NothingFreesUp',
      '3rd of 9; nothing frees up',
    ])
  })

  it('is the quota, or those who make room, before all else', () => {
    expect(waitingReason(standing({ refusal: 'x' }))).toBe('QuotaUsedUp')
    expect(standingWords(standing({ makeRoom: 2 }))).toContain('2 workloads of lower priority make room')
    expect(standingWords(standing({ competition: { ...competition, nodes: 0 } }))).toContain(
      'no node that may be used takes pods now',
    )
  })

  it('moves with no pod for those far behind', () => {
    const far = (more: object) =>
      standingWords(standing({ place: 300, of: 900, competition: { ...competition, holders: 40, ...more } }))
    expect(far({ mostFree: 1, holders: 45 })).toBe(far({}))
  })
})
