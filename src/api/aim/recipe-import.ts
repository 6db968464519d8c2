/**
 * Recipe files → AIMRecipe objects, one an engine. Arguments stay as they are written; what has no place in an object is told.
 * @module
 */
import type { FieldError } from '../../vocabulary/field-error.ts'
import { formatPath } from '../field-path.ts'
import { group } from './group.ts'
import { type AIMRecipe, type AIMRecipeSpec, parseAIMRecipe } from './recipe.ts'
import type { RecipeFile, RecipeFileRow, RecipeFileSection } from './recipe-file.ts'

export interface ImportedRecipe {
  readonly object: AIMRecipe
  /** Path in the file of a path in the object: `spec.configurations[0].args[1]` → `vllm_serve["1_gpu"].args["--dtype"]`. */
  readonly pathInFile: (path: string) => string
}

export interface RecipeImport {
  readonly recipes: readonly ImportedRecipe[]
  /** What no object has a place for, with its path in the file. */
  readonly left: readonly FieldError[]
  /** Why the file makes no valid object. */
  readonly errors: readonly FieldError[]
}

export interface ImportOptions {
  /** `spec.source` of the objects: the format itself has no place for one. */
  readonly source?: string
  /** `spec.type` of the objects. Default: left out, which the resource reads as optimized. */
  readonly type?: AIMRecipeSpec['type']
}

/** GPUs of one node, the most that one configuration can have. */
const mostGPUs = 8

export function importRecipeFile(file: RecipeFile, options: ImportOptions = {}): RecipeImport {
  const left: FieldError[] = []
  const repository = file.huggingfaceId.slice(file.huggingfaceId.lastIndexOf('/') + 1)
  if (file.modelId !== file.huggingfaceId && file.modelId !== repository)
    left.push({ path: 'model_id', message: `"${file.modelId}" has no place: modelId is the repository` })
  const recipes: ImportedRecipe[] = []
  const errors: FieldError[] = []
  for (const section of file.sections) {
    const rows = section.rows.filter(({ gpuCount }) => gpuCount <= mostGPUs)
    for (const { key } of section.rows.filter(({ gpuCount }) => gpuCount > mostGPUs))
      left.push({
        path: formatPath(section.key, [key]),
        message: `has no place: a configuration has at most ${mostGPUs} GPUs, those of one node`,
      })
    if (!rows.some(({ enabled }) => enabled)) {
      left.push({ path: section.key, message: 'has no place: no GPU count is enabled' })
      continue
    }
    const pathInFile = pathsOf(section, rows)
    const parsed = parseAIMRecipe(objectOf(file, section, rows, options))
    errors.push(...parsed.errors.map((error) => ({ ...error, path: pathInFile(error.path) })))
    if (parsed.recipe !== undefined) recipes.push({ object: parsed.recipe, pathInFile })
  }
  return { recipes, left, errors: unique(errors) }
}

function objectOf(
  file: RecipeFile,
  { backend }: RecipeFileSection,
  rows: readonly RecipeFileRow[],
  { source, type }: ImportOptions,
): unknown {
  return {
    apiVersion: `${group}/v1alpha1`,
    kind: 'AIMRecipe',
    metadata: { name: objectName(file.recipeId, backend) },
    spec: {
      recipeId: file.recipeId,
      modelId: file.huggingfaceId,
      hardware: file.hardware,
      precision: file.precision,
      backend,
      ...(type === undefined ? {} : { type }),
      ...(source === undefined ? {} : { source }),
      configurations: rows.map(({ gpuCount, enabled, args }) => ({
        gpuCount,
        enabled,
        ...(args.length === 0
          ? {}
          : { args: args.map(([flag, value]) => (value === '' ? flag : `${flag}=${value}`)) }),
      })),
    },
  }
}

/** Object names are lower case; SGLang's has a word of its own, since a file often has both engines. */
function objectName(recipeId: string, backend: string): string {
  const name = recipeId
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
  return backend === 'vllm' ? name : `${name}-${backend}`
}

const fieldNames: Readonly<Record<string, string>> = {
  'metadata.name': 'recipe_id',
  'spec.recipeId': 'recipe_id',
  'spec.modelId': 'huggingface_id',
  'spec.hardware': 'hardware',
  'spec.precision': 'precision',
}

function pathsOf(section: RecipeFileSection, rows: readonly RecipeFileRow[]): ImportedRecipe['pathInFile'] {
  return (path) => {
    const known = fieldNames[path]
    if (known !== undefined) return known
    const row = /^spec\.configurations\[(\d+)\](?:\.([A-Za-z]+))?(?:\[(\d+)\])?/.exec(path)
    const found = row === null ? undefined : rows[Number(row[1])]
    // whatever else there is belongs to the section: the backend, the list as a whole, the source nobody gave
    if (found === undefined) return section.key
    const where = formatPath(section.key, [found.key])
    if (row?.[2] !== 'args') return where
    const flag = found.args[Number(row[3] ?? -1)]?.[0]
    return formatPath(where, flag === undefined ? ['args'] : ['args', flag])
  }
}

function unique(errors: readonly FieldError[]): FieldError[] {
  return [...new Map(errors.map((error) => [`${error.path} ${error.message}`, error])).values()]
}
