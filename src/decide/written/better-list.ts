/**
 * The command line of a container with some arguments written otherwise: the user's own list, word for word, but for those.
 * @module
 */
import { textAt } from '../../api/workload/json.ts'
import type { WorkloadContainer } from '../../api/workload/workload.ts'
import { defaultEngine } from '../../catalog/engines.ts'
import type { EngineWord, WordPlace } from '../../engines/container-command.ts'
import { lookUp } from '../../engines/look-up.ts'
import type { BetterList, Rename } from './problem.ts'

/** `--max-model-len=8192`; without a value, a switch. */
const written = /^(--[a-z][a-z0-9-]*)(?:=([\s\S]*))?$/

const flagged = /^--?[A-Za-z][\w.-]*/

interface Edit {
  readonly place: WordPlace
  readonly text: string
}

/**
 * The list that holds the engine's arguments, with each of `changes` (`--name=value`) in the place of the same argument, or behind the
 * last one. `undefined` where the words stand in no list, or in two.
 *
 * @param renames arguments that keep their value under another name
 */
export function betterList(
  container: WorkloadContainer,
  changes: readonly string[],
  renames: readonly Rename[] = [],
): BetterList | undefined {
  const { command, value, path } = container
  const edits = renames.flatMap((rename) => renamed(container, rename))
  const added: string[] = []
  for (const change of changes) {
    const [, name, setting] = written.exec(change) ?? []
    if (name === undefined) return undefined
    const at = command.args.findIndex(({ text }) => isArgument(text, name, command.engine))
    const flag = command.args[at]
    if (flag === undefined) added.push(change)
    else {
      const edit = replaced(flag, command.args[at + 1], setting)
      if (edit === undefined) return undefined
      edits.push(...edit)
    }
  }
  const last = [...command.args, ...(command.model === undefined ? [] : [command.model])]
    .flatMap(({ place }) => place ?? [])
    .toSorted(byPlace)
    .at(-1)
  const list = edits[0]?.place.list ?? last?.list
  const items = list === undefined ? undefined : value[list]
  if (list === undefined || !isTexts(items) || edits.some(({ place }) => place.list !== list))
    return undefined
  const texts = [...items]
  if (added.length > 0 && (last === undefined || last.list !== list)) return undefined
  if (added.length > 0 && last?.shell)
    edits.push({ place: { ...last, start: last.end }, text: ` ${added.join(' ')}` })
  for (const { place, text } of edits.toSorted((a, b) => byPlace(b.place, a.place))) {
    const item = texts[place.index] ?? ''
    texts[place.index] = item.slice(0, place.start) + text + item.slice(place.end)
  }
  if (added.length > 0 && last !== undefined && !last.shell) texts.splice(last.index + 1, 0, ...added)
  return { path: `${path}.${list}`, list: texts }
}

const isTexts = (items: unknown): items is readonly string[] =>
  Array.isArray(items) && items.every((item) => typeof item === 'string')

const lists = ['command', 'args'] as const

const byPlace = (a: WordPlace, b: WordPlace) =>
  lists.indexOf(a.list) - lists.indexOf(b.list) || a.index - b.index || a.start - b.start

/** Whether an item is this argument, in whatever spelling. */
function isArgument(item: string, name: string, backend: 'vllm' | 'sglang' = 'vllm'): boolean {
  const flag = flagged.exec(item)?.[0]
  if (flag === undefined) return false
  const engine = defaultEngine(backend)
  const [found, wanted] = [lookUp(engine, flag).argument, lookUp(engine, name).argument]
  return wanted !== undefined && found?.name === wanted.name
}

/** The name where it stands, as far as nobody quoted it. */
function renamed({ command, value }: WorkloadContainer, { path, from, to }: Rename): Edit[] {
  return command.args
    .filter((word) => word.path === path && flagged.exec(word.text)?.[0] === from)
    .flatMap(({ place }) => {
      const item = place && textAt(value, [place.list, place.index])
      if (place === undefined || !item?.startsWith(from, place.start)) return []
      return [{ place: { ...place, end: place.start + from.length }, text: to }]
    })
}

/** The value where it stands: behind the name in the same item, or in the next one. */
function replaced(
  flag: EngineWord,
  next: EngineWord | undefined,
  setting: string | undefined,
): Edit[] | undefined {
  if (setting === undefined) return []
  const inline = /^(--?[A-Za-z][\w.-]*)(=|\s+)/.exec(flag.text)
  const word = inline === null ? next : flag
  if (word?.place === undefined) return undefined
  return [{ place: word.place, text: inline === null ? setting : `${inline[1]}${inline[2]}${setting}` }]
}
