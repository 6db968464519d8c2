import { describe, expect, it } from 'vitest'
import type { Child } from '../../../src/controllers/aim-endpoint/child.ts'
import type { Feeds } from '../../../src/controllers/feeds/feeds.ts'
import { keptCorrections, withLearned } from '../../../src/controllers/learning/kept-corrections.ts'
import { learnedConfigMap } from '../../../src/controllers/learning/learned.ts'
import { defaultDecisionConfig } from '../../../src/inventory/snapshot.ts'
import { Store } from '../../../src/kube/store.ts'

const about = { model: 'm', accelerator: 'MI300X', cacheRatio: 0.97, starts: 1, namespace: 'team-a' }
const listed = { ...about, imageDigest: `sha256:${'a'.repeat(64)}` }
const unlisted = { ...about, imageDigest: `sha256:${'b'.repeat(64)}` }

function keeping() {
  const store = new Store<Child, 'owner'>()
  const feeds = { children: [{ store }] } as unknown as Pick<Feeds, 'children'>
  return { store, kept: keptCorrections(feeds, 'fitgate-system', [listed.imageDigest]) }
}

describe('what was learned', () => {
  it('counts as far as its image may still teach, as soon as the watch tells of it', () => {
    const { store, kept } = keeping()
    expect(kept.list()).toEqual([])
    store.set(learnedConfigMap([unlisted, listed], 'fitgate-system') as Child)
    expect(kept.list()).toEqual([listed])
    expect(kept.list()).toBe(kept.list())
    expect(kept.object()?.kind).toBe('ConfigMap')
  })

  it('is not taken from another namespace, nor from another kind', () => {
    const { store, kept } = keeping()
    store.set(learnedConfigMap([listed], 'team-a') as Child)
    store.set({ ...learnedConfigMap([listed], 'fitgate-system'), kind: 'Service' } as Child)
    expect(kept.list()).toEqual([])
  })

  it('comes after the platform’s own word, and changes nothing where there is none', () => {
    const said = { ...listed, namespace: undefined }
    const config = { ...defaultDecisionConfig, corrections: [said] }
    expect(withLearned(config, [listed]).corrections).toEqual([said, listed])
    expect(withLearned(config, [])).toBe(config)
  })
})
