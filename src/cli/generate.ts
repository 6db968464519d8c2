/**
 * `fitgate generate`: the files that are made from the source and committed.
 * @module
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { stringify } from 'yaml'
import { allPolicies } from '../../policies/all.ts'
import { admissionObjects } from '../../policies/cel/admission-policy.ts'
import { builtInRecipes } from '../api/aim/built-in-recipes.ts'
import { customResourceDefinitions } from '../api/kinds.ts'
import { type Command, UsageError } from './command.ts'
import { kubectlQuotes } from './source/kubectl-scalars.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Folders that hold generated files and nothing else. */
const folders = ['crds', 'manifests/recipes', 'manifests/admission-policies']

const yaml = (from: string, ...documents: readonly unknown[]) =>
  `# Generated from ${from} by "fitgate generate"; do not edit.\n${documents
    .map((document) =>
      stringify(document, { ...kubectlQuotes, lineWidth: 110, aliasDuplicateObjects: false }),
    )
    .join('---\n')}`

const kustomization = (from: string, resources: readonly string[]) =>
  yaml(from, { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources })

/** Path from the top of the checkout → content. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([...definitionFiles(), ...recipeFiles(), ...admissionFiles()])
}

/** One file a model. */
function recipeFiles(): Map<string, string> {
  const from = 'src/catalog/recipe-table'
  const byModel = Map.groupBy(builtInRecipes(), ({ id }) => id)
  const files = new Map<string, string>()
  for (const [id, recipes] of [...byModel].sort(([a], [b]) => (a < b ? -1 : 1)))
    files.set(`manifests/recipes/${id}.yaml`, yaml(from, ...recipes.map(({ object }) => object)))
  const names = [...files.keys()].map((path) => path.slice('manifests/recipes/'.length))
  files.set('manifests/recipes/kustomization.yaml', kustomization(from, names))
  return files
}

/** One file a policy that has a CEL twin, so that a policy can be left out. */
function admissionFiles(): Map<string, string> {
  const folder = 'manifests/admission-policies'
  const files = new Map<string, string>()
  for (const [id, objects] of admissionObjects(allPolicies))
    files.set(`${folder}/${id}.yaml`, yaml('policies', ...objects))
  const names = [...files.keys()].map((path) => path.slice(`${folder}/`.length)).sort()
  files.set(`${folder}/kustomization.yaml`, kustomization('policies', names))
  return files
}

/** One folder a group, so that a group can be left out. */
function definitionFiles(): Map<string, string> {
  const from = 'src/api'
  const files = new Map<string, string>()
  const groups = new Map<string, string[]>()
  for (const definition of customResourceDefinitions()) {
    const [plural = '', ...rest] = definition.metadata.name.split('.')
    const group = rest.join('.')
    files.set(`crds/${group}/${plural}.yaml`, yaml(from, definition))
    groups.set(group, [...(groups.get(group) ?? []), `${plural}.yaml`])
  }
  for (const [group, names] of groups)
    files.set(`crds/${group}/kustomization.yaml`, kustomization(from, names))
  files.set('crds/kustomization.yaml', kustomization(from, [...groups.keys()]))
  return files
}

/** Files that differ from what would be generated, are missing, or are left over, sorted. */
export async function driftedFiles(folder = root): Promise<string[]> {
  const wanted = generatedFiles()
  const there = await Promise.all(
    folders.map((each) =>
      readdir(join(folder, each), { recursive: true, withFileTypes: true }).catch(() => []),
    ),
  )
  const leftOver = there
    .flat()
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length))
    .filter((path) => !wanted.has(path))
  const changed = await Promise.all(
    [...wanted].map(async ([path, content]) =>
      (await readFile(join(folder, path), 'utf8').catch(() => undefined)) === content ? [] : [path],
    ),
  )
  return [...leftOver, ...changed.flat()].sort()
}

export const command: Command = {
  name: 'generate',
  summary: 'write the generated files (crds/, manifests/recipes/, manifests/admission-policies/)',
  help: `Usage: fitgate generate [--check]

Writes the CustomResourceDefinitions that are made from src/api into crds/, the built-in recipes of
src/catalog/recipe-table into manifests/recipes/, and the ValidatingAdmissionPolicies that are made from the
CEL twins in policies/ into manifests/admission-policies/.

  --check   write nothing; list the files that differ and exit with 1
`,
  async run(args, io) {
    const { values } = readFlags(args)
    const drifted = await driftedFiles()
    const wanted = generatedFiles()
    for (const path of drifted) {
      const content = wanted.get(path)
      io.stdout.write(`${path}${content === undefined ? ' (left over: remove it)' : ''}\n`)
      if (values.check || content === undefined) continue
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), content)
    }
    if (drifted.length === 0) io.stdout.write('generated files are current\n')
    return values.check && drifted.length > 0 ? 1 : 0
  },
}

function readFlags(args: string[]) {
  try {
    return parseArgs({ args, options: { check: { type: 'boolean' } } })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
