import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyOf } from '../../src/kube/key.ts'
import { Store, type StoreEvent } from '../../src/kube/store.ts'
import { type ConfigMap, configMap } from './builders.ts'

const version = (name: string, resourceVersion: number, team = 'x', uid = name) =>
  configMap(name, { team }, { uid, resourceVersion: String(resourceVersion) })

function watched() {
  const store = new Store<ConfigMap, 'team'>({
    indexes: { team: ({ data }) => (data?.team ?? '').split('+') },
  })
  const events: string[] = []
  store.subscribe(({ type, object, old }) =>
    events.push(
      `${type} ${object.metadata.name}@${object.metadata.resourceVersion}${old ? ` was ${old.metadata.resourceVersion}` : ''}`,
    ),
  )
  return { store, events }
}

describe('a store', () => {
  it('announces what is added, modified and deleted, with what was there before', () => {
    const { store, events } = watched()
    store.set(version('a', 1))
    store.set(version('a', 2))
    store.delete(version('a', 3))
    store.delete(version('a', 3))
    expect(events).toEqual(['added a@1', 'modified a@2 was 1', 'deleted a@3 was 2'])
    expect([store.size, store.get('default/a')]).toEqual([0, undefined])
  })

  it('does not announce a version twice', () => {
    const { store, events } = watched()
    store.set(version('a', 1))
    store.set(version('a', 1))
    expect(store.replace([version('a', 1)])).toEqual({ added: 0, modified: 0, deleted: 0 })
    expect(events).toEqual(['added a@1'])
  })

  it('announces on replacement only the difference, deletions first', () => {
    const { store, events } = watched()
    for (const name of ['gone', 'same', 'new-version']) store.set(version(name, 1))
    events.length = 0
    const changes = store.replace([version('same', 1), version('new-version', 2), version('new', 3)])
    expect(changes).toEqual({ added: 1, modified: 1, deleted: 1 })
    expect(events).toEqual(['deleted gone@1 was 1', 'modified new-version@2 was 1', 'added new@3'])
  })

  it('takes a namesake with another uid for another object', () => {
    const { store, events } = watched()
    store.set(version('a', 1, 'x', 'first'))
    store.replace([version('a', 5, 'x', 'second')])
    expect(events).toEqual(['added a@1', 'deleted a@1 was 1', 'added a@5'])
  })

  it('tells a late subscriber what is there already, and a former one nothing', () => {
    const { store } = watched()
    store.set(version('a', 1))
    const late: string[] = []
    const stop = store.subscribe(({ type, object }) => late.push(`${type} ${object.metadata.name}`))
    stop()
    store.set(version('b', 2))
    expect(late).toEqual(['added a'])
  })

  it('serves every subscriber when one throws', () => {
    const errors: unknown[] = []
    const store = new Store<ConfigMap>({ onHandlerError: (error) => errors.push(error) })
    const served: string[] = []
    store.subscribe(() => {
      throw new Error('careless')
    })
    store.subscribe(({ object }) => served.push(object.metadata.name))
    store.set(version('a', 1))
    store.set(version('b', 2))
    expect(served).toEqual(['a', 'b'])
    expect(errors).toHaveLength(2)
  })

  it('finds objects by every value of an index, and no longer by a former one', () => {
    const { store } = watched()
    const names = (team: string) => store.byIndex('team', team).map(({ metadata }) => metadata.name)
    store.set(version('a', 1, 'red+blue'))
    store.set(version('b', 2, 'blue'))
    expect([names('red'), names('blue'), names('green')]).toEqual([['a'], ['a', 'b'], []])
    store.set(version('a', 3, 'green'))
    store.delete(version('b', 4))
    expect([names('red'), names('blue'), names('green')]).toEqual([[], [], ['a']])
  })

  it('keeps an object that an index cannot read, and finds it by the others', () => {
    const errors: unknown[] = []
    const store = new Store<ConfigMap, 'careless' | 'team'>({
      indexes: {
        careless: ({ data }) => (data?.team === 'x' ? [] : [(undefined as unknown as string).trim()]),
        team: ({ data }) => [data?.team ?? ''],
      },
      onHandlerError: (error) => errors.push(error),
    })
    store.set(version('a', 1, 'red'))
    expect([
      store.size,
      store.byIndex('team', 'red').length,
      store.byIndex('careless', 'red').length,
    ]).toEqual([1, 1, 0])
    expect(errors).toEqual([expect.any(TypeError)])
  })

  it('ends up, by any way, with the objects, indexes and announcements of a plain map', () => {
    const object = fc
      .tuple(
        fc.constantFrom('a', 'b', 'c'),
        fc.nat(9),
        fc.constantFrom('x', 'y', 'x+y'),
        fc.constantFrom('1', '2'),
      )
      .map(([name, resourceVersion, team, uid]) => version(name, resourceVersion, team, uid))
    const step = fc.oneof(
      fc.record({ do: fc.constant('set' as const), object }),
      fc.record({ do: fc.constant('delete' as const), object }),
      fc.record({
        do: fc.constant('replace' as const),
        objects: fc.uniqueArray(object, { selector: keyOf }),
      }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { store } = watched()
        const told = new Map<string, ConfigMap>()
        store.subscribe((event: StoreEvent<ConfigMap>) => {
          const key = keyOf(event.object)
          expect(event.old).toBe(told.get(key))
          if (event.type === 'deleted') told.delete(key)
          else told.set(key, event.object)
        })
        for (const step of steps) {
          if (step.do === 'set') store.set(step.object)
          if (step.do === 'delete') store.delete(step.object)
          if (step.do === 'replace') {
            store.replace(step.objects)
            expect(new Set(store.list().map(keyOf))).toEqual(new Set(step.objects.map(keyOf)))
          }
        }
        expect(new Map(store.list().map((each) => [keyOf(each), each]))).toEqual(told)
        for (const team of ['x', 'y']) {
          const expected = store.list().filter(({ data }) => data?.team?.split('+').includes(team))
          expect(new Set(store.byIndex('team', team))).toEqual(new Set(expected))
        }
      }),
    )
  })
})
