/**
 * The bundles of the hosts, built as `npm run bundle` builds them but into a folder of their own.
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { build, type RolldownOptions } from 'rolldown'
import config from '../../../rolldown.config.ts'

export type HostName = 'worker' | 'lambda' | 'deno' | 'http'

export interface Bundles {
  readonly folder: string
  path(host: HostName): string
  remove(): Promise<void>
}

/** @param hosts default: all of them */
export async function bundled(hosts?: readonly HostName[]): Promise<Bundles> {
  const folder = await mkdtemp(join(tmpdir(), 'fitgate-bundles-'))
  const path = (host: HostName) => join(folder, `${host}.mjs`)
  const all = config as RolldownOptions[]
  for (const options of all) {
    const { output } = options
    if (!output || Array.isArray(output)) throw new Error('a bundle has one output')
    // the program is a folder of files, and no host
    if (output.file === undefined) continue
    const name = basename(output.file)
    if (hosts && !hosts.some((host) => name === `${host}.mjs`)) continue
    await build({ ...options, output: { ...output, file: join(folder, name) } })
  }
  return { folder, path, remove: () => rm(folder, { recursive: true }) }
}
