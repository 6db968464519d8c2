import { mkdir, readFile, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { readResult } from '../../../src/vocabulary/model-files/result.ts'
import { run } from '../run.ts'
import { temporaryFiles } from '../temporary-files.ts'

const file = temporaryFiles()

it('leaves what is there as a result that a Job can hand on, also of models that others brought', async () => {
  const root = dirname(file('marker', ''))
  const folder = join(root, 'hub/models--team--tiny')
  const revision = 'a'.repeat(40)
  await mkdir(join(folder, 'blobs'), { recursive: true })
  await mkdir(join(folder, 'snapshots', revision), { recursive: true })
  file('hub/models--team--tiny/blobs/one', 'weights')
  await symlink('../../blobs/one', join(folder, 'snapshots', revision, 'model.safetensors'))
  await mkdir(join(root, 'hub/models--team--begun'), { recursive: true })
  const told = join(root, 'result.json')
  const { code, err } = await run('cache', 'list', '--root', root, '--result', told)
  expect([code, err]).toEqual([0, ''])
  expect(readResult(await readFile(told, 'utf8'))).toMatchObject({
    outcome: 'AlreadyThere',
    models: [{ id: 'team/tiny', outcome: 'AlreadyThere', revision, bytes: 7, files: 1 }],
    volume: { usedBytes: 7 },
  })
})
