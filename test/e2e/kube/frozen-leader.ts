/**
 * The story of a leader that is frozen, and wakes after another has taken over; told by everything that was written.
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { resources } from '../../../src/kube/resources.ts'
import { type ConfigMap, configMap } from '../../kube/builders.ts'
import { type Cluster, until } from './cluster.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const program = fileURLToPath(new URL('leader-process.ts', import.meta.url))
const commands = { node: [program], deno: ['run', '-A', '--quiet', program] } as const

export type Runtime = keyof typeof commands

export interface FrozenLeaderOptions {
  readonly cluster: Cluster
  readonly kubeconfig: string
  readonly runtime: Runtime
  readonly leaseSeconds: number
  /** How long the leader is stopped; longer than the lease. */
  readonly frozenSeconds: number
}

export interface FrozenLeader {
  /** Holders in the order they wrote, each run of writes once. */
  readonly holders: readonly string[]
  /** What the frozen process said after it woke. */
  readonly saidAwake: readonly string[]
  /** From the freeze to the first write of the other. */
  readonly takeoverSeconds: number
}

interface Candidate {
  readonly identity: string
  readonly child: ChildProcess
  readonly said: string[]
}

export async function freezeLeader(options: FrozenLeaderOptions): Promise<FrozenLeader> {
  const { cluster, kubeconfig, runtime, leaseSeconds, frozenSeconds } = options
  const { direct, namespace } = cluster
  await direct.apply(resources.configMap, configMap('ledger', { holder: '' }, { namespace }))
  const holders: string[] = []
  const watching = new AbortController()
  const watch = (async () => {
    const events = direct.watch<ConfigMap>(resources.configMap, {
      namespace,
      fieldSelector: 'metadata.name=ledger',
      signal: watching.signal,
    })
    for await (const { type, object } of events) {
      if (type !== 'ADDED' && type !== 'MODIFIED') continue
      const holder = object.data?.holder
      if (holder && holders.at(-1) !== holder) holders.push(holder)
    }
  })()
  const candidates: Candidate[] = []
  const start = (identity: string): Candidate => {
    const args = [...commands[runtime], kubeconfig, namespace, identity, String(leaseSeconds)]
    const child = spawn(`${root}node_modules/.bin/${runtime}`, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const said: string[] = []
    createInterface({ input: child.stdout }).on('line', (line) => said.push(line))
    const candidate = { identity, child, said }
    candidates.push(candidate)
    return candidate
  }
  try {
    const first = start('first')
    await until('the first to write', () => holders.includes('first'))
    const second = start('second')
    await until('the second to wait', () => second.said.includes('waits'))
    const frozenAt = performance.now()
    first.child.kill('SIGSTOP')
    await until('the second to write', () => holders.includes('second'), leaseSeconds * 2 + 30)
    const takeoverSeconds = (performance.now() - frozenAt) / 1000
    await new Promise((resolve) => setTimeout(resolve, frozenSeconds * 1000 - (performance.now() - frozenAt)))
    const before = first.said.length
    first.child.kill('SIGCONT')
    await until('the first to find out', () => first.said.includes('ends'))
    // Whatever was still to come from its hands has come by now.
    await new Promise((resolve) => setTimeout(resolve, 1000))
    return { holders: [...holders], saidAwake: first.said.slice(before), takeoverSeconds }
  } finally {
    for (const { child } of candidates) {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    }
    watching.abort()
    await watch
    await direct.delete(resources.lease, { namespace, name: 'frozen' })
    await direct.delete(resources.configMap, { namespace, name: 'ledger' })
  }
}
