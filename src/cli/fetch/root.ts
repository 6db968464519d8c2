/**
 * The folder models are in.
 * @module
 */
import { resolve } from 'node:path'
import { UsageError } from '../command.ts'

/** @throws UsageError when neither the flag nor HF_HOME names one: 600 GB must not land somewhere by chance */
export function rootOf(flag: string | undefined, env: Readonly<Record<string, string | undefined>>): string {
  const root = flag ?? env.HF_HOME
  if (!root) throw new UsageError('say with --root DIR (or HF_HOME) which folder models are in')
  return resolve(root)
}
