/**
 * `fitgate recipes show`: one recipe, and its memory arithmetic count by count in words.
 * @module
 */
import { parseArgs } from 'node:util'
import { stringify } from 'yaml'
import { type AIMRecipe, parseAIMRecipe } from '../../api/aim/recipe.ts'
import { defaultEngine } from '../../catalog/engines.ts'
import { memoryWords } from '../../decide/explain/memory-bar.ts'
import { gpus, served, summaryOfReasons } from '../../decide/explain/words.ts'
import { assessRow } from '../../decide/lint/assess-row.ts'
import { type Row, type Subject, subjectOf } from '../../decide/lint/subject.ts'
import { engineName } from '../../engines/engine-name.ts'
import { nearest } from '../../vocabulary/field-error.ts'
import { formatCount, formatGiB } from '../../vocabulary/quantity.ts'
import { shippedDocuments } from '../cluster-input.ts'
import { type Command, type Io, UsageError } from '../command.ts'
import { readDocuments } from '../documents.ts'
import { paintFor } from '../paint.ts'
import { kubectlQuotes } from '../source/kubectl-scalars.ts'

export const show: Command = {
  name: 'show',
  summary: 'one recipe, and its arithmetic count by count',
  help: `fitgate recipes show NAME [-f FILE]

  NAME                  of a built-in recipe (fitgate recipes list), or of one in FILE
  -f, --filename FILE   AIMRecipe objects instead of the built-in ones

Exit codes: 0 done, 2 bad input.
`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { filename: { type: 'string', short: 'f' } },
    })
    const [name, ...more] = positionals
    if (name === undefined || more.length > 0) throw new UsageError('give one NAME')
    const documents =
      values.filename === undefined ? await shippedDocuments() : await readDocuments(values.filename)
    const recipes = documents.flatMap(({ object }) => {
      const { recipe } = object.kind === 'AIMRecipe' ? parseAIMRecipe(object) : {}
      return recipe === undefined ? [] : [recipe]
    })
    const recipe = recipes.find((each) => each.metadata.name === name)
    if (recipe === undefined) {
      const near = nearest(
        name,
        recipes.map((each) => each.metadata.name),
      )
      throw new UsageError(
        `there is no recipe "${name}"${near === undefined ? '' : `; did you mean "${near}"?`}`,
      )
    }
    io.stdout.write(`${stringify(recipe, { ...kubectlQuotes, lineWidth: 110 })}${arithmetic(recipe, io)}`)
    return 0
  },
}

/** Comment lines, so that the whole output is YAML still. */
function arithmetic(recipe: AIMRecipe, io: Io): string {
  const subject = subjectOf(recipe, defaultEngine(recipe.spec.backend))
  if (subject === undefined) return ''
  const paint = paintFor(io)
  const lines = [
    `Memory of the fullest GPU, GiB, with ${engineName(subject.engine)}:`,
    ...subject.rows.flatMap((row) => ['', ...rowLines(subject, row)]),
  ]
  return `\n${lines.map((line) => paint.dim(line === '' ? '#' : `# ${line}`)).join('\n')}\n`
}

function rowLines(subject: Subject, row: Row): string[] {
  const head = `${gpus(row.configuration.gpuCount)} of ${formatGiB(subject.accelerator.memoryGiB)} GiB`
  const { verdict, reasons, memory } = assessRow(subject, row)
  const words = { Fits: 'fits', Marginal: 'only just fits', DoesNotFit: 'does not fit', Unknown: 'not known' }
  const why = reasons.length === 0 ? '' : `: ${summaryOfReasons(reasons)}`
  if (memory === undefined) return [`${head}: ${words[verdict]}${why}`]
  return [
    `${head}: ${words[verdict]}${why}`,
    `  ${memoryWords(memory)}`,
    `  ${served(memory)}; ${formatCount(memory.kvCacheTokens)} tokens in all`,
  ]
}
