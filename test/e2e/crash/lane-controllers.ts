/**
 * The controllers of a lane, in this process or in one of their own.
 * @module
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createClient } from '../../../src/kube/client.ts'
import type { ConnectionSource } from '../../../src/kube/config.ts'
import { checkout, fitgateCommand } from '../../../src/sandbox/fitgate/command-line.ts'
import { start } from '../controllers/running.ts'
import { confined } from './confined.ts'

export interface LaneControllers {
  ready(): boolean
  /** Snapshots so far. */
  published(): number
  stop(): Promise<void>
  /** Of what is dead already: nothing of its process remains. */
  bury(): Promise<void>
}

export interface LaneOptions {
  readonly source: ConnectionSource
  readonly namespace: string
  readonly leaderElect: boolean
  /** A request that is no watch had no answer. */
  readonly onUnanswered?: () => void
}

/** As `startMortal` starts them. */
export type StartLane = (options: LaneOptions) => Promise<LaneControllers>

export const inThisProcess: StartLane = async ({ source, namespace, leaderElect, onUnanswered }) => {
  const client = createClient(source, {
    onRequest({ code, verb }) {
      if (code === 0 && verb !== 'watch') onUnanswered?.()
    },
  })
  const running = await start(confined(client, namespace), { leaderElect })
  const stop = async () => {
    await running.stop()
    client.close()
  }
  return {
    ready: () => running.controllers.ready(),
    published: () => running.snapshots.length,
    stop,
    bury: stop,
  }
}

const program = fileURLToPath(new URL('lane-process.ts', import.meta.url))

export const onDeno: StartLane = async ({ source, namespace, leaderElect, onUnanswered }) => {
  const args = ['run', '-A', '--quiet', program, source.server.href, namespace, String(leaderElect)]
  const child = spawn(fitgateCommand('deno', []).command, args, {
    cwd: checkout,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  let isReady = false
  let published = 0
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line === 'ready') isReady = true
    if (line === 'published') published++
    if (line === 'unanswered') onUnanswered?.()
  })
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await gone
  }
  return {
    ready: () => isReady,
    published: () => published,
    stop: () => end('SIGTERM'),
    bury: () => end('SIGKILL'),
  }
}
