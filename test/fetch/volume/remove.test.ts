import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { installedModels } from '../../../src/fetch/volume/installed.ts'
import { removeModel } from '../../../src/fetch/volume/remove.ts'
import { volumeUse } from '../../../src/fetch/volume/space.ts'
import { fetchHub, volume } from '../fetching.ts'
import { startHub } from '../hub-server.mjs'
import { snapshotOf } from '../snapshot.ts'

const lease = { signal: new AbortController().signal }
const shared = { 'model.safetensors': { bytes: 100_000, seed: 1 } }
const hub = await startHub({
  'org/model': { files: { ...shared, 'config.json': { text: '{}' } } },
  'org/other': { files: { ...shared, 'own.safetensors': { bytes: 50_000, seed: 2 } } },
})
const later = await startHub({
  'org/model': {
    files: { ...shared, 'new.safetensors': { bytes: 70_000, seed: 3 }, 'config.json': { text: '{}' } },
  },
})
afterAll(() => Promise.all([hub.close(), later.close()]))

it('a model goes as a whole, and leaves what another one uses', async () => {
  const root = await volume()
  await fetchHub(hub.url, { root })
  await fetchHub(hub.url, { root, id: 'org/other' })
  const other = snapshotOf(root, 'org/other')
  // the weights are the other's too
  expect(await removeModel(root, { id: 'org/model' }, lease)).toBe(2)
  expect((await installedModels(root)).map(({ id }) => id)).toEqual(['org/other'])
  expect(snapshotOf(root, 'org/other')).toEqual(other)
  expect(await removeModel(root, { id: 'org/other' }, lease)).toBe(150_000)
  expect(readdirSync(join(root, 'hub'))).toEqual([])
  expect((await volumeUse(root)).usedBytes).toBe(0)
})

it('a revision goes without what others of the model use', async () => {
  const root = await volume()
  const first = await fetchHub(hub.url, { root })
  await fetchHub(later.url, { root })
  const [model] = await installedModels(root)
  expect(model).toMatchObject({
    bytes: 170_002,
    revisions: expect.arrayContaining([expect.objectContaining({ refs: ['main'] })]),
  })
  expect(await removeModel(root, { id: 'org/model', revision: first.models[0]?.revision }, lease)).toBe(0)
  expect(Object.keys(snapshotOf(root))).toEqual(['config.json', 'model.safetensors', 'new.safetensors'])
  expect(await removeModel(root, { id: 'org/model', revision: 'main' }, lease)).toBe(170_002)
  expect(existsSync(join(root, 'hub/models--org--model'))).toBe(false)
})

it('what is not there is as good as removed', async () => {
  expect(await removeModel(await volume(), { id: 'org/absent' }, lease)).toBe(0)
})
