/**
 * `fitgate cache list`.
 * @module
 */
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { type InstalledModel, installedModels } from '../../fetch/volume/installed.ts'
import { volumeUse } from '../../fetch/volume/space.ts'
import { formatBytes } from '../../vocabulary/bytes.ts'
import {
  type FetchResult,
  type ModelResult,
  type VolumeUse,
  writeResult,
} from '../../vocabulary/model-files/result.ts'
import type { Command } from '../command.ts'
import { rootOf } from '../fetch/root.ts'
import { wordOf } from '../word-option.ts'

const help = `fitgate cache list [--root DIR] [-o text|json]

Lists models with their revisions, and what the volume has left. A revision that fitgate fetch did not put there was not verified.

  --root DIR             what engines get as HF_HOME (default $HF_HOME)
  --result FILE          what is there as JSON, at most 4096 bytes: /dev/termination-log
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
      options: {
        root: { type: 'string' },
        result: { type: 'string' },
        output: { type: 'string', short: 'o', default: 'text' },
      },
    })
    const output = wordOf('--output', values.output, ['text', 'json'] as const)
    const root = rootOf(values.root, io.env)
    const volume = await volumeUse(root)
    const models = await installedModels(root)
    if (values.result !== undefined) await writeFile(values.result, writeResult(resultOf(models, volume)))
    if (output === 'json') io.stdout.write(`${JSON.stringify({ models, volume })}\n`)
    else {
      for (const line of models.flatMap(linesOf)) io.stdout.write(`${line}\n`)
      io.stdout.write(
        `${models.length} models, ${formatBytes(volume.usedBytes)} used, ${formatBytes(volume.freeBytes)} free\n`,
      )
    }
    return 0
  },
}

/** Each model by the revision that was fetched last; those that are only begun are not there. */
function resultOf(models: readonly InstalledModel[], volume: VolumeUse): FetchResult {
  return {
    outcome: 'AlreadyThere',
    message: `${models.length} models`,
    models: models.flatMap(({ id, revisions }): ModelResult[] => {
      const newest = revisions.toSorted((a, b) => ((a.fetchedAt ?? '') < (b.fetchedAt ?? '') ? -1 : 1)).at(-1)
      if (newest === undefined) return []
      const { revision, bytes, files, digest } = newest
      return [
        { id, outcome: 'AlreadyThere', revision, bytes, files, ...(digest === undefined ? {} : { digest }) },
      ]
    }),
    volume,
  }
}

function linesOf({ id, revisions }: InstalledModel): readonly string[] {
  return revisions.map(({ revision, refs, bytes, files, digest }) => {
    const names = refs.length === 0 ? '' : ` (${refs.join(', ')})`
    const state = digest === undefined ? 'not verified' : 'verified'
    return `${id}@${revision.slice(0, 12)}${names}  ${formatBytes(bytes)}  ${files} files  ${state}`
  })
}
