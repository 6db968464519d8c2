import { expect, it } from 'vitest'
import { kinds } from '../../src/api/kinds.ts'
import { ownKinds } from '../../src/kube/resources.ts'

it('the kinds that the API server is asked for as ours are those that are defined', () => {
  const defined = kinds.map(({ group, version, kind, plural, scope }) => ({
    group,
    version: version.name,
    plural,
    kind,
    namespaced: scope === 'Namespaced',
  }))
  expect(ownKinds).toEqual(defined)
})
