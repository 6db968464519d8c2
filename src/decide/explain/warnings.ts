/**
 * The lines that `kubectl` prints on admission. Quiet when all is well and nothing was chosen for the user.
 * @module
 */
import type { Decision, Evaluation } from '../decision.ts'
import { devices, served } from './words.ts'

/** API limit of one warning that every client shows whole. */
export const maxWarning = 256

/** Cuts a warning at a word, with an ellipsis. */
export function bounded(text: string): string {
  if (text.length <= maxWarning) return text
  const cut = text.slice(0, maxWarning - 2)
  return `${cut.slice(0, cut.lastIndexOf(' '))} …`
}

/** At most eight lines, each at most 256 characters. */
export function warningTexts(decision: Decision): string[] {
  const lines: string[] = []
  const { chosen } = decision
  if (decision.modelNote?.fromName) lines.push(`${decision.model}: ${decision.modelNote.text}`)
  if (decision.verdict === 'Unknown') {
    for (const reason of decision.reasons) lines.push(`not checked: ${reason.message}`)
    if (chosen)
      lines.push(
        `${decision.model} runs unchecked on ${devices(chosen.candidate)} (${chosen.candidate.recipe.name})`,
      )
  } else if (decision.verdict === 'DoesNotFit') {
    for (const reason of decision.reasons) lines.push(reason.message)
    const first = decision.counterfactuals[0]
    if (first)
      lines.push(
        `would fit with ${first.changes.map(({ path, value }) => `${path}: ${value}`).join(', ')} on ${first.accelerators.join(', ')}`,
      )
  } else if (chosen) {
    if (decision.chosenForUser) lines.push(chosenLine(decision, chosen))
    for (const reason of decision.reasons) lines.push(reason.message)
  }
  if (chosen) lines.push(...capacityLines(chosen))
  if (decision.provenance.stale && decision.provenance.snapshot !== 'none')
    lines.push('what is known of this cluster is old, so nothing was refused that depends on it')
  return lines.slice(0, 8).map((line) => bounded(`fitgate: ${line}`))
}

function chosenLine(decision: Decision, chosen: Evaluation): string {
  const { candidate, memory } = chosen
  const how =
    candidate.recipe.type === 'derived' ? 'computed, no recipe for it' : `recipe ${candidate.recipe.name}`
  return `${decision.model} ${candidate.precision} on ${candidate.gpuCount} ${candidate.accelerator} (${how})${memory ? `: ${served(memory)}` : ''}`
}

/** What waits, and for what; nothing when there is room. */
export function capacityLines(chosen: Evaluation): string[] {
  const { capacity, candidate } = chosen
  const where = candidate.partition
    ? `${candidate.accelerator} ${candidate.partition} device`
    : candidate.accelerator
  if (capacity.nodes === 0)
    return [
      capacity.origin === 'observed'
        ? `no node with ${candidate.accelerator} takes pods now (cordoned, tainted or not ready); the endpoint will wait for one`
        : `no node with ${candidate.accelerator} is here now; the endpoint will wait for one`,
    ]
  if (capacity.nodesWithRoom > 0) return []
  const held = `${capacity.totalGPUs - capacity.freeGPUs} of ${capacity.totalGPUs} in use by ${capacity.holders} ${capacity.holders === 1 ? 'workload' : 'workloads'}`
  if (capacity.freeGPUs === 0) return [`no ${where} is free now (${held}); the endpoint will wait its turn`]
  return [
    `no node has ${capacity.gpusNeeded} ${where} free now (at most ${capacity.mostFreeOnOneNode}; ${held}); the endpoint will wait its turn`,
  ]
}
