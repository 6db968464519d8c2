import { describe, expect, it } from 'vitest'
import { Reflector, type ReflectorOptions } from '../../src/kube/reflector.ts'
import { resources } from '../../src/kube/resources.ts'
import { Store } from '../../src/kube/store.ts'
import type { ConfigMap } from './builders.ts'
import { bookmark, event, failure, type ScriptedWatch, scriptedClient, version } from './scripted-client.ts'

/** Runs a script until `settled` things were asked of the client. */
async function follow(
  watches: readonly ScriptedWatch[],
  settled: number,
  options: Partial<ReflectorOptions<ConfigMap>> = {},
  items: readonly ConfigMap[] = [],
) {
  const { client, asked } = scriptedClient(watches, items)
  const store = new Store<ConfigMap>()
  const told: string[] = []
  const errors: unknown[] = []
  const lists: number[] = []
  store.subscribe(({ type, object }) =>
    told.push(`${type} ${object.metadata.name}@${object.metadata.resourceVersion}`),
  )
  const reflector = new Reflector<ConfigMap>({
    client,
    type: resources.configMap,
    store,
    backoff: { baseMs: 1, capMs: 1 },
    onError: (error) => errors.push(error),
    onList: ({ items }) => lists.push(items),
    ...options,
  }).start()
  while (asked.length < settled) await new Promise((resolve) => setTimeout(resolve, 1))
  await new Promise((resolve) => setTimeout(resolve, 5))
  await reflector.stop()
  return { store, told, errors, lists, asked, reflector }
}

describe('a streaming list', () => {
  it('reaches the store at its end as one, with the changes that came in between, and goes on as a watch', async () => {
    const events = [
      event('ADDED', 'a', 1),
      event('ADDED', 'b', 2),
      event('ADDED', 'gone', 3),
      event('MODIFIED', 'a', 4),
      event('DELETED', 'gone', 5),
    ]
    const { told, asked, lists, reflector } = await follow(
      [{ events: [...events, bookmark(6, true), event('MODIFIED', 'b', 7)] }],
      1,
    )
    expect(told).toEqual(['added a@4', 'added b@2', 'modified b@7'])
    expect([asked, lists, reflector.hasSynced]).toEqual([['stream'], [2], true])
  })

  it('shows nothing of itself before its end', async () => {
    const { told, reflector } = await follow([{ events: [event('ADDED', 'a', 1)] }], 1)
    expect([told, reflector.hasSynced]).toEqual([[], false])
  })

  it('that breaks begins again, as a streaming list', async () => {
    const whole = { events: [event('ADDED', 'a', 1), bookmark(6, true)] }
    const { told, asked, errors } = await follow(
      [{ events: [event('ADDED', 'stale', 1)], outcome: failure(0, 'Unreachable') }, whole],
      2,
    )
    expect(told).toEqual(['added a@1'])
    expect([asked, errors]).toEqual([['stream', 'stream'], [failure(0, 'Unreachable')]])
  })

  it.each<[string, ScriptedWatch]>([
    ['refuses it', { outcome: failure(422, 'Invalid') }],
    ['takes it for an ordinary watch', { events: [event('ADDED', 'a', 1), bookmark(2)] }],
  ])('is given up for good for chunks when the server %s', async (_, refused) => {
    const gone = { outcome: failure(410, 'Expired') }
    const items = [version('a', 1), version('b', 2)]
    const { told, asked, errors } = await follow([refused, gone, {}], 5, {}, items)
    expect(asked).toEqual(['stream', 'list', 'watch 50', 'list', 'watch 50'])
    expect(told).toEqual(['added a@1', 'added b@2'])
    expect(errors).toEqual([failure(410, 'Expired')])
  })

  it('that ends before its end is read in chunks this time only: its server may have been stopping', async () => {
    const ended: ScriptedWatch = { events: [event('ADDED', 'a', 1)], outcome: 'ends' }
    const { asked, errors } = await follow([ended, { outcome: failure(410) }, {}], 4)
    expect(asked).toEqual(['stream', 'list', 'watch 50', 'stream'])
    expect(errors).toEqual([failure(410)])
  })

  it('is not asked for when it is not wanted', async () => {
    const { asked } = await follow([{}], 2, { streamingLists: false })
    expect(asked).toEqual(['list', 'watch 50'])
  })

  it('is asked for again after a 410, and tells only what was missed', async () => {
    const { told, asked } = await follow(
      [
        {
          events: [event('ADDED', 'a', 1), event('ADDED', 'b', 2), bookmark(3, true)],
          outcome: failure(410),
        },
        { events: [event('ADDED', 'b', 2), event('ADDED', 'c', 5), bookmark(6, true)] },
      ],
      2,
    )
    expect(told).toEqual(['added a@1', 'added b@2', 'deleted a@1', 'added c@5'])
    expect(asked).toEqual(['stream', 'stream'])
  })

  it('does not repeat without a pause when the server ends what follows at once', async () => {
    const delays: number[] = []
    const fullThenGone = { events: [event('ADDED', 'a', 1), bookmark(3, true)], outcome: failure(410) }
    await follow([fullThenGone, fullThenGone, fullThenGone, {}], 4, {
      onError: (_, delayMs) => delays.push(delayMs),
      random: () => 0.5,
    })
    expect(delays).toEqual([0, 0.5, 0.5])
  })
})

