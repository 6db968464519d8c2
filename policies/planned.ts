/**
 * What an object of our own kinds will take where it leaves that to us: by the plan it is held to, else by the one that would be chosen.
 * @module
 */
import { decide } from '../src/decide/decide.ts'
import type { Candidate } from '../src/decide/decision.ts'
import { parsePin, pinHolds } from '../src/decide/pin.ts'
import { annotations } from '../src/vocabulary/names.ts'
import { replicaDevices } from './devices.ts'
import { fieldAt, textOf } from './json.ts'
import type { PolicyContext } from './policy.ts'
import type { PolicySubject } from './subject.ts'

/** `undefined` for plain workloads, for programs without a model, and where nothing can be chosen. */
export function plannedFor(subject: PolicySubject, { decision }: PolicyContext): Candidate | undefined {
  const { wanted, namespace, name, object } = subject
  if (wanted === undefined || wanted.intent.model.id === '') return undefined
  const pin = parsePin(textOf(subject.annotations[annotations.pin]))
  const uid = textOf(fieldAt(object, 'metadata', 'uid'))
  const isHeld = pin !== undefined && pinHolds(pin, wanted.intent, { namespace, name, ...(uid && { uid }) })
  if (isHeld) return pin.candidate
  // of old knowledge nothing is refused
  return decision.snapshot.stale ? undefined : decide(wanted, decision).chosen?.candidate
}

/** AMD devices of one replica by resource, whoever says how many. */
export function devicesOf(subject: PolicySubject, context: PolicyContext): ReadonlyMap<string, number> {
  const { wanted } = subject
  const plan = wanted?.intent.gpuCount === undefined ? plannedFor(subject, context) : undefined
  return plan === undefined ? replicaDevices(subject) : new Map([[plan.resource, plan.gpuCount]])
}
