/**
 * The configuration file: what the platform sets. One YAML document, every field optional, unknown fields refused.
 * @module
 */
import { parseDocument } from 'yaml'
import { z } from 'zod'
import { correctionSchema, imageDigest } from '../inventory/corrections.ts'
import type { Hardware } from '../inventory/hardware.ts'
import { parseHardware } from '../inventory/parse-hardware.ts'
import type { QueueConfig } from '../inventory/queue-config.ts'
import type { DecisionConfig } from '../inventory/snapshot.ts'
import { type FieldError, formatFieldError, nearest } from '../vocabulary/field-error.ts'
import { type LogLevel, logLevels } from './log.ts'
import { networkConfig, networkOf } from './network-config.ts'
import { policyConfigSchema } from './policy-config.ts'
import { queueConfigSchema, queueOf } from './queue-config.ts'
import { keysAt } from './schema-keys.ts'

const fit = z.enum(['enforce', 'warn', 'off'])

const interval = z.union(
  [
    z.literal(0),
    z
      .int()
      .min(10)
      .max(7 * 86_400),
  ],
  {
    error: 'is seconds from 10 to 604800, or 0 for never',
  },
)

const fileSchema = z.strictObject({
  /** What an estimated refusal does where neither object nor namespace says. */
  fit: fit.default('warn'),
  /** Namespace → the same, over `fit`. */
  namespaceFit: z.record(z.string(), fit).default({}),
  /** Seconds without word from the controller above which webhooks deny nothing that depends on the cluster. */
  snapshotMaxAgeSeconds: z.int().min(30).max(86_400).default(300),
  /** Node shapes the platform owns or can provision, present or not: `8xMI300X`, one entry a shape. */
  declaredHardware: z.array(z.string()).default([]),
  /** Hours for which a shape counts as known after its last node left. */
  lastSeenHours: z
    .number()
    .min(0)
    .max(24 * 365)
    .default(24),
  /** What earlier starts taught of an image, at most a tenth of the cache; a snapshot has room for this many. */
  corrections: z.array(correctionSchema).max(500).default([]),
  /** Images whose engines may teach: after a first good start the controller reads the size of their cache; empty: none. */
  learnFrom: z.array(imageDigest).max(100).default([]),
  /** The network between nodes: a profile of `catalog/network-profiles.ts`, or what RCCL is told here. */
  network: networkConfig.optional(),
  /** What waits for GPUs: ceilings, patience, preemption. */
  queue: queueConfigSchema.prefault({}),
  /** What policies do, and what they limit. */
  policies: policyConfigSchema.prefault({}),
  /** Image of fitgate, for the Jobs that fill and clean caches of models. Default: the one the controller's pod runs. */
  image: z.string().min(1).max(512).optional(),
  /** Seconds from the end of one audit of what exists to the next; 0: none. */
  auditIntervalSeconds: interval.default(3600),
  /** Seconds between two dry runs by which the controller sees whether the webhooks are asked; 0: none. */
  selfAdmissionIntervalSeconds: interval.default(60),
  /** Requests the controller sends the API server in the long run, a second's worth of them at once; 0: the server decides. */
  apiRequestsPerSecond: z.number().min(0).max(10_000).default(0),
  logLevel: z.enum(logLevels).default('info'),
})

/** The configuration with every default filled in. */
export interface ServerConfig {
  readonly decision: DecisionConfig
  /** Absent when nothing is declared. */
  readonly declared?: Hardware
  readonly lastSeenHours: number
  readonly queue: QueueConfig
  /** Digests of the images whose engines may teach. */
  readonly learnFrom: readonly string[]
  /** Image of fitgate, for Jobs. */
  readonly image?: string
  /** 0: never. */
  readonly auditIntervalSeconds: number
  /** 0: never. */
  readonly selfAdmissionIntervalSeconds: number
  /** 0: no limit of ours. */
  readonly apiRequestsPerSecond: number
  readonly logLevel: LogLevel
}

/** Every problem of the file at once, with field paths. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly errors: readonly FieldError[]

  constructor(errors: readonly FieldError[]) {
    super(errors.map(formatFieldError).join('\n'))
    this.errors = errors
  }
}

/** Reads the text of a configuration file; an empty one gives the defaults. @throws ConfigError */
export function parseConfig(text: string): ServerConfig {
  const document = parseDocument(text)
  const [syntax] = document.errors
  if (syntax) throw new ConfigError([{ path: '', message: syntax.message.split('\n')[0] ?? 'not YAML' }])
  const parsed = fileSchema.safeParse(document.toJS() ?? {})
  if (!parsed.success) throw new ConfigError(parsed.error.issues.flatMap(fieldErrors))
  const { declaredHardware, corrections, learnFrom, network, queue, image, ...rest } = parsed.data
  const { lastSeenHours, auditIntervalSeconds, selfAdmissionIntervalSeconds, ...others } = rest
  const { apiRequestsPerSecond, logLevel, ...settings } = others
  const decision = {
    ...settings,
    ...(corrections.length > 0 ? { corrections } : {}),
    ...(network === undefined ? {} : { network: networkOf(network) }),
  }
  const declared = declaredHardware.length > 0 ? { declared: declaredFrom(declaredHardware) } : {}
  const intervals = { auditIntervalSeconds, selfAdmissionIntervalSeconds }
  const own = {
    lastSeenHours,
    queue: queueOf(queue),
    learnFrom,
    ...(image === undefined ? {} : { image }),
    ...intervals,
    apiRequestsPerSecond,
    logLevel,
  }
  return { decision, ...own, ...declared }
}

export const defaultConfig: ServerConfig = parseConfig('')

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const path = issue.path.join('.')
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }]
  return issue.keys.map((key) => {
    const near = nearest(key, keysAt(fileSchema, issue.path))
    const fix = near === undefined ? {} : { fix: `did you mean "${near}"?` }
    return { path: [...issue.path, key].join('.'), message: 'no such field', ...fix }
  })
}

/** Declared shapes have no nodes: what is there now comes from the cluster. */
function declaredFrom(entries: readonly string[]): Hardware {
  const parsed = entries.map(parseHardware)
  const errors = parsed.flatMap((entry, index) =>
    entry.errors.map((error) => ({ ...error, path: `declaredHardware[${index}]` })),
  )
  if (errors.length > 0) throw new ConfigError(errors)
  const shapes = parsed.flatMap((entry) => entry.hardware?.shapes ?? [])
  return {
    unknownNodes: 0,
    shapes: shapes.map((shape) => ({
      ...shape,
      origin: 'declared' as const,
      nodes: 0,
      freeNodes: shape.freeNodes.map(() => 0),
      used: 0,
      holders: 0,
    })),
  }
}
