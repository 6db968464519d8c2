/**
 * What to do next about one workload: hold it to its plan, offer a better one, or bring an upgrade to its end. Pure; the record on the
 * object is all that is remembered, so a restart goes on where the last process was.
 * @module
 */
import type { UpgradeMode } from '../../api/workload/annotations.ts'
import type { Candidate, Decision } from '../../decide/decision.ts'
import { summaryOf } from '../../decide/explain/summary.ts'
import { devices } from '../../decide/explain/words.ts'
import type { PinOwner } from '../../decide/pin.ts'
import { pinOf } from '../../decide/pin.ts'
import { formatWorkloadPin, type WorkloadPin } from '../../decide/workload-pin.ts'
import { canonicalJson, shortHash } from '../../vocabulary/names.ts'
import type { EventNote } from '../aim-endpoint/event-notes.ts'
import type { WorkloadRecord } from './record.ts'
import type { Rollout } from './rollout.ts'

export interface WorkloadSituation {
  readonly upgrade: UpgradeMode
  readonly paused: boolean
  /** The pin in force, and its text as it stands. */
  readonly pin: WorkloadPin | undefined
  readonly pinText: string | undefined
  /**
   * Of the intent as the user wrote it, on the hardware as if it were idle: what is free moves with every pod, this workload's own
   * included, and a plan that is better only while it has room would be left again as soon as it runs there.
   */
  readonly decision: Decision
  /** What the decision chose has room for one more replica now. */
  readonly hasRoom: boolean
  readonly owner: PinOwner
  /** Absent for kinds whose pods are never replaced. */
  readonly rollout: Rollout | undefined
  readonly record: WorkloadRecord | undefined
  /** Seconds that a new pod may take to answer. */
  readonly budgetSeconds: number
  /** No other workload is being upgraded. */
  readonly hasTurn: boolean
  readonly now: Date
}

export interface WorkloadStep {
  readonly record: WorkloadRecord
  /** The decision to write: a plan that a webhook is to render, or the pin to go back to. */
  readonly decision?: string
  readonly event?: EventNote
  readonly requeueAfterSeconds?: number
  /**
   * Nobody waits for this to be written: the API server counts a changed annotation as a generation of a Deployment, and an object that is
   * re-applied for ever should not get one for being well.
   */
  readonly isQuiet?: true
}

/** Until a workload that waits is looked at again, in case nothing tells. */
const waitSeconds = 60

/** Identity of a plan: what of it changes pods. */
export function planHash(candidate: Candidate): string {
  const { recipe: _, gpusPerNode: __, labelForms: ___, resources: ____, ...plan } = candidate
  return shortHash(canonicalJson(plan), 16)
}

export function nextStep(situation: WorkloadSituation): WorkloadStep {
  const { record, pin, decision, paused, upgrade, rollout } = situation
  if (record?.state === 'Upgrading' && record.previous !== undefined && pin !== undefined && rollout)
    return duringUpgrade(situation, { ...record, previous: record.previous }, pin, rollout)
  if (paused) return stay('Paused', 'left alone, as fitgate.dev/paused asks')
  const offered = decision.chosen?.candidate
  if (pin === undefined) return offered === undefined ? unfit(decision) : render(situation)
  const now = planWords(pin.candidate)
  if (upgrade === 'hold') return stay('Held', `${now}; held, as fitgate.dev/upgrade asks`)
  if (pin.held) return stay('Held', `${now}; held because an older revision was brought back`)
  if (offered === undefined || decision.verdict !== 'Fits' || planHash(offered) === planHash(pin.candidate))
    return stay('Pinned', now)
  return offer(situation, pin, offered)
}

const quietStates: ReadonlySet<WorkloadRecord['state']> = new Set(['Pinned', 'Paused', 'Held'])

function stay(state: WorkloadRecord['state'], message: string, plan?: string): WorkloadStep {
  const record = { v: 1, state, message, ...(plan === undefined ? {} : { plan }) } as const
  return quietStates.has(state) ? { record, isQuiet: true } : { record }
}

/** `2 x MI300X, bf16, vllm 0.33.0 (recipe qwen3-32b-mi300x-bf16)`. */
function planWords(candidate: Candidate): string {
  const { precision, engine, recipe } = candidate
  return `${devices(candidate)}, ${precision}, ${engine.backend} ${engine.version} (recipe ${recipe.name})`
}

function unfit(decision: Decision): WorkloadStep {
  return stay('Unfit', summaryOf(decision))
}

