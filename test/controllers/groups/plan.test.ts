import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ReservedGroup } from '../../../src/api/fields/groups.ts'
import { groupsOf } from '../../../src/controllers/groups/members.ts'
import { type GroupsInput, planGroups } from '../../../src/controllers/groups/plan.ts'
import { type MemberState, member, now, set } from '../inference-service/builders.ts'

const at = (seconds: number) => new Date(Date.parse(now) + seconds * 1000)
const size = 2

const reserved = (index: number, id = `uid.${index}.new`, seconds = 60): ReservedGroup => ({
  id,
  index,
  members: [
    { node: 'a', resource: 'amd.com/gpu', count: 8 },
    { node: 'b', resource: 'amd.com/gpu', count: 8 },
  ],
  expiresAt: at(seconds).toISOString(),
})

const granted: GroupsInput['grantOf'] = () => ({
  placements: ['a', 'b'].map((node) => ({
    node,
    kind: { accelerator: 'MI300X', resource: 'amd.com/gpu' },
    count: 8,
    reserve: 8,
  })),
  expiresAt: at(120).toISOString(),
})

const input = (members: readonly MemberState[], more: Partial<GroupsInput> = {}): GroupsInput => ({
  uid: 'uid',
  size,
  desired: 1,
  exists: true,
  groups: groupsOf(members.map(member), set),
  reserved: [],
  grantOf: () => undefined,
  isHeld: () => true,
  now: at(0),
  ...more,
})
const plan = (members: readonly MemberState[], more?: Partial<GroupsInput>) =>
  planGroups(input(members, more))

describe('a group that is to come up', () => {
  it('waits for its places before anything is made, and then has them promised', () => {
    expect(plan([], { exists: false }).waits).toEqual([{ id: 'uid.0.new', index: 0, hasPods: false }])
    const promised = plan([], { exists: false, grantOf: granted })
    expect(promised.waits).toEqual([])
    expect(promised.reserved).toMatchObject([
      { id: 'uid.0.new', index: 0, members: [{ node: 'a' }, { node: 'b' }] },
    ])
    expect(promised.letGo).toEqual([])
  })

  it('has each pod let go to its own place, whenever it comes', () => {
    const nodesOf = (members: readonly MemberState[]) =>
      plan(members, { reserved: [reserved(0)] }).letGo.map(({ pod, node }) => [pod.metadata.name, node])
    expect(nodesOf([{ rank: 0, state: 'gated' }])).toEqual([['chat-group-0', 'a']])
    expect(
      nodesOf([
        { rank: 0, state: 'bound', reservation: 'uid.0.new' },
        { rank: 1, state: 'gated' },
      ]),
    ).toEqual([['chat-group-0-1', 'b']])
  })

  it('gives its promise back once every member is bound, and not before', () => {
    const halfway: readonly MemberState[] = [
      { rank: 0, state: 'bound', reservation: 'uid.0.new' },
      { rank: 1, state: 'letGo', reservation: 'uid.0.new' },
    ]
    expect(plan(halfway, { reserved: [reserved(0)] }).reserved).toHaveLength(1)
    const whole = halfway.map((each) => ({ ...each, state: 'bound' as const }))
    expect(plan(whole, { reserved: [reserved(0)] })).toMatchObject({ reserved: [], takeDown: [], waits: [] })
  })

  it('that is not bound in time is taken down as a whole and tried again, later each time', () => {
    const halfway: readonly MemberState[] = [
      { rank: 0, state: 'bound', reservation: 'uid.0.new' },
      { rank: 1, state: 'letGo', reservation: 'uid.0.new', words: '0/3 nodes are available' },
    ]
    const late = plan(halfway, { reserved: [reserved(0, 'uid.0.new', -1)] })
    expect(late.reserved).toEqual([])
    expect(late.takeDown.map(({ metadata }) => metadata.name)).toEqual(['chat-group-0'])
    expect(late.retry).toMatchObject({
      attempts: 1,
      message: expect.stringContaining('0/3 nodes are available'),
    })
    const anew: readonly MemberState[] = [{ rank: 0, state: 'gated', uid: 'second' }]
    const waiting = plan(anew, { retry: late.retry, grantOf: granted })
    expect(waiting).toMatchObject({ waits: [], reserved: [] })
    expect(waiting.afterSeconds).toBeGreaterThan(0)
    expect(plan(anew, { retry: late.retry, now: at(300) }).waits).toEqual([
      { id: 'uid.0.second', index: 0, hasPods: true },
    ])
    const again = plan(halfway, { reserved: [reserved(0, 'uid.0.new', -1)], retry: late.retry })
    expect(Date.parse(again.retry?.after ?? '')).toBeGreaterThan(Date.parse(late.retry?.after ?? ''))
  })

  it('whose pods were never made gives its places back, and starts no backoff', () => {
    expect(plan([], { reserved: [reserved(0, 'uid.0.new', -1)] })).toMatchObject({
      reserved: [],
      takeDown: [],
    })
    expect(plan([], { reserved: [reserved(0, 'uid.0.new', -1)] }).retry).toBeUndefined()
  })

  it('loses a promise that is not held any more', () => {
    expect(plan([], { reserved: [reserved(0)], isHeld: () => false }).reserved).toEqual([])
  })
})

