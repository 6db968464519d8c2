/**
 * What a refusal advises, tried.
 * @module
 */
import { stringify } from 'yaml'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { readDocuments } from '../documents.ts'
import { kubectlQuotes } from '../source/kubectl-scalars.ts'
import type { Narrator } from './narrator.ts'

/** Does what the refusal advises, as a dry run, to show that the advice holds. */
export async function followAdvice(
  sandbox: Sandbox,
  tell: Narrator,
  file: string,
  refusal: string,
): Promise<void> {
  const advice = /^\s+(spec\.[\w.]+): (\S+) /m.exec(refusal.slice(refusal.indexOf('Nearest that fit')))
  const [, path, value] = advice ?? []
  if (path === undefined || value === undefined) throw new Error('the advice could not be read')
  const [document] = await readDocuments(file)
  if (document === undefined) throw new Error(`${file} is empty`)
  const changed = structuredClone(document.object) as Record<string, unknown>
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  let at: Record<string, unknown> = changed
  for (const key of keys) {
    at[key] = typeof at[key] === 'object' && at[key] !== null ? at[key] : {}
    at = at[key] as Record<string, unknown>
  }
  at[last] = Number.isNaN(Number(value)) ? value : Number(value)
  tell.line('')
  tell.line(`The first advice, tried: ${path}: ${value}`)
  await tell.expect(sandbox, ['apply', '--dry-run=server', '-f', '-'], 0, stringify(changed, kubectlQuotes))
}
