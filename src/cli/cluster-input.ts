/**
 * What `fitgate plan` decides against: a live cluster, a file of one, named hardware, or the usual assumption.
 * @module
 */
import { fileURLToPath } from 'node:url'
import { parseAIMRecipe, toRecipe } from '../api/aim/recipe.ts'
import type { Recipe } from '../catalog/recipe.ts'
import { contextOf, type DecisionContext } from '../decide/context.ts'
import { assumedHardware } from '../inventory/assumed.ts'
import type { Hardware } from '../inventory/hardware.ts'
import { Inventory } from '../inventory/inventory.ts'
import { parseHardware } from '../inventory/parse-hardware.ts'
import { defaultDecisionConfig, type Snapshot, snapshotEnvelope } from '../inventory/snapshot.ts'
import { formatFieldError } from '../vocabulary/field-error.ts'
import { version } from '../vocabulary/version.ts'
import { UsageError } from './command.ts'
import { type Document, readDocuments } from './documents.ts'

export interface ClusterInput {
  readonly cluster?: string
  /** As `cluster`, but only a snapshot will do. */
  readonly snapshot?: string
  readonly kubeconfig?: string
  readonly hardware?: string
}

export interface ClusterView {
  readonly context: DecisionContext
  /** One line for people: what was assumed or read. */
  readonly words: string
}

/**
 * Reads whichever input was named; throws UsageError for two of them, or one that cannot be understood.
 *
 * @param nodes of every part, where the cluster is assumed
 */
export async function readCluster(
  input: ClusterInput,
  fromFile: readonly Recipe[],
  nodes = 1,
): Promise<ClusterView> {
  const named = Object.entries(input).filter(([, value]) => value !== undefined)
  for (const [name, value] of named) if (value === '') throw new UsageError(`--${name} is empty`)
  if (named.length > 1)
    throw new UsageError(`only one of ${named.map(([name]) => `--${name}`).join(', ')} can be given`)
  if (input.cluster !== undefined) return fromClusterFile(input.cluster, fromFile)
  if (input.snapshot !== undefined) return fromSnapshotFile(input.snapshot, fromFile)
  if (input.kubeconfig !== undefined) return fromKubeconfig(input.kubeconfig, fromFile)
  const shipped = merge(await shippedRecipes(), fromFile)
  if (input.hardware !== undefined) {
    return view(
      namedHardware(input.hardware),
      shipped,
      'named',
      `${input.hardware}, all free, with the recipes shipped`,
    )
  }
  return view(
    assumedHardware(nodes),
    shipped,
    'assumed',
    `assuming ${nodes === 1 ? 'one full node' : `${nodes} full nodes`} of every Instinct part, all free, with the recipes shipped`,
  )
}

function view(hardware: Hardware, recipes: readonly Recipe[], snapshot: string, words: string): ClusterView {
  const context = {
    recipes,
    hardware,
    config: defaultDecisionConfig,
    snapshot: { version: snapshot, stale: false },
    fitgate: version,
  }
  return { context, words }
}

function namedHardware(text: string): Hardware {
  const { hardware, errors } = parseHardware(text)
  if (hardware === undefined) throw new UsageError(errors.map(formatFieldError).join('\n'))
  return hardware
}

/** Recipes of the file under test win over those of the same name. */
function merge(base: readonly Recipe[], over: readonly Recipe[]): Recipe[] {
  return [...new Map([...base, ...over].map((recipe) => [recipe.name, recipe])).values()]
}

/** The recipes of `manifests/recipes`. */
export async function shippedRecipes(): Promise<Recipe[]> {
  return recipesOf(await shippedDocuments())
}

/** The objects of `manifests/recipes`. */
export async function shippedDocuments(): Promise<Document[]> {
  const folder = fileURLToPath(new URL('../../manifests/recipes/', import.meta.url))
  const { readdir } = await import('node:fs/promises')
  const files = (await readdir(folder))
    .filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')
    .sort()
  return (await Promise.all(files.map((name) => readDocuments(folder + name)))).flat()
}

/** The valid AIMRecipes among some documents. */
export function recipesOf(documents: readonly Document[]): Recipe[] {
  return documents.flatMap(({ object }) => {
    if (object.kind !== 'AIMRecipe') return []
    const { recipe } = parseAIMRecipe(object)
    return recipe === undefined ? [] : [toRecipe(recipe)]
  })
}

/** A snapshot document, or what `kubectl get nodes,pods,aimrecipes -A -o yaml` prints. */
async function fromClusterFile(path: string, fromFile: readonly Recipe[]): Promise<ClusterView> {
  const documents = await readDocuments(path)
  const [only] = documents
  if (documents.length === 1 && only !== undefined && only.object.schema !== undefined)
    return fromSnapshot(path, only.object, fromFile)
  const inventory = new Inventory()
  for (const { object, where } of documents) {
    const { name } = (object.metadata ?? {}) as { name?: unknown }
    if ((object.kind === 'Node' || object.kind === 'Pod') && typeof name !== 'string')
      throw new UsageError(`${where}: a ${object.kind} without metadata.name`)
    if (object.kind === 'Node') inventory.applyNode(object as never)
    if (object.kind === 'Pod') inventory.applyPod(object as never)
  }
  if (!documents.some(({ object }) => object.kind === 'Node'))
    throw new UsageError(`${path}: there is no Node in it`)
  const recipes = merge(recipesOf(documents), fromFile)
  return view(inventory.hardware([], [], new Date()), recipes, 'file', `${path}`)
}

async function fromSnapshotFile(path: string, fromFile: readonly Recipe[]): Promise<ClusterView> {
  const [only, ...more] = await readDocuments(path)
  if (only === undefined || more.length > 0) throw new UsageError(`${path}: a snapshot is one document`)
  return fromSnapshot(path, only.object, fromFile)
}

function fromSnapshot(path: string, document: Document['object'], fromFile: readonly Recipe[]): ClusterView {
  const parsed = snapshotEnvelope.safeParse(document)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new UsageError(
      `${path}: not a snapshot of this version: ${issue?.path.join('.') || 'document'}: ${issue?.message ?? ''}`,
    )
  }
  const snapshot = document as unknown as Snapshot
  // a file is as good as the day it was written; its age is shown, not judged
  const context = contextOf(snapshot, new Date(snapshot.createdAt))
  return {
    context: { ...context, recipes: merge(context.recipes, fromFile) },
    words: `${path}, a snapshot of ${snapshot.createdAt}`,
  }
}

/** As the controller of that cluster sees it. Loaded when asked for: the client and the configuration cost a start some time. */
async function fromKubeconfig(path: string, fromFile: readonly Recipe[]): Promise<ClusterView> {
  const { withCluster } = await import('./cluster/connect.ts')
  const { installedConfig } = await import('./cluster/installed-config.ts')
  const { liveSnapshot } = await import('./cluster/live-snapshot.ts')
  return withCluster(path, async ({ client, host }) => {
    const { config } = await installedConfig(client, 'fitgate-system')
    const now = new Date()
    const snapshot = await liveSnapshot(client, config, now, fromFile)
    return { context: contextOf(snapshot, now), words: `the cluster at ${host}` }
  })
}
