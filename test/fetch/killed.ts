/**
 * Fetches that are killed at random moments and go on.
 * @module
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Hub, startHub } from './hub-server.mjs'
import { snapshotOf } from './snapshot.ts'

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

const connections = 3
const rangeBytes = 2 ** 20
const files = {
  'config.json': { text: '{"model_type":"test"}' },
  'model-1.safetensors': { bytes: 24_000_001, seed: 1 },
  'model-2.safetensors': { bytes: 11_000_003, seed: 2 },
  'model-3.safetensors': { bytes: 2 ** 20, seed: 3 },
}

export interface KilledFetches {
  readonly kills: number
  /** Served beyond what the models have. */
  readonly extraBytes: number
  /** One range for each connection of each that was killed. */
  readonly allowedBytes: number
}

/** @throws when a file differs, or a fetch that is left alone does not end well */
export async function killedFetches(wanted: number): Promise<KilledFetches> {
  const hub = await startHub({ 'org/model': { files } })
  try {
    let kills = 0
    let models = 0
    while (kills < wanted) {
      kills += await oneModel(hub, wanted - kills)
      models++
    }
    const size = [...(hub.models.get('org/model')?.files.values() ?? [])].reduce(
      (sum, { bytes }) => sum + bytes,
      0,
    )
    return {
      kills,
      extraBytes: hub.served.bytes - models * size,
      allowedBytes: kills * connections * rangeBytes,
    }
  } finally {
    await hub.close()
  }
}

/** One model that takes many lives to arrive. @returns how many were taken */
async function oneModel(hub: Hub, most: number): Promise<number> {
  const root = await mkdtemp(join(tmpdir(), 'fitgate-killed-'))
  try {
    for (let kills = 0; ; kills++) {
      const args = ['fetch', 'hf://org/model', '--endpoint', hub.url, '--root', root, '--progress', 'none']
      // slow enough that there are moments to be killed at
      const pace = ['--connections', String(connections), '--range', '1Mi', '--limit', '40Mi']
      const child = spawn(process.execPath, [program, ...args, ...pace], {
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      let said = ''
      child.stderr.on('data', (text) => {
        said += text
      })
      const ended = once(child, 'exit')
      const killed = kills < most && (await killedInTime(hub, child.kill.bind(child, 'SIGKILL'), ended))
      const [code] = await ended
      if (killed) continue
      if (code !== 0) throw new Error(`a fetch ended with ${code}: ${said}`)
      compare(hub, root)
      return kills
    }
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

/** As long as a fetch takes that nobody kills. */
const lifeMs = 1500

/** Mostly a moment after it began to fetch, else any moment of its life; `false` when it was done before that. */
async function killedInTime(hub: Hub, kill: () => boolean, ended: Promise<unknown>): Promise<boolean> {
  const before = hub.served.requests
  const over = ended.then(() => true)
  if (Math.random() < 1 / 3) {
    await Promise.race([over, sleep(Math.random() * lifeMs)])
    return kill()
  }
  const isOver = () => Promise.race([over, sleep(5).then(() => false)])
  while (hub.served.requests === before) if (await isOver()) return false
  await Promise.race([over, sleep(Math.random() * 400)])
  return kill()
}

function compare(hub: Hub, root: string): void {
  const wanted = [...(hub.models.get('org/model')?.files ?? [])].map(([path, { sha256 }]) => [path, sha256])
  const there = snapshotOf(root)
  for (const [path, sha256] of wanted)
    if (there[path ?? ''] !== sha256) throw new Error(`${path} is another file than the hub's`)
}
