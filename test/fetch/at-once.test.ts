import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { volume } from './fetching.ts'
import { startHub } from './hub-server.mjs'

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

it('a model that eight processes ask for at once, on one volume, is fetched once', async () => {
  const bytes = 9_000_001
  const hub = await startHub({ 'org/model': { files: { 'model.safetensors': { bytes, seed: 6 } } } })
  const args = [
    'fetch',
    'hf://org/model',
    '--endpoint',
    hub.url,
    '--root',
    await volume(),
    '--output',
    'json',
  ]
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const child = spawn(process.execPath, [program, ...args, '--progress', 'none'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let said = ''
      child.stdout.on('data', (text) => {
        said += text
      })
      await once(child, 'close')
      return JSON.parse(said).outcome
    }),
  )
  await hub.close()
  expect(outcomes.sort()).toEqual([...Array(7).fill('AlreadyThere'), 'Fetched'])
  expect(hub.served.bytes).toBe(bytes)
})
