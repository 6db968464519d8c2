import { describe, expect, it } from 'vitest'
import { defaultDecisionConfig } from '../../../src/inventory/snapshot.ts'
import { buildSnapshot } from '../../../src/inventory/snapshot-build.ts'
import { readSnapshot } from '../../../src/server/snapshot/document.ts'
import { sign } from '../../../src/server/snapshot/signature.ts'
import { cluster, nodes } from '../../decide/builders.ts'

const snapshot = buildSnapshot({
  hardware: cluster(nodes('MI300X', 1)),
  recipes: [],
  recipeUsers: {},
  config: defaultDecisionConfig,
  now: new Date(0),
})
const text = JSON.stringify(snapshot)

describe('the text of a snapshot', () => {
  it('is read as it was written', () => {
    expect(readSnapshot(text)).toEqual(snapshot)
    expect(readSnapshot(text, { key: 'k', signature: sign('k', text) })).toEqual(snapshot)
  })

  it('is not read at all without the signature that was asked for', () => {
    for (const signature of [undefined, null, '', 'ff', sign('other', text), sign('k', `${text} `)])
      expect(() => readSnapshot(text, { key: 'k', signature })).toThrow('not signed with our key')
    expect(() => readSnapshot('{', { key: 'k', signature: sign('j', '{') })).toThrow('not signed')
  })

  it('is refused in words when it is something else', () => {
    expect(() => readSnapshot('<html>')).toThrow('not a snapshot: the text is not JSON')
    expect(() => readSnapshot('[]')).toThrow('not a snapshot: document:')
    expect(() => readSnapshot(JSON.stringify({ ...snapshot, schema: 2 }))).toThrow('not a snapshot: schema:')
    expect(() => readSnapshot(JSON.stringify({ ...snapshot, recipes: [{}] }))).toThrow('recipes.0.name')
  })
})
