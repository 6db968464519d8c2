/**
 * `fitgate cache list`.
 * @module
 */
import { parseArgs } from 'node:util'
import { inBytes } from '../../fetch/amount.ts'
import { type InstalledModel, installedModels } from '../../fetch/volume/installed.ts'
import { volumeUse } from '../../fetch/volume/space.ts'
import type { Command } from '../command.ts'
import { rootOf } from '../fetch/root.ts'
import { wordOf } from '../word-option.ts'

const help = `fitgate cache list [--root DIR] [-o text|json]

Lists models with their revisions, and what the volume has left. A revision that fitgate fetch did not put there was not verified.

  --root DIR             what engines get as HF_HOME (default $HF_HOME)
  -o, --output WORD      text or json (default text)

Exit codes: 0 listed, 2 bad input.
`

export const list: Command = {
  name: 'list',
  summary: 'models, revisions and sizes',
  help,
  async run(args, io) {
    const { values } = parseArgs({
      args,
      options: { root: { type: 'string' }, output: { type: 'string', short: 'o', default: 'text' } },
    })
    const output = wordOf('--output', values.output, ['text', 'json'] as const)
    const root = rootOf(values.root, io.env)
    const volume = await volumeUse(root)
    const models = await installedModels(root)
    if (output === 'json') io.stdout.write(`${JSON.stringify({ models, volume })}\n`)
    else {
      for (const line of models.flatMap(linesOf)) io.stdout.write(`${line}\n`)
      io.stdout.write(
        `${models.length} models, ${inBytes(volume.usedBytes)} used, ${inBytes(volume.freeBytes)} free\n`,
      )
    }
    return 0
  },
}

function linesOf({ id, revisions }: InstalledModel): readonly string[] {
  return revisions.map(({ revision, refs, bytes, files, digest }) => {
    const names = refs.length === 0 ? '' : ` (${refs.join(', ')})`
    const state = digest === undefined ? 'not verified' : 'verified'
    return `${id}@${revision.slice(0, 12)}${names}  ${inBytes(bytes)}  ${files} files  ${state}`
  })
}
