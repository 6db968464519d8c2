/**
 * The configuration file while the process runs: read again when it changes. One that is not valid changes nothing and is told of
 * with all its problems; what cannot change in a process that runs is named.
 * @module
 */
import { readFile } from 'node:fs/promises'
import { formatFieldError } from '../vocabulary/field-error.ts'
import { canonicalJson } from '../vocabulary/names.ts'
import { ConfigError, parseConfig, type ServerConfig } from './config.ts'
import { poll } from './poll.ts'

export interface FollowedConfigOptions {
  readonly path: string
  /** What the process was started with. */
  readonly config: ServerConfig
  readonly log: {
    info(fields: object, message: string): void
    warn(fields: object, message: string): void
    error(fields: object, message: string): void
  }
  /** Takes every other valid configuration. */
  readonly onChange: (config: ServerConfig) => void
  /** ms between two looks. Default 2000. */
  readonly interval?: number
}

/** Clients and timers are made with these. */
const atStart = [
  'learnFrom',
  'auditIntervalSeconds',
  'selfAdmissionIntervalSeconds',
  'apiRequestsPerSecond',
] as const satisfies readonly (keyof ServerConfig)[]

/** Resolves when it has been looked at once. */
export async function followConfig(options: FollowedConfigOptions): Promise<{ stop(): void }> {
  const { path, log, onChange, interval = 2000 } = options
  let inForce = options.config
  let seen: string | undefined
  let taken: string | undefined
  let isMissing = false

  function take(next: ServerConfig): void {
    if (canonicalJson(next) === canonicalJson(inForce)) return
    const later = atStart.filter(
      (field) => canonicalJson(next[field]) !== canonicalJson(options.config[field]),
    )
    inForce = next
    onChange(next)
    log.info({ path }, 'the configuration was read again')
    if (later.length > 0) log.warn({ path, fields: later }, 'these take effect when the process starts anew')
  }

  return poll({
    interval,
    async look() {
      const text = await readFile(path, 'utf8')
      // An editor empties a file before it writes it, and an empty one is valid: only what is there twice in a row counts.
      const isWhole = text === seen
      seen = text
      if (!isWhole || text === taken) return
      taken = text
      try {
        take(parseConfig(text))
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error
        const problems = error.errors.map(formatFieldError)
        log.error({ path, problems }, 'the configuration is not valid, the one before stays in force')
      }
    },
    onLook(error) {
      // a mounted file is away for a moment while it is swapped
      if (error !== undefined && !isMissing)
        log.warn({ path, err: error }, 'the configuration cannot be read')
      isMissing = error !== undefined
    },
  })
}
