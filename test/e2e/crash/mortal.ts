/**
 * Controllers that die as by `kill -9`: from one moment on nothing of theirs reaches the API server, and nothing it says
 * reaches them. Nothing is flushed, released or told; what they knew is gone.
 * @module
 */

import type { ConnectionSource } from '../../../src/kube/config.ts'
import { type ProxiedRequest, startFaultProxy } from '../fault-proxy.ts'
import { inThisProcess, type StartLane } from './lane-controllers.ts'

/** When it dies: at which write, and whether the API server still does it (nobody hears the answer). */
export interface Death {
  /** 1 is the first from now. */
  readonly write: number
  readonly done: boolean
}

export interface Mortal {
  /** Writes that were sent, without Events and Leases. */
  readonly writes: readonly string[]
  /** Decides when it dies. Resolves then, or never. */
  die(death: Death): Promise<void>
  /** It does not die any more, if it lives. */
  spare(): void
  ready(): boolean
  /** Ends it in peace, or buries it. */
  stop(): Promise<void>
}

/** Events are sent in the background, perhaps as one for many, and Leases whenever; no state hangs on them. */
const isAside = ({ path }: ProxiedRequest) => /\/(events|leases)([/?]|$)/.test(path)

/**
 * Starts the controllers of a lane.
 * @param options default: in this process, without an election
 */
export async function startMortal(
  source: ConnectionSource,
  namespace: string,
  options: { readonly leaderElect?: boolean; readonly startLane?: StartLane } = {},
): Promise<Mortal> {
  const { leaderElect = false, startLane = inThisProcess } = options
  const proxy = await startFaultProxy(source)
  const writes: string[] = []
  const { promise: died, resolve } = Promise.withResolvers<void>()
  let left = Number.POSITIVE_INFINITY
  let done = false
  let isDead = false
  proxy.chaos((request) => {
    if (isDead) return { kind: 'reset' }
    if (!request.isWrite || isAside(request)) return undefined
    writes.push(`${request.method} ${request.path.replace(/\?.*/, '')}`)
    left--
    if (left > 0) return undefined
    isDead = true
    if (done) return { kind: 'loseAnswer' }
    writes.pop()
    return { kind: 'reset' }
  })
  void died.then(() => proxy.close())
  const controllers = await startLane({
    source: proxy.source,
    namespace,
    leaderElect,
    // the first request without an answer: what it died of
    onUnanswered() {
      if (isDead) resolve()
    },
  })
  return {
    writes,
    die(death) {
      left = death.write
      done = death.done
      return died
    },
    spare() {
      left = Number.POSITIVE_INFINITY
    },
    ready: controllers.ready,
    async stop() {
      if (isDead) return controllers.bury()
      await controllers.stop()
      await proxy.close()
    },
  }
}
