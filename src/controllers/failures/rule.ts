/**
 * One way to fail, as a row: where it shows, what it looks like, what it is called and what helps.
 * @module
 */
import { compareVersions } from '../../catalog/version.ts'
import type { Engine } from '../../engines/settings.ts'
import type { FailureReason, LengthThatFits } from './failure.ts'

/**
 * Where a sign is looked for. `words`: the end of what an engine logged before it stopped. `ended`: how its container ended.
 * `waiting`: why a container is not started. `pod`: why the kubelet refused or removed the pod. `scheduler`: why it has no node.
 */
export type Place = 'words' | 'ended' | 'waiting' | 'pod' | 'scheduler'

/** One place, read. */
export interface Sign {
  readonly place: Place
  /** Kubernetes' own reason: `OOMKilled`, `ErrImagePull`; empty where there is none. */
  readonly reason: string
  readonly text: string
  /** Of a container that ended. */
  readonly exitCode?: number
}

/** What a pattern caught, by number; empty where it caught nothing. */
export type Caught = (group: number) => string

export interface Rule {
  readonly reason: FailureReason
  readonly place: Place
  /** Kubernetes' reasons it goes by; default: any. */
  readonly reasons?: readonly string[]
  /** Exit codes it goes by; default: any. */
  readonly exitCodes?: readonly number[]
  /**
   * One of these is in the text; default: whatever it says. No pattern repeats anything without a limit, so that no text, however
   * it was made, takes long to read.
   */
  readonly patterns?: readonly RegExp[]
  /** The engine that says so, and the versions that do; default: all. */
  readonly engine?: { readonly backend: Engine['backend']; readonly since?: string; readonly until?: string }
  /** Where the text was read. */
  readonly source: string
  /** What happened. @param text all that was said, for rules that repeat it */
  readonly message: (caught: Caught, text: string) => string
  readonly remedy: string
  /** Where the text tells which length would do. */
  readonly length?: (caught: Caught) => LengthThatFits | undefined
}

/** Whether a rule is one of this engine's; of an engine that nobody can tell, every rule is. */
export function concerns({ engine: said }: Rule, engine: Engine | undefined): boolean {
  if (said === undefined || engine === undefined) return true
  if (said.backend !== engine.backend) return false
  const isLater = said.since === undefined || compareVersions(engine.version, said.since) >= 0
  return isLater && (said.until === undefined || compareVersions(engine.version, said.until) <= 0)
}

/** What the sign gave the rule, or `undefined` where it is no sign of it. */
export function matches(rule: Rule, sign: Sign): Caught | undefined {
  if (rule.place !== sign.place) return undefined
  if (rule.reasons !== undefined && !rule.reasons.includes(sign.reason)) return undefined
  if (rule.exitCodes !== undefined && !rule.exitCodes.includes(sign.exitCode ?? 0)) return undefined
  if (rule.patterns === undefined) return () => ''
  for (const pattern of rule.patterns) {
    const found = pattern.exec(sign.text)
    if (found !== null) return (group) => found[group] ?? ''
  }
  return undefined
}
