import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { layoutOf } from '../../src/sandbox/layout.ts'
import { identify, isRunning } from '../../src/sandbox/process-identity.ts'
import {
  condition,
  readState,
  type SandboxState,
  writeAttached,
  writeState,
} from '../../src/sandbox/state.ts'
import { claimStateDir, stopSandbox } from '../../src/sandbox/state-folder.ts'

const scratch = mkdtempSync(join(tmpdir(), 'fitgate-state-'))
afterAll(() => rm(scratch, { recursive: true }))

const gone = { pid: process.pid, started: 'long ago' }

function sleeper(name: string) {
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' })
  const identity = identify(child.pid ?? 0) ?? expect.fail('sleep does not run')
  return { name, log: '', stopOrder: 0, ...identity }
}

/** A sandbox on record whose owner was killed, unless told otherwise. */
function state(over: Partial<SandboxState> = {}): SandboxState {
  return {
    version: 1,
    phase: 'ready',
    detached: false,
    owner: gone,
    startedAt: '2026-01-01T00:00:00Z',
    server: 'https://127.0.0.1:1',
    binDir: '/bin',
    nodes: 7,
    processes: [],
    ...over,
  }
}

function folderWith(name: string, over?: Partial<SandboxState>) {
  const layout = layoutOf(join(scratch, name))
  writeState(layout, state(over))
  return layout
}

describe('claimStateDir', () => {
  it('takes a folder that is not there or empty', async () => {
    const layout = layoutOf(join(scratch, 'empty'))
    await claimStateDir(layout)
    await mkdir(layout.stateDir)
    await claimStateDir(layout)
  })

  it('leaves a folder alone that holds something else', async () => {
    const layout = layoutOf(join(scratch, 'home'))
    await mkdir(layout.stateDir)
    await writeFile(join(layout.stateDir, 'thesis.tex'), 'x')
    await expect(claimStateDir(layout)).rejects.toMatchObject({ reason: 'StateDirInUse' })
    expect(await readdir(layout.stateDir)).toEqual(['thesis.tex'])
  })

  it('refuses a folder that a sandbox runs from', async () => {
    const owner = identify(process.pid) ?? gone
    for (const over of [
      { owner },
      { detached: true, processes: [{ name: 'me', log: '', stopOrder: 0, ...owner }] },
    ])
      await expect(claimStateDir(folderWith('running', over))).rejects.toThrow('fitgate sandbox down')
  })

  it('stops what a killed sandbox left running, and nobody else', async () => {
    const left = sleeper('etcd')
    const stranger = sleeper('stranger')
    const reused = { ...stranger, name: 'kwok', started: 'before it was the stranger' }
    const layout = folderWith('killed', { processes: [left, reused] })
    await claimStateDir(layout)
    expect(isRunning(left)).toBe(false)
    expect(isRunning(stranger)).toBe(true)
    expect(existsSync(layout.stateDir)).toBe(false)
    process.kill(stranger.pid)
  })
})

describe('stopSandbox', () => {
  it('stops a detached one and removes its folder', async () => {
    const component = sleeper('etcd')
    const layout = folderWith('detached', { detached: true, processes: [component] })
    expect(await stopSandbox(layout)).toBe(true)
    expect(isRunning(component)).toBe(false)
    expect(existsSync(layout.stateDir)).toBe(false)
  })

  it('asks the process that looks after it to stop', async () => {
    const { name: _, ...owner } = sleeper('owner')
    expect(await stopSandbox(folderWith('looked-after', { owner }))).toBe(true)
    expect(isRunning(owner)).toBe(false)
  })

  it('says when there is nothing to stop', async () => {
    expect(await stopSandbox(layoutOf(join(scratch, 'nothing')))).toBe(false)
  })
})

describe('condition', () => {
  const owner = () => identify(process.pid) ?? gone
  const alive = () => ({ name: 'etcd', log: '', stopOrder: 0, ...owner() })
  const dead = { name: 'kwok', log: '', stopOrder: 0, ...gone }
  it.each([
    ['looked after', state({ owner: owner() }), 'running'],
    ['whose owner was killed', state({ processes: [alive()] }), 'broken'],
    ['detached and whole', state({ detached: true, processes: [alive()] }), 'running'],
    ['detached and incomplete', state({ detached: true, processes: [alive(), dead] }), 'broken'],
    ['detached, killed while it started', state({ detached: true, phase: 'starting' }), 'broken'],
    ['that failed', state({ owner: owner(), phase: 'failed' }), 'broken'],
  ])('of one %s', (_what, value, expected) => {
    expect(condition(value)).toBe(expected)
  })

  it('and what others attached survive on disk', () => {
    const layout = folderWith('disk', { nodes: 3 })
    writeAttached(layout, 42, [dead])
    expect(readState(layout)).toEqual({ ...state({ nodes: 3 }), attached: [dead] })
    writeAttached(layout, 42, [])
    expect(readState(layout)?.attached).toEqual([])
  })
})
