/**
 * The lines that `kubectl` prints on admission. Quiet when all is well and nothing was chosen for the user.
 * @module
 */
import { cut } from '../../vocabulary/cut.ts'
import { formatFieldError } from '../../vocabulary/field-error.ts'
import type { Candidate, Capacity, Decision, Evaluation } from '../decision.ts'
import { unsaid } from './unsaid.ts'
import { devices, gpus, served } from './words.ts'

/** API limit of one warning that every client shows whole. */
export const maxWarning = 256

/** What is warned of, but for what is free now. */
export interface LastingWarnings {
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/** At most eight lines, each at most 256 characters. */
export function warningTexts(decision: Decision): string[] {
  const { chosen, asked } = decision
  return warningsUnder(
    lastingWarnings(decision),
    chosen === undefined ? [] : capacityLines(chosen.candidate, chosen.capacity, asked.replicas),
  )
}

/** @param ofCapacity as `capacityLines` says it */
export function warningsUnder({ before, after }: LastingWarnings, ofCapacity: readonly string[]): string[] {
  return [...before, ...ofCapacity, ...after].slice(0, 8).map((line) => cut(`fitgate: ${line}`, maxWarning))
}

export function lastingWarnings(decision: Decision): LastingWarnings {
  const { modelNote, provenance } = decision
  return {
    before: [
      // what the catalog lists by name is as good as exact
      ...(modelNote?.fromName ? [`${decision.model}: ${modelNote.text}`] : []),
      ...decision.notes.map(formatFieldError),
      ...verdictLines(decision),
    ],
    after:
      provenance.stale && provenance.snapshot !== 'none'
        ? ['what is known of this cluster is old, so nothing was refused that depends on it']
        : [],
  }
}

function verdictLines(decision: Decision): string[] {
  const { chosen, verdict } = decision
  const reasons = unsaid(decision).map((reason) => reason.message)
  switch (verdict) {
    case 'Unknown':
      return [
        ...reasons.map((reason) => `not checked: ${reason}`),
        ...(chosen === undefined
          ? []
          : [
              `${decision.model} runs unchecked on ${devices(chosen.candidate)} (${chosen.candidate.recipe.name})`,
            ]),
      ]
    case 'DoesNotFit': {
      const [first] = decision.explain().counterfactuals
      if (first === undefined) return reasons
      const changes = first.changes.map(({ path, value }) => `${path}: ${value}`).join(', ')
      return [...reasons, `would fit with ${changes} on ${first.accelerators.join(', ')}`]
    }
    case 'Fits':
    case 'Marginal':
      return chosen !== undefined && decision.chosenForUser
        ? [chosenLine(decision, chosen), ...reasons]
        : reasons
    default:
      return verdict satisfies never
  }
}

function chosenLine(decision: Decision, { candidate, memory }: Evaluation): string {
  const how =
    candidate.recipe.type === 'derived' ? 'computed, no recipe for it' : `recipe ${candidate.recipe.name}`
  return `${decision.model} ${candidate.precision} on ${devices(candidate).replace(' x ', ' ')} (${how})${memory ? `: ${served(memory)}` : ''}`
}

/** What waits, and for what; nothing when there is room for every replica. */
export function capacityLines(candidate: Candidate, capacity: Capacity, replicas: number): string[] {
  const where = candidate.partition
    ? `${candidate.accelerator} ${candidate.partition} device`
    : candidate.accelerator
  if (capacity.nodes === 0)
    return [
      capacity.origin === 'observed'
        ? `no node with ${candidate.accelerator} takes pods now (cordoned, tainted or not ready); the endpoint will wait for one`
        : `no node with ${candidate.accelerator} is here now; the endpoint will wait for one`,
    ]
  if (capacity.replicasWithRoom >= replicas) return []
  const held = `${capacity.totalGPUs - capacity.freeGPUs} of ${capacity.totalGPUs} in use by ${capacity.holders} ${capacity.holders === 1 ? 'workload' : 'workloads'}`
  const { nodesNeeded = 1, gpusNeeded } = capacity
  if (capacity.replicasWithRoom > 0)
    return [
      `${replicas} replicas need ${gpus(replicas * gpusNeeded * nodesNeeded)}, there is room for ${capacity.replicasWithRoom} of them now (${where}: ${held}); the others will wait their turn`,
    ]
  if (capacity.freeGPUs === 0) return [`no ${where} is free now (${held}); the endpoint will wait its turn`]
  if (nodesNeeded > 1)
    return [
      `${nodesNeeded} nodes with ${gpusNeeded} ${where} each are needed at once, ${capacity.nodesWithRoom} ${capacity.nodesWithRoom === 1 ? 'has' : 'have'} room now (${held}); nothing starts until all of them do`,
    ]
  return [
    `no node has ${gpusNeeded} ${where} free now (at most ${capacity.mostFreeOnOneNode}; ${held}); the endpoint will wait its turn`,
  ]
}
