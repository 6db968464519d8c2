/**
 * The flags of `fitgate fetch`, and what the environment says where they are left out.
 * @module
 */
import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { TransferLimits, VolumeOptions } from '../../fetch/fetch-model.ts'
import type { Reach } from '../../fetch/reach/rules.ts'
import type { Selection } from '../../fetch/selection.ts'
import type { SourceOptions } from '../../fetch/sources/open-source.ts'
import { createPace } from '../../fetch/transfer/pace.ts'
import { defaultPatience } from '../../fetch/transfer/patience.ts'
import { auditFile } from '../../fetch/volume/places.ts'
import { parseAddress } from '../../server/address.ts'
import { parseCidr } from '../../vocabulary/cidr.ts'
import { isModelId } from '../../vocabulary/model-files/model-id.ts'
import { type ModelSource, parseSource } from '../../vocabulary/model-files/source.ts'
import { UsageError } from '../command.ts'
import { wordOf } from '../word-option.ts'
import { amountOf, countOf } from './amounts.ts'
import { rootOf } from './root.ts'

type Environment = Readonly<Record<string, string | undefined>>

const flags = {
  root: { type: 'string' },
  as: { type: 'string' },
  include: { type: 'string', multiple: true },
  exclude: { type: 'string', multiple: true },
  'token-file': { type: 'string' },
  endpoint: { type: 'string' },
  mirror: { type: 'string' },
  's3-endpoint': { type: 'string' },
  's3-region': { type: 'string' },
  's3-path-style': { type: 'boolean' },
  's3-unsigned': { type: 'boolean', default: false },
  'gs-endpoint': { type: 'string' },
  'gs-unsigned': { type: 'boolean', default: false },
  'plain-http': { type: 'boolean', default: false },
  'allow-host': { type: 'string', multiple: true },
  'allow-cidr': { type: 'string', multiple: true },
  quota: { type: 'string' },
  'keep-free': { type: 'string' },
  connections: { type: 'string' },
  range: { type: 'string' },
  limit: { type: 'string' },
  'stall-seconds': { type: 'string' },
  attempts: { type: 'string' },
  'max-wait-seconds': { type: 'string' },
  owner: { type: 'string' },
  sync: { type: 'boolean', default: false },
  progress: { type: 'string', default: 'auto' },
  listen: { type: 'string' },
  result: { type: 'string' },
  audit: { type: 'string' },
  output: { type: 'string', short: 'o', default: 'text' },
} as const

type Values = ReturnType<typeof parse>['values']

const parse = (args: readonly string[]) =>
  parseArgs({ args: [...args], options: flags, allowPositionals: true, allowNegative: true })

/** @throws UsageError for anything that cannot be meant */
export async function parseFlags(args: readonly string[], env: Environment) {
  const { values, positionals } = parse(args)
  const root = rootOf(values.root, env)
  const listen = values.listen === undefined ? undefined : parseAddress(values.listen)
  if (values.listen !== undefined && listen === undefined)
    throw new UsageError(`--listen must be HOST:PORT, not "${values.listen}"`)
  return {
    wanted: wantedOf(positionals, values),
    reach: reachOf(values),
    volume: volumeOf(values, root),
    limits: limitsOf(values),
    sources: await sourcesOf(values, env),
    progress: wordOf('--progress', values.progress, ['auto', 'bar', 'json', 'none'] as const),
    output: wordOf('--output', values.output, ['text', 'json'] as const),
    ...(listen && { listen }),
    ...(values.result !== undefined && { resultFile: values.result }),
  }
}

export interface WantedModel {
  readonly id: string
  readonly source: ModelSource
  readonly revision?: string
  readonly selection: Selection
}

function wantedOf(texts: readonly string[], { as, include, exclude }: Values): readonly WantedModel[] {
  if (texts.length === 0) throw new UsageError('name a source, such as hf://Qwen/Qwen3-32B')
  if (as !== undefined && texts.length > 1)
    throw new UsageError('--as names one model, and several sources are given')
  if (as !== undefined && !isModelId(as)) throw new UsageError(`--as must be ORG/NAME, not "${as}"`)
  const selection = { ...(include && { include }), ...(exclude && { exclude }) }
  return texts.map((text) => {
    const source = parseSource(text)
    if ('problem' in source) throw new UsageError(source.problem)
    if (source.kind !== 'hub') {
      if (as === undefined) throw new UsageError(`${text}: say with --as ORG/NAME what engines know it by`)
      return { id: as, source, selection }
    }
    const { id, revision } = source
    return { id: as ?? id, source, selection, ...(revision !== undefined && { revision }) }
  })
}

