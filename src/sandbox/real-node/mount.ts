/**
 * The `mount` command; what it complains of goes to the log.
 * @module
 */
import { execFileSync } from 'node:child_process'

export function mount(...args: readonly string[]): void {
  execFileSync('mount', args, { stdio: ['ignore', 'inherit', 'inherit'] })
}