describe('a watch', () => {
  const started = [event('ADDED', 'a', 1), bookmark(3, true)]

  it.each([0, 401, 403, 429, 500, 503])('goes on where it was after %i', async (code) => {
    const { asked } = await follow([{ events: [...started, bookmark(9)], outcome: failure(code) }, {}], 2)
    expect(asked).toEqual(['stream', 'watch 9'])
  })

  it.each([400, 404, 410])('begins anew after %i', async (code) => {
    const { asked } = await follow([{ events: started, outcome: failure(code) }, {}], 2)
    expect(asked).toEqual(['stream', 'stream'])
  })
})

describe('an object that cannot be trimmed', () => {
  const project = (object: ConfigMap) => {
    if (object.metadata.name === 'bad' && object.metadata.resourceVersion !== '1') throw new Error('odd')
    return object
  }

  it('harms no other, and leaves what was known of it', async () => {
    const bad: unknown[] = []
    const events = [
      event('ADDED', 'bad', 1),
      bookmark(3, true),
      event('MODIFIED', 'bad', 4),
      event('ADDED', 'good', 5),
    ]
    const { told, errors, asked } = await follow([{ events }], 1, {
      project,
      onObjectError: (_, object) => bad.push(object),
    })
    expect(told).toEqual(['added bad@1', 'added good@5'])
    expect([errors, asked, bad]).toEqual([[], ['stream'], [version('bad', 4)]])
  })

  it.each([true, false])(
    'is left out of a list, and still deleted (streaming: %s)',
    async (streamingLists) => {
      const known = [event('ADDED', 'bad', 1), bookmark(3, true)]
      const relisted = [event('ADDED', 'bad', 7), event('ADDED', 'good', 5), bookmark(8, true)]
      const deleted = event('DELETED', 'bad', 9)
      const watches: ScriptedWatch[] = streamingLists
        ? [{ events: known, outcome: failure(410) }, { events: [...relisted, deleted] }]
        : [{ events: [deleted] }]
      const items = [version('bad', 7), version('good', 5)]
      const options = { project, streamingLists, onObjectError: () => {} }
      const { told } = await follow(watches, 2, options, items)
      expect(told).toEqual(
        streamingLists ? ['added bad@1', 'added good@5', 'deleted bad@1'] : ['added good@5'],
      )
    },
  )
})

it('a list over a full store keeps the objects that are there, so that nothing is in memory twice', async () => {
  const trimmed: string[] = []
  const events = [event('ADDED', 'a', 1), event('ADDED', 'b', 2), bookmark(3, true)]
  await follow([{ events, outcome: failure(410) }, { events }], 2, {
    project: (object) => {
      trimmed.push(object.metadata.name)
      return object
    },
  })
  expect(trimmed).toEqual(['a', 'b'])
})
