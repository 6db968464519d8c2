/**
 * Items of a list that the engine gets as one word though two were meant: no shell cuts them apart or takes their quotes off.
 * @module
 */
import type { WorkloadContainer } from '../../api/workload/workload.ts'
import type { EngineWord } from '../../engines/container-command.ts'
import type { BetterList, WrittenProblem } from './problem.ts'

const joined = /^(--?[A-Za-z][\w.-]*)\s+(\S[\s\S]*)$/
const quoted = /^(--?[A-Za-z][\w.-]*=)(["'])([\s\S]*)\2$/

export function itemProblems(container: WorkloadContainer): WrittenProblem[] {
  const { args, model } = container.command
  const words = [...args, ...(model === undefined ? [] : [model])]
  const seen = new Set<string>()
  const wrong = words.flatMap((word) => {
    const item = itemOf(container, word)
    const parts = item === undefined || seen.has(word.path) ? undefined : (partsOf(item) ?? undefined)
    if (item === undefined || parts === undefined) return []
    seen.add(word.path)
    return [{ path: word.path, item, parts }]
  })
  const suggestion = corrected(container)
  return wrong.map(({ path, item, parts }) => ({
    severity: 'error',
    path,
    message: `the engine gets ${JSON.stringify(item)} as one word, which it does not know`,
    fix: `write ${parts.map((part) => JSON.stringify(part)).join(', ')}`,
    ...(suggestion === undefined ? {} : { suggestion }),
  }))
}

/** The item a word was read from, where no shell reads it. */
function itemOf({ value }: WorkloadContainer, { place }: EngineWord): string | undefined {
  const list = place === undefined || place.shell ? undefined : value[place.list]
  const item: unknown = Array.isArray(list) && place !== undefined ? list[place.index] : undefined
  return typeof item === 'string' ? item : undefined
}

function partsOf(item: string): readonly string[] | undefined {
  const pair = joined.exec(item)
  if (pair !== null) return item.trim().split(/\s+/)
  const [, name, , value] = quoted.exec(item) ?? []
  return name === undefined || value === undefined ? undefined : [name + value]
}

function corrected({ command, value, path }: WorkloadContainer): BetterList | undefined {
  const list = command.args.find(({ place }) => place !== undefined)?.place?.list
  const items = list === undefined ? undefined : value[list]
  if (list === undefined || !Array.isArray(items)) return undefined
  return {
    path: `${path}.${list}`,
    list: items.flatMap((item: unknown) => partsOf(String(item)) ?? [String(item)]),
  }
}
