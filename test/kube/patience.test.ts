import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Patience } from './patient-client.ts'
import { type RudeServer, startRudeServer } from './rude-server.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const program = fileURLToPath(new URL('patient-client.ts', import.meta.url))
let server: RudeServer

beforeEach(async () => {
  server = await startRudeServer()
})
afterEach(() => server.close())

it.each([
  ['node', [program]],
  ['deno', ['run', '-A', '--quiet', program]],
])(
  'on %s, no request is stuck or torn, whatever became of those before it on its connection',
  async (runtime, args) => {
    const child = spawn(`${root}node_modules/.bin/${runtime}`, [...args, String(server.port), '4', '101'], {
      cwd: root,
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    child.stdin.end(server.authority)
    const patience: Patience = JSON.parse(await text(child.stdout))
    expect(patience).toEqual({ answered: expect.any(Number), stuck: 0, torn: 0, fine: 40 })
    expect(patience.answered).toBeGreaterThan(100)
  },
)
