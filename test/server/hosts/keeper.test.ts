import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defaultDecisionConfig } from '../../../src/inventory/snapshot.ts'
import { buildSnapshot } from '../../../src/inventory/snapshot-build.ts'
import { SnapshotKeeper } from '../../../src/server/hosts/keeper.ts'
import type { FoundSnapshot } from '../../../src/server/hosts/source.ts'
import { sign } from '../../../src/server/snapshot/signature.ts'
import { cluster, nodes } from '../../decide/builders.ts'

const document = (count: number, now = new Date()) =>
  JSON.stringify(
    buildSnapshot({
      hardware: cluster(nodes('MI300X', count)),
      recipes: [],
      recipeUsers: {},
      config: defaultDecisionConfig,
      now,
    }),
  )

/** A source that gives what it is told to, and says how often it was asked and for news of what. */
function scripted(first: FoundSnapshot | Error | Promise<never>, constant = false) {
  const asked: (string | undefined)[] = []
  let next: FoundSnapshot | 'unchanged' | Error | Promise<never> = first
  const source = {
    what: 'a test',
    constant,
    async read(tag?: string) {
      asked.push(tag)
      if (next instanceof Error) throw next
      return next
    },
  }
  const gives = (value: typeof next) => {
    next = value
  }
  return { source, asked, gives }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the kept snapshot', () => {
  it('is waited for by the first reviews together, and looked at again beside later ones', async () => {
    const { source, asked } = scripted({ text: document(1), live: true })
    const keeper = new SnapshotKeeper({ source, refreshSeconds: 15 })
    await Promise.all([keeper.ready(), keeper.ready()])
    expect(keeper.holder.current()).toBeDefined()
    expect(keeper.refresh()).toBeUndefined()
    vi.advanceTimersByTime(15_000)
    await keeper.refresh()
    expect(asked).toHaveLength(2)
  })

  it('costs a review one second at most while there is none', async () => {
    const { source } = scripted(new Promise<never>(() => {}))
    const keeper = new SnapshotKeeper({ source })
    const ready = keeper.ready().then(() => 'answered')
    await vi.advanceTimersByTimeAsync(1000)
    expect(await ready).toBe('answered')
    expect(keeper.holder.context().decision.snapshot.stale).toBe(true)
  })

  it('is looked for anew when a look was lost with the request that began it', async () => {
    const { source, asked, gives } = scripted(new Promise<never>(() => {}))
    const keeper = new SnapshotKeeper({ source })
    void keeper.refresh()
    gives({ text: document(1), live: true })
    void keeper.refresh()
    expect(asked).toHaveLength(1)
    vi.advanceTimersByTime(10_000)
    await keeper.refresh()
    expect(keeper.holder.current()).toBeDefined()
  })

  it('asks for news of what it holds, and an unchanged one is as good as new', async () => {
    const { source, asked, gives } = scripted({ text: document(1), tag: '"1"', live: true })
    const keeper = new SnapshotKeeper({ source })
    await keeper.look()
    vi.advanceTimersByTime(400_000)
    expect(keeper.holder.context().decision.snapshot.stale).toBe(true)
    gives('unchanged')
    await keeper.look()
    expect(asked).toEqual([undefined, '"1"'])
    expect(keeper.holder.context().decision.snapshot.stale).toBe(false)
  })

  it('stays when the next one is forged, broken or gone, and says so once', async () => {
    const text = document(1)
    const { source, gives } = scripted({ text, signature: sign('k', text), live: true })
    const told: string[] = []
    const keeper = new SnapshotKeeper({ source, key: 'k', onError: (error) => told.push(String(error)) })
    await keeper.look()
    const { version } = keeper.holder.current() ?? {}
    const other = document(2)
    for (const next of [{ text: other, signature: sign('j', other), live: true }, new Error('gone')]) {
      gives(next)
      await keeper.look()
      await keeper.look()
    }
    expect(keeper.holder.current()?.version).toBe(version)
    expect(told).toEqual(['Error: the snapshot is not signed with our key', 'Error: gone'])
  })

  it('ages from when a stored document was made, as nobody vouches for it since', async () => {
    const old = new Date(Date.now() - 400_000)
    const { source, asked } = scripted({ text: document(1, old), live: false }, true)
    const keeper = new SnapshotKeeper({ source })
    await keeper.look()
    expect(keeper.holder.ageSeconds()).toBeCloseTo(400, 0)
    expect(keeper.holder.context().decision.snapshot.stale).toBe(true)
    vi.advanceTimersByTime(60_000)
    expect(keeper.refresh()).toBeUndefined()
    expect(asked).toHaveLength(1)
  })
})
