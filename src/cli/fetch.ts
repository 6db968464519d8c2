/**
 * `fitgate fetch`: models onto a volume, whole and verified. The same by hand and in a cache's Job.
 * @module
 */
import { rename, writeFile } from 'node:fs/promises'
import type { FetchOptions } from '../fetch/fetch-all.ts'
import { FetchError } from '../fetch/fetch-error.ts'
import { boundYoungGeneration } from '../server/heap.ts'
import { outcomes } from '../vocabulary/model-files/outcome.ts'
import { type FetchResult, writeResult } from '../vocabulary/model-files/result.ts'
import type { Command, Io } from './command.ts'
import { parseFlags } from './fetch/flags.ts'
import { showProgress } from './fetch/show-progress.ts'
import { stopSignal } from './fetch/stop-signal.ts'

const codes = Object.entries(outcomes)
  .filter(([, { exitCode }]) => exitCode > 2)
  .map(([word, { exitCode, meaning }]) => `  ${String(exitCode).padEnd(4)}${word.padEnd(19)}${meaning}`)

const help = `fitgate fetch SOURCE… [--root DIR] [options]

Puts models onto a volume in the hub's cache layout, so that an engine with the folder as HF_HOME finds them offline. Says how much
it is before it starts, goes on where a killed one stopped, verifies every file, and shows a model only when all of it is there.

Sources:
  hf://ORG/NAME[@REVISION]     a model of the hub, or of a mirror that speaks its API
  s3://BUCKET[/PREFIX]         AWS_* variables and profiles as usual
  gs://BUCKET[/PREFIX]         GOOGLE_APPLICATION_CREDENTIALS as usual
  https://HOST/FILE            a file, with #sha256=HEX behind it; or a list (*.list, *.sha256, SHA256SUMS) of files beside it
  /PATH or ./PATH              a copy; a SHA256SUMS in the folder is checked
All but hf:// need --as, and get the digest of their list of files as revision.

  --root DIR                what engines get as HF_HOME (default $HF_HOME)
  --as ORG/NAME             the name engines know the model by
  --include PATTERN         take these files, * for any text, FOLDER/ for all of it; repeatable. Default: what engines load, so
                            neither original/ and metal/ nor the same weights in a second format
  --exclude PATTERN         and not these; repeatable

  --token-file FILE         token of the hub or the https host (default $HF_TOKEN, $HF_TOKEN_PATH, $HF_HOME/token)
  --endpoint URL            a mirror of the hub (default $HF_ENDPOINT, https://huggingface.co)
  --mirror DIR              take hf:// models from another volume that fitgate fetch filled, with no network at all
  --s3-endpoint URL         default $AWS_ENDPOINT_URL_S3, $AWS_ENDPOINT_URL, Amazon
  --s3-region NAME          default $AWS_REGION, $AWS_DEFAULT_REGION, us-east-1
  --s3-path-style           the bucket in the path; default where an endpoint is given, else --no-s3-path-style
  --s3-unsigned             a public bucket; --gs-unsigned likewise
  --gs-endpoint URL         default $STORAGE_EMULATOR_HOST (asked unsigned), Google
  --plain-http              take http:// sources as well
  --allow-host PATTERN      fetch from these hosts only, redirects included; repeatable. huggingface.co means its stores too
  --allow-cidr BLOCK        these addresses too, for mirrors on private ones; repeatable. Every address is checked when it is
                            connected to. HTTP_PROXY, HTTPS_PROXY and NO_PROXY are heeded

  --quota SIZE              what all models of the volume may take, 2Ti (default: what there is)
  --keep-free SIZE          what must stay free (default 0)
  --connections N           at once (default: two for each core, 4 to 16)
  --range SIZE              of one request (default 64Mi)
  --limit SIZE              bytes a second (default: none)
  --stall-seconds N         give up a connection that brings nothing for so long (default 60)
  --attempts N              failures in a row before giving up (default 6)
  --max-wait-seconds N      the longest Retry-After that is waited for (default 300)
  --sync                    publish only what is on the disk for sure, so that a power cut right after it loses nothing; for Jobs
  --owner NAME              who this is across restarts, such as the UID of a pod: an earlier life holds nothing up

  --progress WORD           bar on a terminal, json elsewhere (default auto); none
  --listen HOST:PORT        answer /progress, /metrics and /healthz
  --result FILE             the outcome as JSON, at most 4096 bytes: /dev/termination-log
  --audit FILE              what was done, JSON lines (default ROOT/.fitgate/audit.jsonl)
  -o, --output WORD         text or json, to standard output (default text)

Exit codes:
  0   Fetched, AlreadyThere
  2   BadInput
${codes.join('\n')}
`

export const command: Command = {
  name: 'fetch',
  summary: 'put models onto a volume, whole and verified',
  help,
  async run(args, io) {
    const flags = await parseFlags(args, io.env)
    boundYoungGeneration()
    const stop = stopSignal()
    try {
      const result = await fetchNow(flags, io, stop.signal)
      if (flags.resultFile !== undefined) await writeResultFile(flags.resultFile, writeResult(result))
      tell(result, flags.output, io)
      return outcomes[result.outcome].exitCode
    } finally {
      stop.dispose()
    }
  },
}

type Flags = Awaited<ReturnType<typeof parseFlags>>

async function fetchNow(flags: Flags, io: Io, signal: AbortSignal): Promise<FetchResult> {
  const [{ fetchAll }, { Meter }, { createAgents }, { openSource }] = await Promise.all([
    import('../fetch/fetch-all.ts'),
    import('../fetch/progress/meter.ts'),
    import('../fetch/reach/agents.ts'),
    import('../fetch/sources/open-source.ts'),
  ])
  const agents = createAgents({ reach: flags.reach, env: io.env })
  const meter = new Meter()
  const shown = showProgress(flags.progress, meter, io)
  const server =
    flags.listen &&
    (await (await import('../fetch/progress/listen.ts')).serveProgress(flags.listen, () => meter.read()))
  try {
    const requests = flags.wanted.map(({ id, source, selection, revision }) => ({
      id,
      selection,
      source: openSource(source, { ...flags.sources, agents }),
      ...(revision !== undefined && { revision }),
    }))
    const options: FetchOptions = {
      requests,
      volume: flags.volume,
      limits: flags.limits,
      meter,
      signal,
      onWait: (id, holder) => shown.say(`${id}: ${holder} is fetching it; waiting for that`),
    }
    return await fetchAll(options)
  } catch (error) {
    if (!(error instanceof FetchError)) throw error
    return { outcome: error.outcome, message: error.message, models: [] }
  } finally {
    shown.stop()
    await server?.close()
    agents.close()
  }
}

/** In one step where that is possible: a termination log is a mount of its own. */
async function writeResultFile(path: string, text: string): Promise<void> {
  const part = `${path}.part`
  try {
    await writeFile(part, text)
    await rename(part, path)
  } catch {
    await writeFile(path, text)
  }
}

function tell(result: FetchResult, output: 'text' | 'json', io: Io): void {
  if (output === 'json') {
    io.stdout.write(`${JSON.stringify(result)}\n`)
    return
  }
  for (const { id, outcome, revision, digest } of result.models)
    if (digest !== undefined) io.stdout.write(`${outcome}  ${id}@${revision}  sha256:${digest}\n`)
  if (outcomes[result.outcome].again === 'done') io.stdout.write(`${result.message}\n`)
  else io.stderr.write(`fitgate fetch: ${result.outcome}: ${result.message}\n`)
}
