/**
 * Items of a list that the engine gets as one word though two were meant: no shell cuts them apart or takes their quotes off.
 * @module
 */
import type { WorkloadContainer } from '../../api/workload/workload.ts'
import type { EngineWord } from '../../engines/container-command.ts'
import { cut } from '../../vocabulary/cut.ts'
import type { Finding } from './problem.ts'

const joined = /^--?[A-Za-z][\w.-]*\s+\S/
/** A model, or the subcommand and a model, and arguments behind it. */
const behindModel = /^(?:serve\s+)?[\w.-]+(?:\/[\w.-]+)*\s+--?[A-Za-z]/
/** A whole command line as the name of a program. */
const behindProgram = /^(?:\S*\/)?(?:vllm|sglang|python[\d.]*)\s+\S/
const quoted = /^(--?[A-Za-z][\w.-]*=)(["'])([\s\S]*)\2$/

export function itemProblems(container: WorkloadContainer): Finding[] {
  const { args, model } = container.command
  const items = new Map<string, string>()
  for (const word of [...args, ...(model === undefined ? [] : [model])]) {
    const item = itemOf(container, word)
    if (item !== undefined) items.set(word.path, item)
  }
  const [program] = Array.isArray(container.value.command) ? container.value.command : []
  if (typeof program === 'string' && behindProgram.test(program))
    return [
      {
        severity: 'error',
        path: `${container.path}.command[0]`,
        message: `is looked for as a program of the whole name ${JSON.stringify(cut(program, 60))}`,
        fix: `write ${program
          .trim()
          .split(/\s+/)
          .map((part) => JSON.stringify(part))
          .join(', ')}, or run it with sh -c`,
      },
    ]
  return [...items].flatMap(([path, item]): Finding[] => {
    const parts = cutItem(item)
    if (parts.length === 1 && parts[0] === item) return []
    return [
      {
        severity: 'error',
        path,
        message: `the engine gets ${JSON.stringify(item)} as one word, which it does not know`,
        fix: `write ${parts.map((part) => JSON.stringify(part)).join(', ')}`,
        cuts: true,
      },
    ]
  })
}

/** The words that were meant by an item of a list that no shell reads; most often the item itself. */
export function cutItem(item: string): readonly string[] {
  if (joined.test(item) || behindModel.test(item)) return item.trim().split(/\s+/)
  const [, name, , value] = quoted.exec(item) ?? []
  return name === undefined || value === undefined ? [item] : [name + value]
}

/** The item a word was read from, where no shell reads it. */
function itemOf({ value }: WorkloadContainer, { place }: EngineWord): string | undefined {
  const list = place === undefined || place.shell ? undefined : value[place.list]
  const item: unknown = Array.isArray(list) && place !== undefined ? list[place.index] : undefined
  return typeof item === 'string' ? item : undefined
}