/** It came in while webhooks were away. */
function render(situation: WorkloadSituation): WorkloadStep {
  const asked = ask(situation)
  const step = stay('NotRendered', 'admitted while no webhook answered; the plan is not in its pods yet')
  return { ...step, ...(asked === undefined ? {} : { decision: asked }), requeueAfterSeconds: waitSeconds }
}

/** A pin without a ledger asks a webhook to render its plan. */
function ask({ decision, owner }: WorkloadSituation): string | undefined {
  const pin = pinOf(decision, owner)
  return pin && formatWorkloadPin({ ...pin, renderer: pin.fitgate })
}

function offer(situation: WorkloadSituation, pin: WorkloadPin, offered: Candidate): WorkloadStep {
  const { upgrade, record, rollout, hasTurn, hasRoom } = situation
  const plan = planHash(offered)
  const better = `${planWords(pin.candidate)}; better: ${planWords(offered)}`
  if (record?.state === 'RolledBack' && record.plan === plan) return { record }
  const available = stay('UpdateAvailable', better, plan)
  if (upgrade !== 'auto' || rollout === undefined) return announced({ ...available, isQuiet: true })
  if (rollout.byHand !== undefined)
    return announced(stay('UpdateAvailable', `${better}; ${rollout.byHand}`, plan))
  if (rollout.replicas === 0)
    return stay('UpdateAvailable', `${better}; it waits for a replica to prove itself with`, plan)
  const wait = (why: string) => ({
    ...stay('Waiting', `${better}; ${why}`, plan),
    requeueAfterSeconds: waitSeconds,
  })
  // what is written makes a generation, which is not seen at once and so looks like a roll-out: words that went to and fro with it, or
  // with whose turn it is, would be written again and again
  const waits = record?.state === 'Waiting' && record.plan === plan ? record : undefined
  const goOn = (why: string) => (waits ? { record: waits, requeueAfterSeconds: waitSeconds } : wait(why))
  if (!rollout.done) return { ...goOn('the roll-out before it is not over'), isQuiet: true }
  if (rollout.needsSurge && !hasRoom)
    return wait(`its roll-out needs room for one more replica, and no ${offered.accelerator} node has it`)
  if (!hasTurn) return goOn('another workload is being upgraded')
  const asked = ask(situation)
  if (asked === undefined || situation.pinText === undefined) return available
  return {
    record: {
      v: 1,
      state: 'Upgrading',
      message: `from ${planWords(pin.candidate)} to ${planWords(offered)}`,
      plan,
      previous: situation.pinText,
      ready: 0,
      since: situation.now.toISOString(),
    },
    decision: asked,
    event: event('Normal', 'Upgrading', `from ${planWords(pin.candidate)} to ${planWords(offered)}`),
    requeueAfterSeconds: situation.budgetSeconds,
  }
}

function announced(step: WorkloadStep): WorkloadStep {
  return { ...step, event: event('Normal', 'UpdateAvailable', step.record.message) }
}

function event(type: EventNote['type'], reason: string, note: string): EventNote {
  return { type, reason, action: 'Upgrade', note }
}

function duringUpgrade(
  situation: WorkloadSituation,
  record: WorkloadRecord & { readonly previous: string },
  pin: WorkloadPin,
  rollout: Rollout,
): WorkloadStep {
  const { now, budgetSeconds } = situation
  const isTried = planHash(pin.candidate) === record.plan
  // the user, or a webhook that judged otherwise, has put another plan in its stead: there is nothing to go back from
  if (!isTried) return stay('Pinned', planWords(pin.candidate))
  if (rollout.done) {
    const words = planWords(pin.candidate)
    return { ...stay('Pinned', words), event: event('Normal', 'Upgraded', words) }
  }
  const since = Math.min(Date.parse(record.since ?? ''), now.getTime()) || now.getTime()
  if (rollout.updatedReady > (record.ready ?? 0)) {
    const progressed = { ...record, ready: rollout.updatedReady, since: now.toISOString() }
    return { record: progressed, requeueAfterSeconds: budgetSeconds }
  }
  const leftSeconds = (since - now.getTime()) / 1000 + budgetSeconds
  if (leftSeconds > 0) {
    // a clock that was set back would wait for as long again
    const kept = since < Date.parse(record.since ?? '') ? { ...record, since: now.toISOString() } : record
    return { record: kept, requeueAfterSeconds: Math.ceil(leftSeconds) }
  }
  const note = `${planWords(pin.candidate)} did not answer within ${Math.round(budgetSeconds / 60)} minutes; the plan before is back`
  return {
    ...stay('RolledBack', note, record.plan),
    decision: record.previous,
    event: event('Warning', 'RolledBack', note),
  }
}
