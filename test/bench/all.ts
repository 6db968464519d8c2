/**
 * `npm run bench [NAME…]`: every bench, one after the other. Figures are ratios against a baseline of the same run; nothing fails by time.
 * @module
 */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
/** What benches are made of. */
const notBenches = new Set([
  'all',
  'clusters',
  'in-parallel',
  'in-sandbox',
  'many-endpoints',
  'passing-pod',
  'writing-requests',
  'gate/connection',
  'gate/load',
  'gate/reviews',
  'gate/server-process',
  'gate/snapshots',
  'store/follower',
  'store/list-server',
  'store/real-shapes',
])
const wanted = process.argv.slice(2)
const benches = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
  .filter((name) => !notBenches.has(name))
  .sort()
for (const name of benches) {
  // a name, or the folder that it is in
  if (wanted.length > 0 && !wanted.some((one) => name === one || name.startsWith(`${one}/`))) continue
  console.log(`\n== ${name}`)
  const { status } = spawnSync(process.execPath, [`${folder}${name}.ts`], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