function reachOf({ 'allow-host': hosts = [], 'allow-cidr': cidrs = [] }: Values): Reach {
  for (const block of cidrs)
    if (parseCidr(block) === undefined)
      throw new UsageError(`--allow-cidr must be a block such as 10.0.0.0/8, not "${block}"`)
  return { hosts, cidrs }
}

function volumeOf(values: Values, root: string): VolumeOptions {
  const quotaBytes = amountOf('quota', values.quota)
  const keepFreeBytes = amountOf('keep-free', values['keep-free'])
  return {
    root,
    limits: {
      ...(quotaBytes !== undefined && { quotaBytes }),
      ...(keepFreeBytes !== undefined && { keepFreeBytes }),
    },
    lease: values.owner === undefined ? {} : { owner: values.owner },
    auditFile: values.audit ?? auditFile(root),
  }
}

/** On two cores four take a third less of the system's time than eight, and less memory. */
const defaultConnections = Math.max(4, Math.min(16, 2 * availableParallelism()))

/** Smaller ranges are more requests than bytes are worth. */
const leastRangeBytes = 64 * 2 ** 10

function limitsOf(values: Values): TransferLimits {
  const rangeBytes = amountOf('range', values.range) ?? 64 * 2 ** 20
  if (rangeBytes < leastRangeBytes)
    throw new UsageError(`--range must be 64Ki or more, not "${values.range}"`)
  const limit = amountOf('limit', values.limit)
  if (limit === 0) throw new UsageError('--limit must be above 0')
  const pace = createPace(limit)
  return {
    connections: countOf('connections', values.connections) ?? defaultConnections,
    rangeBytes,
    stallMs: stallMsOf(values),
    patience: {
      ...defaultPatience,
      attempts: countOf('attempts', values.attempts) ?? defaultPatience.attempts,
      longestWaitMs: (countOf('max-wait-seconds', values['max-wait-seconds']) ?? 300) * 1000,
    },
    sync: values.sync,
    ...(pace && { pace }),
  }
}

const stallMsOf = (values: Values) => (countOf('stall-seconds', values['stall-seconds']) ?? 60) * 1000

async function sourcesOf(values: Values, env: Environment): Promise<Omit<SourceOptions, 'agents'>> {
  const token = await tokenOf(values, env)
  const s3Endpoint = values['s3-endpoint'] ?? env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL
  const region = values['s3-region'] ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION
  const emulator = env.STORAGE_EMULATOR_HOST
  const pathStyle = values['s3-path-style']
  return {
    timeoutMs: stallMsOf(values),
    hub: {
      endpoint: values.endpoint ?? env.HF_ENDPOINT,
      token,
      mirror: values.mirror,
    },
    s3: { endpoint: s3Endpoint, region, pathStyle, unsigned: values['s3-unsigned'] },
    gs: {
      endpoint: values['gs-endpoint'] ?? emulator,
      unsigned: values['gs-unsigned'] || (values['gs-endpoint'] === undefined && emulator !== undefined),
    },
    // the hub's token is nobody else's business
    https: { plain: values['plain-http'], ...(values['token-file'] !== undefined && { token }) },
  }
}

/** The hub's own order. Source: huggingface_hub, environment variables. */
async function tokenOf(values: Values, env: Environment): Promise<string | undefined> {
  const named = values['token-file']
  if (named !== undefined) {
    const text = await readFile(named, 'utf8').catch((error: unknown) => {
      throw new UsageError(`--token-file: ${error instanceof Error ? error.message : String(error)}`)
    })
    if (text.trim() === '') throw new UsageError(`--token-file: ${named} is empty`)
    return text.trim()
  }
  if (env.HF_TOKEN) return env.HF_TOKEN.trim()
  const usual = env.HF_TOKEN_PATH ?? (env.HF_HOME === undefined ? undefined : join(env.HF_HOME, 'token'))
  const text = usual === undefined ? '' : await readFile(usual, 'utf8').catch(() => '')
  return text.trim() || undefined
}
