/**
 * `fitgate recipes import`: recipe files → AIMRecipe objects.
 * @module
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { stringify } from 'yaml'
import { type AIMRecipe, aimRecipeSpec } from '../../api/aim/recipe.ts'
import { isRecipeFile, parseRecipeFile } from '../../api/aim/recipe-file.ts'
import { type ImportOptions, importRecipeFile } from '../../api/aim/recipe-import.ts'
import { type FieldError, formatFieldError, notAllowed } from '../../vocabulary/field-error.ts'
import { type Command, UsageError } from '../command.ts'
import { readDocuments } from '../documents.ts'
import { kubectlQuotes } from '../source/kubectl-scalars.ts'

export const importFiles: Command = {
  name: 'import',
  summary: 'turn recipe files into AIMRecipe objects',
  help: `fitgate recipes import FILE… [-o DIR] [--source TEXT] [--type TYPE]

Turns recipe files (recipe_id, model_id, huggingface_id, hardware, precision, vllm_serve, sglang_serve) into AIMRecipe
objects, one an engine. Arguments stay as they are written. What has no place in an object is told on standard error.

  FILE               YAML or JSON; - is standard input
  -o, --output DIR   write one file an object into DIR and list them; without it, YAML on standard output
  --source TEXT      where the figures come from: the format has no place for it, the objects have
  --type TYPE        optimized, preview or unoptimized; without it the objects have none, which is read as optimized

Exit codes: 0 done, 2 a file cannot be read or is wrong (nothing is written then).
`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        output: { type: 'string', short: 'o' },
        source: { type: 'string' },
        type: { type: 'string' },
      },
    })
    if (positionals.length === 0) throw new UsageError('FILE is missing')
    const options = optionsOf(values)
    const documents = (await Promise.all(positionals.map(readDocuments))).flat()
    const read = documents.map(({ where, object }) => ({ where, ...importDocument(object, options) }))
    const wrong = read.flatMap(({ where, errors }) => errors.map((error) => inFile(where, error)))
    if (wrong.length > 0) {
      io.stderr.write(wrong.join(''))
      return 2
    }
    for (const { where, left } of read) for (const each of left) io.stderr.write(inFile(where, each))
    const objects = read.flatMap(({ recipes }) => recipes)
    if (values.output === undefined) {
      io.stdout.write(objects.map(asYaml).join('---\n'))
      return 0
    }
    await mkdir(values.output, { recursive: true })
    for (const object of objects) {
      const path = join(values.output, `${object.metadata.name}.yaml`)
      await writeFile(path, asYaml(object))
      io.stdout.write(`${path}\n`)
    }
    return 0
  },
}

function optionsOf({
  source,
  type,
}: {
  source?: string | undefined
  type?: string | undefined
}): ImportOptions {
  const types = ['optimized', 'preview', 'unoptimized'] as const
  const known = types.find((word) => word === type)
  if (type !== undefined && known === undefined)
    throw new UsageError(formatFieldError(notAllowed('', 'type', type, types)))
  const given = aimRecipeSpec.shape.source.safeParse(source)
  if (!given.success) throw new UsageError('--source must be a text of 1 to 1024 characters')
  return { ...(source === undefined ? {} : { source }), ...(known === undefined ? {} : { type: known }) }
}

function importDocument(
  object: Readonly<Record<string, unknown>>,
  options: ImportOptions,
): { recipes: readonly AIMRecipe[]; left: readonly FieldError[]; errors: readonly FieldError[] } {
  if (!isRecipeFile(object)) {
    const what = typeof object.kind === 'string' ? `a ${object.kind}` : 'something else'
    return { recipes: [], left: [], errors: [{ path: '', message: `is ${what}, not a recipe file` }] }
  }
  const { file, errors } = parseRecipeFile(object)
  if (file === undefined) return { recipes: [], left: [], errors }
  const made = importRecipeFile(file, options)
  return { recipes: made.recipes.map((each) => each.object), left: made.left, errors: made.errors }
}

const inFile = (where: string, error: FieldError) => `${where}: ${formatFieldError(error)}\n`

const asYaml = (object: AIMRecipe) =>
  stringify(object, { ...kubectlQuotes, lineWidth: 110, aliasDuplicateObjects: false })
