/**
 * How fitgate is run from this checkout, on Node or on Deno.
 * @module
 */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

export type Runtime = 'node' | 'deno'

/** The folder of the checkout. */
export const checkout = fileURLToPath(new URL('../../../', import.meta.url))

/**
 * A command and its arguments that run `fitgate …args`.
 *
 * @param folder the checkout whose code runs
 */
export function fitgateCommand(
  runtime: Runtime,
  args: readonly string[],
  folder = checkout,
): { readonly command: string; readonly args: readonly string[] } {
  const main = join(folder, 'src/cli/main.ts')
  if (runtime === 'deno')
    return { command: packaged('deno', 'deno'), args: ['run', '-A', '--quiet', main, ...args] }
  return { command: nodeCommand(), args: [main, ...args] }
}

/** A Node that runs TypeScript as it is: the one that we are, else the one that npm installed. */
export function nodeCommand(): string {
  const own = process.versions.deno === undefined && Number(process.versions.node.split('.')[0]) >= 24
  return own ? process.execPath : packaged('node', 'bin/node')
}

/** The binary itself inside an npm package, not the script that starts it: a signal must reach the right process. */
function packaged(name: string, binary: string): string {
  return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), binary)
}
