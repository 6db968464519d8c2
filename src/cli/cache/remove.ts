/**
 * `fitgate cache remove`.
 * @module
 */
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { FetchError } from '../../fetch/fetch-error.ts'
import { audit } from '../../fetch/volume/audit.ts'
import { auditFile } from '../../fetch/volume/places.ts'
import { type Removal, removeModel } from '../../fetch/volume/remove.ts'
import { volumeUse } from '../../fetch/volume/space.ts'
import { formatBytes } from '../../vocabulary/bytes.ts'
import { outcomes } from '../../vocabulary/model-files/outcome.ts'
import { type FetchResult, writeResult } from '../../vocabulary/model-files/result.ts'
import { type Command, UsageError } from '../command.ts'
import { rootOf } from '../fetch/root.ts'
import { stopSignal } from '../fetch/stop-signal.ts'
import { readModelName } from './model-name.ts'

const help = `fitgate cache remove ORG/NAME[@REVISION]… [--root DIR] [options]

Takes models off a volume: out of sight in one step, then their bytes. Content that another revision or model uses stays. Whoever
has files open keeps them until they are closed. A model that is not there is as good as removed.

  --root DIR             what engines get as HF_HOME (default $HF_HOME)
  --owner NAME           who this is across restarts, as for fitgate fetch
  --result FILE          the outcome as JSON, at most 4096 bytes: /dev/termination-log
  --audit FILE           what was done, JSON lines (default ROOT/.fitgate/audit.jsonl)

Exit codes: 0 removed, 2 bad input, ${outcomes.Interrupted.exitCode} stopped by a signal.
`

export const remove: Command = {
  name: 'remove',
  summary: 'take models off the volume',
  help,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        root: { type: 'string' },
        owner: { type: 'string' },
        result: { type: 'string' },
        audit: { type: 'string' },
      },
    })
    const removals = positionals.map(readModelName)
    if (removals.length === 0) throw new UsageError('name a model, such as Qwen/Qwen3-32B')
    const root = rootOf(values.root, io.env)
    const stop = stopSignal()
    try {
      const lease = { signal: stop.signal, ...(values.owner !== undefined && { owner: values.owner }) }
      const result = await removeAll(root, removals, lease, values.audit ?? auditFile(root))
      if (values.result !== undefined) await writeFile(values.result, writeResult(result))
      const { stdout, stderr } = io
      if (outcomes[result.outcome].again === 'done') stdout.write(`${result.message}\n`)
      else stderr.write(`fitgate cache remove: ${result.outcome}: ${result.message}\n`)
      return outcomes[result.outcome].exitCode
    } finally {
      stop.dispose()
    }
  },
}

async function removeAll(
  root: string,
  removals: readonly Removal[],
  lease: Parameters<typeof removeModel>[2],
  auditPath: string,
): Promise<FetchResult> {
  const models: FetchResult['models'][number][] = []
  let freed = 0
  try {
    for (const removal of removals) {
      const freedBytes = await removeModel(root, removal, lease)
      await audit(auditPath, new Date().toISOString(), { event: 'removed', ...removal, freedBytes })
      models.push({ ...removal, outcome: 'Removed', bytes: freedBytes })
      freed += freedBytes
    }
    const names = removals.map(({ id, revision }) => (revision === undefined ? id : `${id}@${revision}`))
    const message = `${names.join(', ')}: removed, ${formatBytes(freed)} freed`
    return { outcome: 'Removed', message, models, volume: await volumeUse(root) }
  } catch (error) {
    if (error instanceof FetchError) return { outcome: error.outcome, message: error.message, models }
    if (!lease.signal.aborted) throw error
    return { outcome: 'Interrupted', message: 'stopped before the end; the next attempt goes on', models }
  }
}
