/**
 * kubectl in tests: what a person types, and what they see.
 * @module
 */
import { stringify } from 'yaml'
import { kubectl } from '../../src/cli/kubectl.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'

export interface Person {
  /** Runs kubectl; the text is what the terminal shows. */
  run(...args: readonly string[]): Promise<{ code: number; text: string }>
  /** Applies an object, or several. */
  apply(object: unknown, ...args: readonly string[]): Promise<{ code: number; text: string }>
  /** One field of one object, empty when it is not there. */
  field(kind: string, name: string, jsonpath: string): Promise<string>
  /** An object, whole. */
  get(kind: string, name: string): Promise<Record<string, never> | undefined>
}

export function personAt(sandbox: Pick<Sandbox, 'binDir' | 'kubeconfig'>): Person {
  const run = (...args: readonly string[]) => kubectl(sandbox.binDir, sandbox.kubeconfig, args)
  return {
    run,
    apply(object, ...args) {
      const text = (Array.isArray(object) ? object : [object]).map((one) => stringify(one)).join('---\n')
      return kubectl(sandbox.binDir, sandbox.kubeconfig, ['apply', '-f', '-', ...args], text)
    },
    async field(kind, name, jsonpath) {
      return (
        await kubectl(sandbox.binDir, sandbox.kubeconfig, ['get', kind, name, '-o', `jsonpath={${jsonpath}}`])
      ).stdout
    },
    async get(kind, name) {
      const { code, stdout } = await kubectl(sandbox.binDir, sandbox.kubeconfig, [
        'get',
        kind,
        name,
        '-o',
        'json',
      ])
      return code === 0 ? JSON.parse(stdout) : undefined
    },
  }
}