describe('a group that runs', () => {
  it('starts over where a member was replaced: the others cannot take it in', () => {
    const broken: readonly MemberState[] = [
      { rank: 0, state: 'bound', reservation: 'old' },
      { rank: 1, state: 'gated' },
    ]
    expect(plan(broken).takeDown.map(({ metadata }) => metadata.name)).toEqual(['chat-group-0'])
    expect(plan(broken, { reserved: [reserved(0)] }).takeDown).toEqual([])
  })

  it('is not deleted a second time, nor given places, while it goes', () => {
    const going: readonly MemberState[] = [
      { rank: 0, state: 'going' },
      { rank: 1, state: 'gated' },
    ]
    expect(plan(going)).toMatchObject({ takeDown: [], waits: [], letGo: [] })
  })

  it('asks under another name than the one before it, so that what still goes is not counted as its own', () => {
    const [first] = plan([{ rank: 0, state: 'gated', uid: 'aaaaaaaa-1' }]).waits
    const [second] = plan([{ rank: 0, state: 'gated', uid: 'bbbbbbbb-2' }]).waits
    expect(first?.id).not.toBe(second?.id)
  })
})

describe('several groups', () => {
  it('come up one by one as there is room, a few at a time', () => {
    const leaders = Array.from(
      { length: 20 },
      (_, group): MemberState => ({ group, rank: 0, state: 'gated' }),
    )
    expect(plan(leaders, { desired: 20 }).waits).toHaveLength(8)
    expect(plan(leaders, { desired: 20, reserved: [reserved(0), reserved(1)] }).waits).toHaveLength(6)
  })

  it('that are not wanted any more give back what they were promised', () => {
    expect(plan([], { desired: 1, reserved: [reserved(3)] }).reserved).toEqual([])
  })

  it('never have a pod let go without a place for every member, whatever their pods are like', () => {
    const state = fc.constantFrom('gated', 'letGo', 'bound', 'going')
    const members = fc.uniqueArray(
      fc.record({
        group: fc.nat(3),
        rank: fc.nat(1),
        state,
        reservation: fc.constantFrom(undefined, 'uid.0.new', 'uid.1.new'),
      }),
      { selector: ({ group, rank }) => `${group}/${rank}` },
    )
    fc.assert(
      fc.property(
        members,
        fc.uniqueArray(fc.nat(3)),
        fc.boolean(),
        fc.integer({ min: -60, max: 60 }),
        (found, indexes, isHeld, seconds) => {
          const promised = indexes.map((index) => reserved(index, `uid.${index}.new`, seconds))
          const {
            letGo,
            reserved: kept,
            takeDown,
          } = plan(found as readonly MemberState[], {
            desired: 3,
            reserved: promised,
            isHeld: () => isHeld,
          })
          for (const { reservation, pod } of letGo) {
            expect(kept.find(({ id }) => id === reservation)?.members).toHaveLength(size)
            expect(takeDown).not.toContain(pod)
          }
          const names = kept.map(({ index }) => index)
          expect(new Set(names).size).toBe(names.length)
        },
      ),
    )
  })
})
