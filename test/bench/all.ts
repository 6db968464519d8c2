/**
 * `npm run bench`: every bench, one after the other. Figures are ratios against a baseline of the same run; nothing fails by time.
 * @module
 */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const notBenches = ['all.ts', 'clusters.ts', 'writing-requests.ts']
const wanted = process.argv.slice(2)
for (const name of readdirSync(folder).filter((file) => file.endsWith('.ts') && !notBenches.includes(file))) {
  if (wanted.length > 0 && !wanted.includes(name.replace('.ts', ''))) continue
  console.log(`\n== ${name.replace('.ts', '')}`)
  const { status } = spawnSync(process.execPath, [folder + name], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
