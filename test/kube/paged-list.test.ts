import { describe, expect, it } from 'vitest'
import { ApiError } from '../../src/kube/api-error.ts'
import type { Call, Caller } from '../../src/kube/caller.ts'
import { pagedList } from '../../src/kube/paged-list.ts'
import { resources } from '../../src/kube/resources.ts'

/** Answers one call after another. */
function answering(...answers: readonly unknown[]): { caller: Caller; asked: Call[] } {
  const asked: Call[] = []
  const send = async (call: Call) => {
    asked.push(call)
    const answer = answers[asked.length - 1]
    if (answer instanceof ApiError) throw answer
    return answer
  }
  return { caller: { send } as Caller, asked }
}

const page = (names: readonly string[], next?: string) => ({
  metadata: { resourceVersion: '7', ...(next === undefined ? {} : { continue: next }) },
  items: names.map((name) => ({ metadata: { name } })),
})

describe('a paged list', () => {
  it('is all its pages, with the type on every item, as of one version', async () => {
    const { caller, asked } = answering(page(['a', 'b'], 'next'), page(['c']))
    const { items, resourceVersion } = await pagedList(caller, resources.pod, { limit: 2 })
    expect(items.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(['Pod a', 'Pod b', 'Pod c'])
    expect(resourceVersion).toBe('7')
    expect(asked.map(({ query }) => query?.continue)).toEqual([undefined, 'next'])
  })

  it('leaves out what the projection leaves out', async () => {
    const { caller } = answering(page(['a', 'b']))
    const project = <T extends { metadata: { name: string } }>(object: T) =>
      object.metadata.name === 'a' ? undefined : object
    const { items } = await pagedList(caller, resources.pod, { project })
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['b'])
  })

  it('begins again without what it had when its token has expired', async () => {
    const expired = new ApiError({ code: 410, reason: 'Expired', message: 'too old' })
    const { caller } = answering(page(['a'], 'next'), expired, page(['b'], 'next'), page(['c']))
    const { items } = await pagedList(caller, resources.pod, {})
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['b', 'c'])
  })

  it.each([
    ['an event', { type: 'ERROR', object: { code: 410 } }],
    ['a text', 'ok'],
    ['a list without a version', { items: [], metadata: {} }],
  ])('does not take %s for an empty list, by which everything would count as deleted', async (_, answer) => {
    const { caller } = answering(answer)
    await expect(pagedList(caller, resources.pod, {})).rejects.toMatchObject({ code: 0, reason: 'BadAnswer' })
  })
})
