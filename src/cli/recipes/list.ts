/**
 * `fitgate recipes list`: the built-in recipes as a table.
 * @module
 */
import { parseArgs } from 'node:util'
import { acceleratorByName, instinctAccelerators } from '../../catalog/accelerators.ts'
import { backends, type Recipe } from '../../catalog/recipe.ts'
import { table } from '../../decide/explain/words.ts'
import { formatFieldError, notAllowed } from '../../vocabulary/field-error.ts'
import { shippedRecipes } from '../cluster-input.ts'
import { type Command, UsageError } from '../command.ts'
import { outputOption, readOutput } from './options.ts'

export const list: Command = {
  name: 'list',
  summary: 'the built-in recipes',
  help: `fitgate recipes list [--model TEXT] [--hardware PART] [--backend ENGINE] [-o text|json]

  --model TEXT      models whose name holds the text, in any case
  --hardware PART   MI210, MI250X, MI300X, MI325X, MI350X, MI355X, …
  --backend ENGINE  vllm or sglang
  -o, --output      text (default), json

Exit codes: 0 done (also when nothing matches), 2 bad input.
`,
  async run(args, io) {
    const { values } = parseArgs({
      args,
      options: {
        model: { type: 'string' },
        hardware: { type: 'string' },
        backend: { type: 'string' },
        ...outputOption,
      },
    })
    const output = readOutput(values.output)
    if (values.hardware !== undefined && acceleratorByName(values.hardware) === undefined) {
      const names = instinctAccelerators.map(({ name }) => name)
      throw new UsageError(formatFieldError(notAllowed('--hardware', 'part', values.hardware, names)))
    }
    if (values.backend !== undefined && !backends.some((known) => known === values.backend?.toLowerCase()))
      throw new UsageError(formatFieldError(notAllowed('--backend', 'engine', values.backend, backends)))
    const holds = (text: string, part: string | undefined) =>
      part === undefined || text.toLowerCase().includes(part.toLowerCase())
    const is = (text: string, wanted: string | undefined) =>
      wanted === undefined || text.toLowerCase() === wanted.toLowerCase()
    const found = (await shippedRecipes()).filter(
      (recipe) =>
        holds(recipe.modelId, values.model) &&
        is(recipe.hardware, values.hardware) &&
        is(recipe.backend, values.backend),
    )
    io.stdout.write(output === 'json' ? `${JSON.stringify({ recipes: found }, null, 2)}\n` : asText(found))
    return 0
  },
}

/** Counts of a recipe that are switched on: `1 2 4 8`. */
export function counts({ configurations }: Recipe): string {
  return configurations
    .filter(({ enabled }) => enabled)
    .map(({ gpuCount }) => gpuCount)
    .toSorted((a, b) => a - b)
    .join(' ')
}

function asText(recipes: readonly Recipe[]): string {
  if (recipes.length === 0) return 'no recipe matches\n'
  const rows = recipes
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
    .map((recipe) => [
      recipe.name,
      recipe.modelId,
      recipe.hardware,
      recipe.precision,
      recipe.backend,
      counts(recipe),
      recipe.type,
    ])
  const header = ['NAME', 'MODEL', 'HARDWARE', 'PRECISION', 'BACKEND', 'GPUS', 'TYPE']
  return `${table([header, ...rows], '').join('\n')}\n`
}
