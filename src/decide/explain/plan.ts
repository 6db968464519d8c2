/**
 * The screen of `fitgate plan`: one Decision on one screen, at most 100 columns.
 * @module
 */
import { formatCount, formatGiB } from '../../vocabulary/quantity.ts'
import type { Capacity, Counterfactual, Decision, Evaluation } from '../decision.ts'
import { memoryBar, memoryWords } from './memory-bar.ts'
import { counterfactualLines, reasonLines } from './refusal.ts'
import { devices, gpus, table, times, wrap } from './words.ts'

/** Marks that the screen may be coloured with; the identity on a plain terminal. */
export interface Paint {
  readonly good: (text: string) => string
  readonly warn: (text: string) => string
  readonly bad: (text: string) => string
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
}

const same = (text: string) => text
export const plain: Paint = { good: same, warn: same, bad: same, bold: same, dim: same }

export interface PlanScreen {
  readonly kind: string
  readonly name: string
  readonly decision: Decision
  /** Changes worth knowing although the object fits. */
  readonly alternatives: readonly Counterfactual[]
  /** Kinds that would be created, in order. */
  readonly creates: readonly string[]
  /** Anything else the reader should know of the file: fields that are dropped. */
  readonly notes?: readonly string[]
  /** What stood in for the cluster: `assuming one full node of every Instinct part`. */
  readonly hardware: string
}

/** Rejections shown; the rest are counted. */
const maxShown = 6

export function planText(screen: PlanScreen, paint: Paint = plain): string {
  const { decision } = screen
  const { chosen } = decision
  const lines = [`${paint.bold(`${screen.kind} ${screen.name}`)}   ${verdictWords(decision, paint)}`, '']
  if (decision.modelNote)
    lines.push(
      ...wrap(`${decision.model}: ${decision.modelNote.text}`, 98, '  ').map((line) => `  ${line}`),
      '',
    )
  const notes = screen.notes ?? []
  if (notes.length > 0)
    lines.push(...notes.flatMap((note) => wrap(note, 96, '  ').map((line) => `  ${line}`)), '')
  if (chosen && decision.verdict !== 'DoesNotFit') lines.push(...chosenLines(decision, chosen, paint))
  if (decision.reasons.length > 0) {
    lines.push(
      decision.verdict === 'DoesNotFit' ? '  Why not' : '  Note',
      ...reasonLines(decision).map((line) => `  ${line}`),
      '',
    )
  }
  lines.push(...rejectedLines(decision))
  const changes = decision.counterfactuals.length > 0 ? decision.counterfactuals : screen.alternatives
  if (changes.length > 0) {
    lines.push(
      decision.verdict === 'DoesNotFit' ? '  Nearest that fit' : '  What would change it',
      ...counterfactualLines(changes, chosen?.candidate.precision ?? decision.asked?.precision).map(
        (line) => `  ${line}`,
      ),
      '',
    )
  }
  lines.push(paint.dim(`  Hardware: ${screen.hardware}`))
  if (screen.creates.length > 0) {
    const creates = `Would create: ${screen.creates.join(', ')}`
    const hint = '-o yaml to see them'
    lines.push(
      '',
      ...(creates.length + hint.length + 8 <= 100 ? [`${creates}        ${hint}`] : [creates, `  ${hint}`]),
    )
  }
  return `${lines.join('\n')}\n`
}

function verdictWords(decision: Decision, paint: Paint): string {
  const { chosen } = decision
  const where = chosen && decision.verdict !== 'DoesNotFit' ? ` on ${devices(chosen.candidate)}` : ''
  switch (decision.verdict) {
    case 'Fits':
      return paint.good(`FITS${where}`)
    case 'Marginal':
      return paint.warn(`FITS ONLY JUST${where}`)
    case 'DoesNotFit':
      if (decision.scope === 'observed' && decision.counterfactuals.length === 0)
        return paint.warn('NOTHING HERE TO RUN ON')
      return paint.bad(decision.certainty === 'certain' ? 'CANNOT RUN' : 'IS NOT EXPECTED TO FIT')
    case 'Unknown':
      return paint.warn(`NOT CHECKED${where}`)
    default:
      return decision.verdict satisfies never
  }
}

function chosenLines(decision: Decision, chosen: Evaluation, paint: Paint): string[] {
  const { candidate, memory, capacity } = chosen
  const { engine, settings } = candidate
  const engineName = engine.backend === 'vllm' ? 'vLLM' : 'SGLang'
  const parallel = settings.tensorParallel ?? 1
  const recipe = `${candidate.recipe.name} (${candidate.recipe.type})`
  const how = `${engineName} ${engine.version}, ${candidate.precision}, tensor parallel ${parallel}`
  const oneLine = `${recipe}   ${how}`
  const rows =
    oneLine.length <= 88
      ? [['Recipe', oneLine]]
      : [
          ['Recipe', recipe],
          ['', how],
        ]
  if (memory) {
    const label = candidate.partition
      ? `${candidate.accelerator} ${candidate.partition}`
      : candidate.accelerator
    rows.push(
      ['Memory', `${label}, ${formatGiB(memory.totalGiB)} GiB${candidate.gpuCount > 1 ? ', each GPU' : ''}`],
      ['', paint.good(memoryBar(memory))],
      ['', memoryWords(memory)],
      [
        'Serves',
        `${formatCount(memory.kvCacheTokens)} tokens of KV cache: ${times(memory.maxConcurrency)} requests of ${formatCount(memory.maxModelLen)} tokens at once`,
      ],
    )
  }
  rows.push(['Runs on', capacityWords(candidate.accelerator, capacity)])
  return [
    ...table(rows),
    ...(decision.provenance.stale ? ['  (what is known of this cluster is old)'] : []),
    '',
  ]
}

function capacityWords(accelerator: string, capacity: Capacity): string {
  if (capacity.nodes === 0) {
    if (capacity.origin === 'declared')
      return `${accelerator} nodes with ${gpus(capacity.gpusNeeded)} or more`
    return `no ${accelerator} node is here now; it would wait for one`
  }
  return `${capacity.nodesWithRoom} of ${capacity.nodes} ${accelerator} ${capacity.nodes === 1 ? 'node has' : 'nodes have'} room (${capacity.freeGPUs} of ${gpus(capacity.totalGPUs)} free)`
}

/** One line each. Of a refusal: only recipes, and not those that failed for a reason that is said already. */
function rejectedLines(decision: Decision): string[] {
  const said = new Set(decision.reasons.map((reason) => reason.code))
  const worth = decision.rejected.filter(
    ({ derived, reason }) => decision.verdict !== 'DoesNotFit' || (!derived && !said.has(reason.code)),
  )
  const shown = worth.slice(0, maxShown)
  if (shown.length === 0) return []
  const width = Math.min(44, Math.max(...shown.map((rejection) => rejection.name.length)))
  const lines = shown.map(
    ({ name, reason }) => `    ${clip(name, width).padEnd(width)}  ${clip(reason.message, 100 - 6 - width)}`,
  )
  const more = worth.length - shown.length
  return [
    '  Not chosen',
    ...lines,
    ...(more > 0 ? [`    and ${more} more        -o json to see them`] : []),
    '',
  ]
}

function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1).trimEnd()}…`
}
