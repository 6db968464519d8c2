#!/usr/bin/env node
// Runs the TypeScript sources with the Node 24 that npm installed, whatever Node the machine has.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = join(dirname(fileURLToPath(import.meta.url)), 'main.ts')
const [major] = process.versions.node.split('.').map(Number)

function node24() {
  if (major >= 24) return process.execPath
  const installed = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node')
  if (existsSync(installed)) return installed
  throw new Error(
    `fitgate needs Node 24; this is ${process.version}. Run "npm ci" first: it brings the right one.`,
  )
}

const child = spawn(node24(), [main, ...process.argv.slice(2)], { stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => {
  process.exitCode = signal === null ? (code ?? 1) : 128 + 15
})
