/**
 * The way of an endpoint to Ready, phase by phase.
 * @module
 */
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { kubectl } from '../kubectl.ts'
import type { Narrator } from './narrator.ts'

/** How long the endpoint may take to become Ready, seconds; simulated pods take a few. */
const readyWithinSeconds = 60

/** Shows every phase the endpoint passes through, until it is Ready. */
export async function followToReady(sandbox: Sandbox, tell: Narrator, name: string): Promise<void> {
  const template = '{.status.phase}{"\\t"}{.status.conditions[?(@.status!="True")].message}'
  const end = performance.now() + readyWithinSeconds * 1000
  let shown = ''
  while (performance.now() < end) {
    const { stdout } = await kubectl(sandbox.binDir, sandbox.kubeconfig, [
      'get',
      'aimep',
      name,
      '-o',
      `jsonpath=${template}`,
    ])
    const [phase = '', message = ''] = stdout.split('\t')
    if (stdout !== shown && phase !== '') tell.line(`${phase.padEnd(12)}${message}`.trimEnd())
    shown = stdout
    if (phase === 'Ready') return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`${name} was not Ready within ${readyWithinSeconds} s`)
}
