/**
 * `fitgate recipes lint`: what is wrong with recipes, before anybody applies them.
 * @module
 */
import { parseArgs } from 'node:util'
import { readEngine } from '../../decide/calculator/read-settings.ts'
import { type Finding, severities } from '../../decide/lint/finding.ts'
import { isLintable, lint } from '../../decide/lint/lint.ts'
import { formatFieldError } from '../../vocabulary/field-error.ts'
import { type Command, type Io, UsageError } from '../command.ts'
import { readDocuments } from '../documents.ts'
import { paintFor } from '../paint.ts'
import { outputOption, readOutput } from './options.ts'

export const lintFiles: Command = {
  name: 'lint',
  summary: 'find what is wrong with recipes',
  help: `fitgate recipes lint FILE… [--engine NAME@VERSION]… [-o text|json]

Reads AIMRecipe objects and recipe files (recipe_id, vllm_serve, sglang_serve) and tells what cannot work: rows whose
weights do not load, parallel sizes that are illegal or do not fill the GPUs, dtypes, quantisations, arguments and values
that the engine does not have, variables it does not know, rows and names that are there twice, batches that fall as GPUs
grow, figures without a source.

  FILE              YAML or JSON, several documents welcome, other objects are passed over; - is standard input
  --engine          vllm@0.15.1: read the arguments for that version; may be given several times
                    default: the newest known of each recipe's engine
  -o, --output      text (default), json

Exit codes: 0 nothing worse than a warning, 1 errors were found, 2 a file cannot be read, or none holds a recipe.
`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { engine: { type: 'string', multiple: true }, ...outputOption },
    })
    if (positionals.length === 0) throw new UsageError('FILE is missing')
    const output = readOutput(values.output)
    const engines = (values.engine ?? []).map((written) => {
      const read = readEngine(written)
      if ('error' in read) throw new UsageError(formatFieldError(read.error))
      return read.engine
    })
    const documents = (await Promise.all(positionals.map(readRecipes))).flat()
    if (documents.length === 0) throw new UsageError(`${positionals.join(', ')}: there is no recipe in it`)
    const findings = lint(documents, { engines })
    if (output === 'json') io.stdout.write(`${JSON.stringify({ findings, ...count(findings) }, null, 2)}\n`)
    else io.stdout.write(asText(findings, documents.length, io))
    return findings.some(({ severity }) => severity === 'error') ? 1 : 0
  },
}

async function readRecipes(path: string) {
  const documents = await readDocuments(path)
  return documents.flatMap(({ where, object }) => (isLintable(object) ? [{ file: where, object }] : []))
}

function count(findings: readonly Finding[]) {
  const of = (wanted: Finding['severity']) => findings.filter(({ severity }) => severity === wanted).length
  return { errors: of('error'), warnings: of('warning'), infos: of('info') }
}

function asText(findings: readonly Finding[], recipes: number, io: Io): string {
  const paint = paintFor(io)
  const colour = { error: paint.bad, warning: paint.warn, info: paint.dim }
  const files = [...new Set(findings.map(({ file }) => file))]
  const blocks = files.map((file) => {
    const lines = findings
      .filter((finding) => finding.file === file)
      .toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
      .map(
        ({ severity, code, path, message, fix }) =>
          `  ${colour[severity](severity.padEnd(7))}  ${code}  ${formatFieldError({ path, message, ...(fix === undefined ? {} : { fix }) })}\n`,
      )
    return `${paint.bold(file)}\n${lines.join('')}`
  })
  const { errors, warnings, infos } = count(findings)
  const many = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`
  const summary = `${many(recipes, 'recipe document')}: ${many(errors, 'error')}, ${many(warnings, 'warning')}, ${infos} worth knowing\n`
  return [...blocks, summary].join('\n')
}
