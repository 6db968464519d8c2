import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { instinctAccelerators } from '../../src/catalog/accelerators.ts'
import { snapshotEnvelope } from '../../src/inventory/snapshot.ts'
import { run } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'fitgate-snapshot-'))
afterAll(() => rmSync(folder, { recursive: true }))
const path = (name: string) => join(folder, name)

describe('fitgate snapshot', () => {
  it('--example prints a snapshot of every Instinct part and the recipes shipped, with no cluster', async () => {
    const { code, out } = await run('snapshot', '--example')
    expect(code).toBe(0)
    const snapshot = snapshotEnvelope.parse(JSON.parse(out))
    expect(snapshot.hardware.shapes).toHaveLength(instinctAccelerators.length)
    expect(snapshot.recipes.map(({ name }) => name)).toContain('qwen3-32b-mi300x-bf16')
    expect(snapshot.config.fit).toBe('warn')
  })

  it('-o writes the file whole, leaves nothing beside it, and fitgate plan decides from it', async () => {
    const written = await run('snapshot', '--example', '-o', path('snapshot.json'))
    expect(written).toMatchObject({ code: 0, out: '' })
    expect(written.err).toMatch(/snapshot [0-9a-f]{16}: \d+ GPU nodes/)
    expect(readdirSync(folder)).toEqual(['snapshot.json'])
    const planned = await run(
      'plan',
      '--cluster',
      path('snapshot.json'),
      '-f',
      'manifests/samples/qwen.yaml',
      '-o',
      'json',
    )
    const { version } = JSON.parse(readFileSync(path('snapshot.json'), 'utf8'))
    expect(JSON.parse(planned.out).results[0].decision.provenance.snapshot).toBe(version)
  })

  it('carries the configuration it is given, and keeps its version as long as the content is the same', async () => {
    writeFileSync(path('config.yaml'), 'fit: enforce\n')
    const [one, two, strict] = await Promise.all(
      [[], [], ['--config', path('config.yaml')]].map(
        async (flags) =>
          JSON.parse((await run('snapshot', '--example', ...flags)).out) as { version: string },
      ),
    )
    expect(two?.version).toBe(one?.version)
    expect(strict).toMatchObject({ config: { fit: 'enforce' } })
    expect(strict?.version).not.toBe(one?.version)
  })

  it.each([
    [['--example', '--kubeconfig', 'x'], 'only one of --example, --kubeconfig'],
    [['--kubeconfig', '/nowhere'], '/nowhere: there is no such file'],
    [['--kubeconfig', ''], '--kubeconfig is empty'],
    [['--example', '--config', '/nowhere.yaml'], '--config'],
    [['--example', '-o', '/nowhere/file'], '--output'],
    [['--exmaple'], '--exmaple'],
  ])('%j is bad input', async (flags, words) => {
    const { code, out, err } = await run('snapshot', ...flags)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(words)
  })

  it('names every problem of a configuration', async () => {
    writeFileSync(path('wrong.yaml'), 'fti: warn\nlogLevel: loud\n')
    const { code, err } = await run('snapshot', '--example', '--config', path('wrong.yaml'))
    expect(code).toBe(2)
    expect(err).toContain('did you mean "fit"?')
    expect(err).toContain('logLevel')
  })
})
