/**
 * `fitgate cache copy`.
 * @module
 */
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { FetchError } from '../../fetch/fetch-error.ts'
import { audit } from '../../fetch/volume/audit.ts'
import { auditFile } from '../../fetch/volume/places.ts'
import { removeModel } from '../../fetch/volume/remove.ts'
import { volumeUse } from '../../fetch/volume/space.ts'
import { modelOfFolder, workFolder } from '../../vocabulary/model-files/layout.ts'
import { outcomes } from '../../vocabulary/model-files/outcome.ts'
import { type FetchResult, writeResult } from '../../vocabulary/model-files/result.ts'
import { type Command, type Io, UsageError } from '../command.ts'
import { rootOf } from '../fetch/root.ts'
import { stopSignal } from '../fetch/stop-signal.ts'
import { command as fetch } from '../fetch.ts'
import { readModelName } from './model-name.ts'

const help = `fitgate cache copy [ORG/NAME[@REVISION]…] --from DIR [--root DIR] [options]

Makes a volume hold what is named of another one, and no other model: others go first, as they may have to make room, and what is
missing is copied with every file verified. Without a name the volume is emptied. Needs no network.

  --from DIR             the volume to copy from, which fitgate fetch filled
  --root DIR             what engines get as HF_HOME (default $HF_HOME)

  --quota SIZE, --keep-free SIZE, --sync, --owner NAME, --progress WORD, --listen HOST:PORT, --result FILE, --audit FILE,
  -o, --output WORD      as for fitgate fetch

Exit codes: those of fitgate fetch.
`

/** Flags that `fitgate fetch` gets as they are. */
const handedOn = {
  quota: { type: 'string' },
  'keep-free': { type: 'string' },
  sync: { type: 'boolean' },
  owner: { type: 'string' },
  progress: { type: 'string' },
  listen: { type: 'string' },
  result: { type: 'string' },
  audit: { type: 'string' },
  output: { type: 'string', short: 'o' },
} as const

export const copy: Command = {
  name: 'copy',
  summary: 'make a volume hold the models of another one',
  help,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { root: { type: 'string' }, from: { type: 'string' }, ...handedOn },
    })
    const { root: wanted, from, ...flags } = values
    if (from === undefined) throw new UsageError('say with --from DIR which volume to copy from')
    const root = rootOf(wanted, io.env)
    const ids = new Set(positionals.map((text) => readModelName(text).id))
    const remover = { owner: flags.owner, auditPath: flags.audit ?? auditFile(root) }
    const failure = await removeOthers(root, ids, remover)
    if (failure !== undefined) return told(failure, flags.result, io)
    if (positionals.length === 0) {
      const empty = { outcome: 'Removed', message: 'no model is on the volume', models: [] } as const
      return told({ ...empty, volume: await volumeUse(root) }, flags.result, io)
    }
    const given = Object.entries(flags).flatMap(([name, value]) =>
      value === true ? [`--${name}`] : [`--${name}`, String(value)],
    )
    const sources = positionals.map((text) => `hf://${text}`)
    // what the other volume holds was chosen when it was fetched
    return fetch.run(['--root', root, '--mirror', from, '--include', '*', ...given, ...sources], io)
  },
}

interface Remover {
  readonly owner: string | undefined
  readonly auditPath: string
}

/** @returns what was in the way */
async function removeOthers(
  root: string,
  ids: ReadonlySet<string>,
  { owner, auditPath }: Remover,
): Promise<FetchResult | undefined> {
  const stop = stopSignal()
  try {
    for (const id of await modelsOn(root)) {
      if (ids.has(id)) continue
      const lease = { signal: stop.signal, ...(owner !== undefined && { owner }) }
      const freedBytes = await removeModel(root, { id }, lease)
      await audit(auditPath, new Date().toISOString(), { event: 'removed', id, freedBytes })
    }
    return undefined
  } catch (error) {
    if (error instanceof FetchError) return { outcome: error.outcome, message: error.message, models: [] }
    if (!stop.signal.aborted) throw error
    return { outcome: 'Interrupted', message: 'stopped before the end; the next attempt goes on', models: [] }
  } finally {
    stop.dispose()
  }
}

/** Those that are only begun, too. */
async function modelsOn(root: string): Promise<ReadonlySet<string>> {
  const names = (folder: string) => readdir(join(root, folder)).catch((): string[] => [])
  const whole = await names('hub')
  const begun = (await names(`${workFolder}/parts`)).map((name) => `models--${name}`)
  return new Set([...whole, ...begun].sort().flatMap((name) => modelOfFolder(name) ?? []))
}

async function told(result: FetchResult, file: string | undefined, { stdout, stderr }: Io): Promise<number> {
  const { outcome, message } = result
  if (file !== undefined) await writeFile(file, writeResult(result))
  if (outcomes[outcome].again === 'done') stdout.write(`${message}\n`)
  else stderr.write(`fitgate cache copy: ${outcome}: ${message}\n`)
  return outcomes[outcome].exitCode
}
