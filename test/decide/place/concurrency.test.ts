/**
 * Decisions in any order, among pods that are bound, end and fail, reservations that expire and nodes that come and go. The
 * invariants are those of a scheduler: no device twice, no pod where it may not be, a whole group or none of it.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accepts, type NodeFilter } from '../../../src/decide/place/node-filter.ts'
import {
  type Placement,
  type PlaceRequest,
  placeGroup,
  reservationFor,
} from '../../../src/decide/place/place-group.ts'
import { PlacementIndex } from '../../../src/decide/place/placement-index.ts'
import { strategyWords } from '../../../src/decide/place/strategies.ts'
import { Inventory } from '../../../src/inventory/inventory.ts'
import { reservationLabel } from '../../../src/inventory/reservations.ts'
import { mi300x, type NodeBuilder, node, pod } from '../../inventory/objects.ts'
import { kind } from './builders.ts'

const forms: readonly ((name: string) => NodeBuilder)[] = [
  (name) => mi300x(name),
  (name) => mi300x(name).label('rack', 'r1'),
  (name) => mi300x(name).label('rack', 'r2').label('fitgate.dev/gpu-hour-cost', '2'),
  (name) => mi300x(name).gpus(8, 5),
  (name) => mi300x(name).cordoned(),
  (name) => mi300x(name).taint('dedicated'),
  (name) => mi300x(name).condition('Ready', 'Unknown'),
  (name) => node(name).device('740c', '64G').gpus(8),
  (name) => node(name).device('74a1', '24G', 'cpx_nps4').gpus(64, 64, 'amd.com/cpx_nps4'),
]

const filters: readonly NodeFilter[] = [
  {},
  { nodeSelector: { rack: 'r1' } },
  { tolerations: [{ key: 'dedicated', operator: 'Exists' }] },
  { affinity: [{ matchExpressions: [{ key: 'rack', operator: 'DoesNotExist' }] }] },
]

const name = fc.constantFrom('a', 'b', 'c', 'd')
const owner = fc.constantFrom('u', 'v', 'w', 'x')
const request: fc.Arbitrary<PlaceRequest> = fc.record(
  {
    kinds: fc.shuffledSubarray([kind('MI300X'), kind('MI250'), kind('MI300X', 'cpx_nps4')], { minLength: 1 }),
    members: fc.integer({ min: 1, max: 5 }),
    gpusPerMember: fc.constantFrom(1, 2, 3, 4, 8),
    strategy: fc.constantFrom(...strategyWords),
    filter: fc.constantFrom(...filters),
    exclude: fc.subarray(['a', 'b']).map((names) => new Set(names)),
    together: fc.constant('rack'),
    seed: fc.string({ maxLength: 3 }),
  },
  { requiredKeys: ['kinds', 'gpusPerMember'] },
)

type Event =
  | { readonly do: 'node'; readonly name: string; readonly form: number }
  | { readonly do: 'lose' | 'stranger'; readonly name: string }
  | { readonly do: 'decide'; readonly owner: string; readonly request: PlaceRequest }
  | { readonly do: 'reserve' | 'bind' | 'end' | 'release'; readonly owner: string }
  | { readonly do: 'wait'; readonly ms: number }

const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ do: fc.constant('node' as const), name, form: fc.nat(forms.length - 1) }),
  fc.record({ do: fc.constantFrom('lose' as const, 'stranger' as const), name }),
  { arbitrary: fc.record({ do: fc.constant('decide' as const), owner, request }), weight: 3 },
  {
    arbitrary: fc.record({
      do: fc.constantFrom('reserve', 'bind', 'end', 'release'),
      owner,
    }) as fc.Arbitrary<Event>,
    weight: 4,
  },
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 300 }) }),
)

/** A cluster, its decisions on the way, and a scheduler that binds only what is reserved. */
class Model {
  readonly index = new PlacementIndex()
  readonly inventory = new Inventory({ onRoom: (each, room) => this.index.apply(each, room) })
  /** Decided, but not yet reserved: others may come first. */
  readonly decided = new Map<string, readonly Placement[]>()
  readonly #bound = new Map<string, readonly Placement[]>()
  #nowMs = 0
  #strangers = 0

