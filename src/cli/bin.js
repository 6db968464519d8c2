#!/usr/bin/env node
// Runs fitgate with the Node 24 that npm installed, whatever Node the machine has.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const folder = dirname(fileURLToPath(import.meta.url))
const root = join(folder, '..', '..')
const [major] = process.versions.node.split('.').map(Number)

function node24() {
  const installed = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node')
  if (existsSync(installed)) return installed
  throw new Error(
    `fitgate needs Node 24; this is ${process.version}. Run "npm ci" first: it brings the right one.`,
  )
}

/** The bundle that `npm ci` made, for what runs in a cluster: it starts in half the time of its sources and takes less memory. */
function bundle() {
  const file = join(root, 'dist', 'cli', 'main.mjs')
  if (!existsSync(file)) return undefined
  const made = statSync(file).mtimeMs
  const isOlder = (name) =>
    readdirSync(join(root, name), { recursive: true, withFileTypes: true }).some(
      (entry) => entry.isFile() && statSync(join(entry.parentPath, entry.name)).mtimeMs > made,
    )
  return ['src', 'webhooks', 'policies'].some(isOlder) ? undefined : file
}

const args = process.argv.slice(2)
const program = (['serve', 'fetch'].includes(args[0]) && bundle()) || join(folder, 'main.ts')
if (major >= 24) {
  const { run } = await import(pathToFileURL(program).href)
  await run()
} else {
  const child = spawn(node24(), [program, ...args], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 128 + 15
  })
}
