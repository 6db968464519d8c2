/**
 * The screen of `fitgate plan`: one Decision on one screen, at most 100 columns.
 * @module
 */
import type { Disagreement } from '../../inventory/hardware.ts'
import { formatFieldError } from '../../vocabulary/field-error.ts'
import type { Counterfactual, Decision } from '../decision.ts'
import { listLines } from '../written/list-text.ts'
import type { BetterList } from '../written/problem.ts'
import { adviceLines } from './advice.ts'
import { chosenRows, nearestRows } from './chosen.ts'
import { notChosen } from './not-chosen.ts'
import { reasonLines } from './refusal.ts'
import { unsaid } from './unsaid.ts'
import { devices, table, wrap } from './words.ts'

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
  /** What of a plain workload would be completed, in lines. */
  readonly adds?: readonly string[]
  /** A list of the user's that is better written otherwise. */
  readonly better?: BetterList
  /** Anything else the reader should know of the file: fields that are dropped. */
  readonly notes?: readonly string[]
  /** What stood in for the cluster: `assuming one full node of every Instinct part`. */
  readonly hardware: string
  /** Where labels of its nodes contradict each other or the device table. */
  readonly disagreements?: readonly Disagreement[]
}

export function planText(screen: PlanScreen, paint: Paint = plain): string {
  const { decision, kind, name, notes = [], hardware, creates } = screen
  const { modelNote } = decision
  const refused = decision.verdict === 'DoesNotFit'
  const remarks = [
    ...(modelNote === undefined ? [] : [`${decision.model}: ${modelNote.text}`]),
    ...notes,
    ...decision.notes.map(formatFieldError),
  ]
  const changes = refused ? decision.explain().counterfactuals : screen.alternatives
  const precision = decision.chosen?.candidate.precision ?? decision.asked.precision
  const blocks: readonly (readonly string[])[] = [
    [`${paint.bold(`${kind} ${name}`)}   ${verdictWords(decision, paint)}`],
    remarks.flatMap((remark) => indented(wrap(remark, 96, '  '))),
    refused ? [] : chosenBlock(decision, paint),
    titled(refused ? 'Why not' : 'Note', reasonLines({ reasons: unsaid(decision) })),
    refused ? nearestBlock(decision, paint) : [],
    titled('Not chosen', notChosen(decision)),
    titled(
      refused ? 'Nearest that fit' : 'What would change it',
      changes.length === 0 ? [] : adviceLines(changes, precision, refused ? 'room' : 'load'),
    ),
    screen.better === undefined ? [] : titled('Write instead', listLines(screen.better)),
    [paint.dim(`  Hardware: ${hardware}`), ...disagreementLines(screen.disagreements ?? [], paint)],
    createsLines(creates),
    addsLines(screen.adds ?? []),
  ]
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`
}

function disagreementLines(disagreements: readonly Disagreement[], paint: Paint): string[] {
  return disagreements.flatMap(({ words, nodes }) =>
    wrap(`${nodes} ${nodes === 1 ? 'node' : 'nodes'}: ${words}`, 94, '  ').map((line) =>
      paint.warn(`    ${line}`),
    ),
  )
}

const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`)

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`  ${title}`, ...indented(lines)]
}

function chosenBlock(decision: Decision, paint: Paint): string[] {
  if (decision.chosen === undefined) return []
  const stale = decision.provenance.stale ? ['  (what is known of this cluster is old)'] : []
  return [...table(chosenRows(decision, decision.chosen, paint.good)), ...stale]
}

/** Of an estimated refusal: the plan that comes nearest, which is tried where the platform only warns. */
function nearestBlock({ chosen }: Decision, paint: Paint): string[] {
  return chosen === undefined ? [] : table(nearestRows(chosen, paint.bad))
}

function verdictWords(decision: Decision, paint: Paint): string {
  const { chosen, verdict, scope, certainty } = decision
  const where = chosen && verdict !== 'DoesNotFit' ? ` on ${devices(chosen.candidate)}` : ''
  switch (verdict) {
    case 'Fits':
      return paint.good(`FITS${where}`)
    case 'Marginal':
      return paint.warn(`FITS ONLY JUST${where}`)
    case 'DoesNotFit':
      if (scope === 'observed' && decision.explain().counterfactuals.length === 0)
        return paint.warn('NOTHING HERE TO RUN ON')
      return paint.bad(certainty === 'certain' ? 'CANNOT RUN' : 'IS NOT EXPECTED TO FIT')
    case 'Unknown':
      return paint.warn(`NOT CHECKED${where}`)
    default:
      return verdict satisfies never
  }
}

function createsLines(creates: readonly string[]): string[] {
  if (creates.length === 0) return []
  const line = `Would create: ${creates.join(', ')}`
  const hint = '-o yaml to see them'
  return line.length + hint.length + 8 <= 100 ? [`${line}        ${hint}`] : [line, `  ${hint}`]
}

function addsLines(adds: readonly string[]): string[] {
  if (adds.length === 0) return []
  return ['Would add        --patch to see it', ...adds.flatMap((line) => indented(wrap(line, 96, '  ')))]
}