  run(each: Event): void {
    switch (each.do) {
      case 'node':
        // a node is not replaced by another while pods are on it
        if (
          ![...this.#bound.values()].flat().some((placement) => placement.node === each.name) &&
          this.#strangers === 0
        )
          this.inventory.applyNode((forms[each.form] ?? mi300x)(each.name).build())
        break
      case 'lose':
        this.inventory.removeNode(each.name)
        break
      case 'stranger':
        this.#bindStranger(each.name)
        break
      case 'decide': {
        const placed = placeGroup(this.index, each.request)
        check(this.index, each.request, placed)
        if ('placements' in placed) this.decided.set(each.owner, placed.placements)
        break
      }
      case 'reserve':
        this.#reserve(each.owner)
        break
      case 'bind':
        this.#bind(each.owner)
        break
      case 'end':
        for (const i of this.#bound.get(each.owner)?.keys() ?? [])
          this.inventory.removePod('default', `${each.owner}-${i}`)
        this.#bound.delete(each.owner)
        break
      case 'release':
        this.inventory.release(each.owner)
        break
      case 'wait':
        this.#nowMs += each.ms
        this.inventory.expire(this.#nowMs)
        break
      default:
        each satisfies never
    }
  }

  #reserve(each: string): void {
    const placements = this.decided.get(each)
    if (placements === undefined || this.#bound.has(each)) return
    this.decided.delete(each)
    const before = [...this.inventory.rooms()]
    const had = this.inventory.reservationOf(each)
    const shortages = this.inventory.reserve(reservationFor(each, placements, this.#nowMs + 200))
    // refused: everything is as it was
    if (shortages.length > 0) {
      expect(this.inventory.reservationOf(each)).toBe(had)
      expect([...this.inventory.rooms()].map(({ devices }) => devices.map(({ free }) => free))).toEqual(
        before.map(({ devices }) => devices.map(({ free }) => free)),
      )
    }
  }

  /** The pods of a reservation, all of them where its nodes still are. */
  #bind(each: string): void {
    const reservation = this.inventory.reservationOf(each)
    if (reservation === undefined || this.#bound.has(each)) return
    const here = reservation.devices.filter(({ node: on }) => this.index.room(on)?.barriers.length === 0)
    this.#bound.set(
      each,
      here.map(({ node: on, resource, count }, i) => {
        const labels = { [reservationLabel]: each }
        this.inventory.applyPod(pod({ name: `${each}-${i}`, on, gpus: count, resource, labels }))
        return { node: on, kind: { accelerator: '', resource }, count, reserve: count }
      }),
    )
  }

  /** Somebody else's pod takes one free device. */
  #bindStranger(on: string): void {
    const free = this.index.room(on)?.devices.find((devices) => devices.free > 0)
    if (free === undefined) return
    this.#strangers++
    this.inventory.applyPod(
      pod({ name: `stranger-${this.#strangers}`, on, gpus: 1, resource: free.resource }),
    )
  }
}

/** What holds of every answer, whatever the cluster looks like. */
function check(index: PlacementIndex, asked: PlaceRequest, placed: ReturnType<typeof placeGroup>): void {
  const { members = 1, gpusPerMember, filter = {}, exclude, together } = asked
  expect(placeGroup(index, asked)).toEqual(placed)
  if (!('placements' in placed)) {
    expect(placed.missing).toBeGreaterThan(0)
    return
  }
  expect(placed.placements).toHaveLength(members)
  expect(new Set(placed.placements.map(({ kind: each }) => each)).size).toBe(1)
  const racks = placed.placements.map(({ node: on }) => index.room(on)?.labels[together ?? ''])
  if (together !== undefined) expect([...new Set(racks)]).toEqual([expect.any(String)])
  for (const [on, group] of Map.groupBy(placed.placements, (placement) => placement.node)) {
    const room = index.room(on)
    if (room === undefined) throw new Error(`${on} is not there`)
    expect(room.barriers).toEqual([])
    expect(accepts(filter, room)).toBe(true)
    expect(exclude?.has(on) === true).toBe(false)
    const [first] = group
    const devices = room.devices.find(({ resource }) => resource === first?.kind.resource)
    expect(devices?.accelerator).toBe(first?.kind.accelerator)
    expect(group.reduce((sum, { reserve }) => sum + reserve, 0)).toBeLessThanOrEqual(devices?.free ?? 0)
    for (const { count } of group) expect(count).toBe(gpusPerMember)
    if (asked.strategy === 'exclusive') expect([devices?.held.length, group.length]).toEqual([0, 1])
    if (asked.strategy === 'static') expect(group).toHaveLength(1)
  }
}

describe('decisions at the same time', () => {
  it('never promise a device twice, never use a node they may not, and place whole groups or none', () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 5, maxLength: 60 }), (events) => {
        const model = new Model()
        for (const each of ['a', 'b', 'c']) model.inventory.applyNode(mi300x(each).build())
        for (const each of events) {
          model.run(each)
          for (const { devices } of model.inventory.rooms())
            for (const { held, allocatable, free } of devices) {
              const taken = held.reduce((sum, { count }) => sum + count, 0)
              // a device that breaks under a pod is the one way to hold more than there is
              expect(taken + free).toBe(Math.max(taken, allocatable))
              expect(free).toBeGreaterThanOrEqual(0)
            }
        }
      }),
      { numRuns: 1500 },
    )
  })

  it('leave nothing behind when all of it is over', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const model = new Model()
        const whole = new Model()
        for (const each of events) model.run(each)
        for (const each of ['u', 'v', 'w', 'x']) {
          model.run({ do: 'end', owner: each })
          model.run({ do: 'release', owner: each })
        }
        for (const each of ['a', 'b', 'c', 'd']) {
          model.inventory.applyNode(mi300x(each).build())
          whole.inventory.applyNode(mi300x(each).build())
        }
        for (let i = 1; i <= events.length; i++) model.inventory.removePod('default', `stranger-${i}`)
        const now = new Date(0)
        expect(model.inventory.hardware([], [], now)).toEqual(whole.inventory.hardware([], [], now))
        for (const strategy of strategyWords) {
          const asked = { kinds: [kind('MI300X')], members: 3, gpusPerMember: 4, strategy, seed: 's' }
          expect(placeGroup(model.index, asked)).toEqual(placeGroup(whole.index, asked))
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('an answer', () => {
  const cluster = fc.array(
    fc.record({
      form: fc.nat(forms.length - 1),
      held: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  const build = (nodes: readonly { form: number; held: readonly number[] }[], backwards: boolean) => {
    const index = new PlacementIndex()
    const inventory = new Inventory({ onRoom: (each, room) => index.apply(each, room) })
    const steps = nodes.flatMap(({ form, held }, i) => {
      const each = (forms[form] ?? mi300x)(`n${i}`).build()
      const resource = Object.keys(each.status?.allocatable ?? {}).find((key) => key.startsWith('amd.com/'))
      return [
        () => inventory.applyNode(each),
        ...held.map(
          (gpus, p) => () =>
            inventory.applyPod(pod({ name: `p${i}-${p}`, on: `n${i}`, gpus, ...(resource && { resource }) })),
        ),
      ]
    })
    for (const step of backwards ? steps.toReversed() : steps) step()
    return { index, inventory }
  }

  it('does not depend on the order of events, nor on the questions before it', () => {
    fc.assert(
      fc.property(cluster, fc.array(request, { maxLength: 5 }), request, (nodes, before, asked) => {
        const [one, other] = [build(nodes, false), build(nodes, true)]
        for (const each of before) placeGroup(one.index, each)
        expect(placeGroup(one.index, asked)).toEqual(placeGroup(other.index, asked))
      }),
      { numRuns: 1000 },
    )
  })

  it('is no only when there are too few slots, whatever the strategy', () => {
    fc.assert(
      fc.property(cluster, request, (nodes, asked) => {
        const { index, inventory } = build(nodes, false)
        const { members = 1, gpusPerMember, filter = {}, exclude, together, strategy } = asked
        const usable = [...inventory.rooms()].filter(
          (room) =>
            room.barriers.length === 0 &&
            accepts(filter, room) &&
            exclude?.has(room.name) !== true &&
            (together === undefined || room.labels[together] !== undefined),
        )
        const alone = strategy === 'exclusive' || strategy === 'static'
        const slots = (kindOf: PlaceRequest['kinds'][number], rooms: typeof usable) =>
          rooms
            .flatMap(({ devices }) => devices)
            .filter((each) => each.accelerator === kindOf.accelerator && each.partition === kindOf.partition)
            .filter(({ held }) => strategy !== 'exclusive' || held.length === 0)
            .map(({ free }) => Math.floor(free / gpusPerMember))
            .reduce((sum, count) => sum + (alone ? Math.min(1, count) : count), 0)
        const together1 =
          together === undefined
            ? [usable]
            : [...Map.groupBy(usable, ({ labels }) => labels[together]).values()]
        const enough = asked.kinds.some((each) => together1.some((rooms) => slots(each, rooms) >= members))
        expect('placements' in placeGroup(index, asked)).toBe(enough)
      }),
      { numRuns: 1500 },
    )
  })
})
