/**
 * The chosen plan on the screen: recipe, why it, memory, what it serves, where it runs.
 * @module
 */
import { formatCount, formatGiB } from '../../vocabulary/quantity.ts'
import type { Candidate, Decision, Evaluation, MemoryBreakdown } from '../decision.ts'
import { capacityWords } from './capacity.ts'
import { memoryBar, memoryWords } from './memory-bar.ts'
import { times, wrap } from './words.ts'

type Row = readonly [title: string, text: string]

/** Widest text of a row: 100 columns less indent, title and gap. */
const width = 88

export function chosenRows(decision: Decision, chosen: Evaluation, bar: (text: string) => string): Row[] {
  const { candidate, memory, capacity } = chosen
  const served =
    memory &&
    `${formatCount(memory.kvCacheTokens)} tokens of KV cache: ${times(memory.maxConcurrency)} requests of ${formatCount(memory.maxModelLen)} tokens at once`
  const { alsoOn, why } = decision.explain()
  const elsewhere = alsoOn.map(({ accelerator, partition }) =>
    partition === undefined ? accelerator : `${accelerator} ${partition}`,
  )
  return [
    ...recipeRows('Recipe', candidate),
    ...rowsOf(
      'Why',
      why.flatMap((step) => wrap(step, width, '  ')),
    ),
    ...memoryRows(candidate, memory, bar),
    ...rowsOf('Serves', served === undefined ? [] : [served]),
    ...rowsOf('Runs on', wrap(capacityWords(candidate, capacity, decision.asked.replicas), width, '')),
    ...rowsOf('Also on', elsewhere.length === 0 ? [] : [`${elsewhere.join(', ')}, with the same arguments`]),
  ]
}

/** The plan that comes nearest to running, as far as there is arithmetic. */
export function nearestRows({ candidate, memory }: Evaluation, bar: (text: string) => string): Row[] {
  return memory === undefined
    ? []
    : [...recipeRows('Tried', candidate), ...memoryRows(candidate, memory, bar)]
}

function rowsOf(title: string, lines: readonly string[]): Row[] {
  return lines.map((line, i) => [i === 0 ? title : '', line])
}

function recipeRows(title: string, { recipe, engine, settings, precision }: Candidate): Row[] {
  const engineName = engine.backend === 'vllm' ? 'vLLM' : 'SGLang'
  const name = `${recipe.name} (${recipe.type === 'derived' ? 'computed' : recipe.type})`
  const parallel = [
    `tensor parallel ${settings.tensorParallel ?? 1}`,
    ...((settings.pipelineParallel ?? 1) > 1 ? [`pipeline parallel ${settings.pipelineParallel}`] : []),
    ...((settings.dataParallel ?? 1) > 1 ? [`data parallel ${settings.dataParallel}`] : []),
  ]
  const how = `${engineName} ${engine.version}, ${precision}, ${parallel.join(', ')}`
  const line = `${name}   ${how}`
  return rowsOf(title, line.length <= width ? [line] : [name, how])
}

function memoryRows(
  { accelerator, partition, gpuCount }: Candidate,
  memory: MemoryBreakdown | undefined,
  bar: (text: string) => string,
): Row[] {
  if (memory === undefined) return []
  const device = partition === undefined ? accelerator : `${accelerator} ${partition}`
  const each = gpuCount > 1 ? ', each GPU' : ''
  return rowsOf('Memory', [
    `${device}, ${formatGiB(memory.totalGiB)} GiB${each}`,
    bar(memoryBar(memory)),
    memoryWords(memory),
    ...(memory.correction === undefined ? [] : wrap(memory.correction, width, '')),
  ])
}
