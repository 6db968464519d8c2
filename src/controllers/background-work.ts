/**
 * What the leader does beside reconciling: the audit of what exists, the look whether the webhooks are asked, and asking engines
 * that serve for what they tell of themselves, to show it and to learn from it.
 * @module
 */
import { type AuditHooks, type AuditOptions, audit } from './audit/audit.ts'
import { Periodic } from './periodic.ts'
import { type SelfAdmissionHooks, selfAdmission } from './self-admission.ts'

export interface BackgroundWorkOptions extends Omit<AuditOptions, 'hooks'> {
  /** Default: never; nor with an interval of 0. */
  readonly audit?: { readonly intervalSeconds: number; readonly hooks: AuditHooks }
  /** Default: never; nor with an interval of 0. */
  readonly selfAdmission?: { readonly intervalSeconds: number; readonly hooks: SelfAdmissionHooks }
  /** One pass over what began to serve. Default: never. */
  readonly askEngines?: (signal: AbortSignal) => Promise<void>
  /** One pass over what serves. Default: never. */
  readonly learn?: (signal: AbortSignal) => Promise<void>
}

export interface BackgroundWork {
  /** Begins a term. */
  begin(): void
  end(): Promise<void>
}

/** A new leader has more urgent things to do first. Seconds */
const longestDelay = { audit: 60, selfAdmission: 15 }

/** Between two questions to those that began to serve, seconds. */
const askSeconds = 30

/** Nothing hurries: what is learned is for plans to come. Seconds */
const learnSeconds = 60

export function backgroundWork(options: BackgroundWorkOptions): BackgroundWork {
  const { client, namespace, log } = options
  const chores: Periodic[] = []
  if (options.audit !== undefined && options.audit.intervalSeconds > 0) {
    const { intervalSeconds, hooks } = options.audit
    chores.push(
      new Periodic({
        intervalSeconds,
        firstSeconds: Math.min(intervalSeconds, longestDelay.audit),
        run: (signal) => audit({ ...options, hooks }, signal),
        onError: (error) => log.warn({ err: error }, 'the audit failed'),
      }),
    )
  }
  if (options.selfAdmission !== undefined && options.selfAdmission.intervalSeconds > 0) {
    const { intervalSeconds, hooks } = options.selfAdmission
    chores.push(
      new Periodic({
        intervalSeconds,
        firstSeconds: Math.min(intervalSeconds, longestDelay.selfAdmission),
        async run() {
          const result = await selfAdmission(client, namespace)
          hooks.onAttempt(result)
          if (result.outcome === 'refused') return
          log.warn(
            { outcome: result.outcome, message: result.message },
            'the webhooks did not answer a dry run',
          )
        },
        onError: (error) => log.warn({ err: error }, 'the dry run of an admission failed'),
      }),
    )
  }
  if (options.askEngines !== undefined) {
    chores.push(
      new Periodic({
        intervalSeconds: askSeconds,
        firstSeconds: askSeconds,
        run: options.askEngines,
        onError: (error) => log.warn({ err: error }, 'engines could not be asked'),
      }),
    )
  }
  if (options.learn !== undefined) {
    chores.push(
      new Periodic({
        intervalSeconds: learnSeconds,
        firstSeconds: learnSeconds,
        run: options.learn,
        onError: (error) => log.warn({ err: error }, 'what was learned could not be kept'),
      }),
    )
  }
  return {
    begin() {
      for (const chore of chores) chore.begin()
    },
    async end() {
      await Promise.all(chores.map((chore) => chore.end()))
      options.audit?.hooks.onEnd()
    },
  }
}
