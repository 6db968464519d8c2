/**
 * `fitgate plan`: the decision on a file, then the objects it would create.
 * @module
 */
import { parseArgs } from 'node:util'
import { stringify } from 'yaml'
import { parseAIMEndpoint, toIntentRequest } from '../api/aim/endpoint.ts'
import { parseAIMRecipe, toRecipe } from '../api/aim/recipe.ts'
import { cacheKinds } from '../api/cache/intent.ts'
import {
  parseInferenceService,
  toIntentRequest as toServiceRequest,
} from '../api/inference/inference-service.ts'
import type { IntentRequest } from '../api/intent.ts'
import { kinds } from '../api/kinds.ts'
import { parseGPUWorkload, toIntentRequest as toBatchRequest } from '../api/warp/workload.ts'
import { annotationPath } from '../api/workload/settings.ts'
import { workloadKindOf, workloadKinds } from '../api/workload/workload-kinds.ts'
import { checkRecipe } from '../decide/check-recipe.ts'
import type { DecisionContext } from '../decide/context.ts'
import { alternatives } from '../decide/counterfactuals.ts'
import { decide } from '../decide/decide.ts'
import type { Candidate, Counterfactual, Decision } from '../decide/decision.ts'
import { planText } from '../decide/explain/plan.ts'
import { fitMode, rule } from '../decide/ruling.ts'
import type { Hardware } from '../inventory/hardware.ts'
import { renderEndpoint } from '../render/endpoint.ts'
import { jobName, renderJob } from '../render/gpu-workload/job.ts'
import { renderInferenceService } from '../render/inference-service.ts'
import type { RenderedObject } from '../render/object.ts'
import { type FieldError, formatFieldError, notAllowed } from '../vocabulary/field-error.ts'
import { annotations } from '../vocabulary/names.ts'
import { version } from '../vocabulary/version.ts'
import { type ClusterView, readCluster, recipesOf } from './cluster-input.ts'
import { type Command, type Io, UsageError } from './command.ts'
import { type Document, readDocuments } from './documents.ts'
import { nodesWanted } from './nodes-wanted.ts'
import { paintFor } from './paint.ts'
import { type PlannedCache, planCache } from './plan/cache.ts'
import { type PlannedWorkload, planWorkload } from './plan/workload.ts'
import { kubectlQuotes } from './source/kubectl-scalars.ts'
import { wordOf } from './word-option.ts'

const help = `fitgate plan -f FILE [--cluster FILE | --kubeconfig FILE | --hardware LIST] [-o text|json|yaml | --patch]

Decides on every AIMEndpoint, InferenceService, GPUWorkload, AIMRecipe, AIMCache and ModelCache of FILE, and
on every Deployment, StatefulSet, Job, LeaderWorkerSet and Pod with the annotation fitgate.dev/model, as
admission would, and shows what would be created, added or fetched. AIMRecipes in FILE count for all of it.

  -f, --filename FILE   YAML or JSON, several documents welcome; - is standard input
  --cluster FILE        a snapshot, or the output of: kubectl get nodes,pods,aimrecipes -A -o yaml
  --kubeconfig FILE     a live cluster (reads nodes, pods and AIMRecipes)
  --hardware LIST       nodes by hand: 8xMI300X,2x8xMI355X (nodes x GPUs x part), 64xMI300X/cpx_nps4
                        without any of the three: one full node of every Instinct part
  -o, --output FORMAT   text (default), json (everything), yaml (the objects it would create or complete)
  --patch               FILE with every annotated workload completed, ready to be committed; one whose arguments
                        are refused is printed with those that fit, and the refusal on standard error

Exit codes: 0 admitted, 1 refused, 2 bad input (unreadable, or fields that are wrong).
`

/** What became of one document. */
interface Result {
  readonly document: Document
  readonly kind: string
  readonly name: string
  readonly verdict: 'Fits' | 'Marginal' | 'DoesNotFit' | 'Unknown' | 'Invalid' | 'NotJudged'
  readonly errors: readonly FieldError[]
  readonly warnings: readonly string[]
  /** Fields nobody knows, which the API server drops. */
  readonly unknownFields?: readonly string[]
  readonly decision?: Decision
  readonly alternatives: readonly Counterfactual[]
  readonly objects: readonly RenderedObject[]
  /** Of a plain workload: the manifest with what is added, and the list to write instead of its own. */
  readonly upgraded?: PlannedWorkload['upgraded']
  readonly better?: PlannedWorkload['better']
  readonly corrected?: PlannedWorkload['corrected']
  /** Of a cache: what would be fetched, and where to. */
  readonly lines?: PlannedCache['lines']
  readonly admitted: boolean
}

export const command: Command = {
  name: 'plan',
  summary: 'decide on a file, with no cluster needed',
  help,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        filename: { type: 'string', short: 'f', multiple: true },
        cluster: { type: 'string' },
        kubeconfig: { type: 'string' },
        hardware: { type: 'string' },
        output: { type: 'string', short: 'o', default: 'text' },
        patch: { type: 'boolean', default: false },
      },
    })
    const files = [...(values.filename ?? []), ...positionals]
    if (files.length === 0) throw new UsageError('-f FILE is missing')
    const output = wordOf('output', values.output, ['text', 'json', 'yaml'] as const)
    const documents = (await Promise.all(files.map(readDocuments))).flat()
    const { cluster, kubeconfig, hardware } = values
    const view = await readCluster(
      { cluster, kubeconfig, hardware },
      recipesOf(documents),
      nodesWanted(documents.map(({ object }) => object)),
    )
    const results = documents.map((document) => judge(document, view.context))
    if (values.patch) io.stdout.write(toManifests(results, io))
    else if (output === 'json')
      io.stdout.write(
        `${JSON.stringify({ results: results.map(toJson), ...disagreementsOf(view) }, null, 2)}\n`,
      )
    else if (output === 'yaml') io.stdout.write(toYaml(results, io))
    else io.stdout.write(results.map((result) => toText(result, view, io)).join('\n'))
    if (results.some((result) => result.verdict === 'Invalid')) return 2
    return results.every((result) => result.admitted) ? 0 : 1
  },
}

/** Decides on one document exactly as admission does. */
function judge(document: Document, context: DecisionContext): Result {
  const { object } = document
  const metadata = (object.metadata ?? {}) as { name?: string; generateName?: string }
  const base = {
    document,
    kind: typeof object.kind === 'string' ? object.kind : 'Object',
    name: metadata.name ?? metadata.generateName ?? '(no name)',
    warnings: [],
    alternatives: [],
    objects: [],
  }
  if (workloadKindOf(object.apiVersion, object.kind) !== undefined)
    return { ...base, ...planWorkload(object, context) }
  const misfit = notOurs(object)
  if (misfit) return { ...base, ...misfit }
  const cacheKind = cacheKinds.find((kind) => kind === base.kind)
  if (cacheKind !== undefined) return { ...base, ...planCache(cacheKind, object) }
  if (base.kind === 'AIMRecipe') {
    const { recipe, errors, warnings } = parseAIMRecipe(object)
    if (recipe === undefined)
      return {
        ...base,
        verdict: 'Invalid',
        errors,
        warnings: warnings.map(formatFieldError),
        admitted: false,
      }
    const check = checkRecipe(toRecipe(recipe))
    const refused = check.errors.length > 0
    return {
      ...base,
      verdict: refused ? 'DoesNotFit' : 'Fits',
      errors: check.errors,
      warnings: [...warnings.map(formatFieldError), ...check.warnings],
      admitted: !refused,
    }
  }
  const { errors, warnings, request, render } = read(base.kind, object, context)
  if (request === undefined)
    return { ...base, verdict: 'Invalid', errors, warnings: warnings.map(formatFieldError), admitted: false }
  const decision = decide(request, context)
  const ruling = rule(decision, fitMode(request, context.config))
  const { chosen } = decision
  return {
    ...base,
    verdict: decision.verdict,
    errors: [],
    warnings: [...warnings.map(formatFieldError), ...ruling.warnings],
    unknownFields: warnings.map(formatFieldError),
    decision,
    alternatives: decision.verdict === 'DoesNotFit' ? [] : alternatives(request, context, chosen),
    objects: chosen === undefined || !ruling.allowed ? [] : render(chosen.candidate),
    admitted: ruling.allowed,
  }
}

/** What an object of ours wants, and what would be made of it. */
interface Reading {
  readonly errors: readonly FieldError[]
  readonly warnings: readonly FieldError[]
  /** Absent when there are errors. */
  readonly request?: IntentRequest
  readonly render: (candidate: Candidate) => readonly RenderedObject[]
}

function read(kind: string, object: Document['object'], context: DecisionContext): Reading {
  if (kind === 'GPUWorkload') return readBatch(object)
  return kind === 'InferenceService' ? readService(object, context) : readEndpoint(object, context)
}

function readService(object: Document['object'], { config: { network } }: DecisionContext): Reading {
  const { service, errors, warnings } = parseInferenceService(object)
  if (service === undefined) return { errors, warnings, render: () => [] }
  const render = (candidate: Candidate) => renderInferenceService({ service, candidate, version, network })
  return { errors, warnings, request: toServiceRequest(service), render }
}

function readEndpoint(object: Document['object'], { config: { network } }: DecisionContext): Reading {
  const { endpoint, errors, warnings } = parseAIMEndpoint(object)
  if (endpoint === undefined) return { errors, warnings, render: () => [] }
  const render = (candidate: Candidate) => renderEndpoint({ endpoint, candidate, version, network })
  return { errors, warnings, request: toIntentRequest(endpoint), render }
}

function readBatch(object: Document['object']): Reading {
  const { workload, errors, warnings } = parseGPUWorkload(object)
  if (workload === undefined) return { errors, warnings, render: () => [] }
  const render = (candidate: Candidate) => [renderJob({ workload, candidate, name: jobName(workload, 0) })]
  return { errors, warnings, request: toBatchRequest(workload), render }
}

/** Another kind, another version of ours, or no name: nothing that admission would decide on. */
function notOurs(
  object: Document['object'],
): Pick<Result, 'verdict' | 'errors' | 'warnings' | 'admitted'> | undefined {
  const { apiVersion, kind, metadata } = object
  const definition = kinds.find((each) => each.kind === kind)
  const { group = '' } = definition ?? {}
  if (!definition || (typeof apiVersion === 'string' && !apiVersion.startsWith(`${group}/`))) {
    const warnings = ['not a kind that fitgate decides on; passed over', ...withoutEffect(object)]
    return { verdict: 'NotJudged', errors: [], warnings, admitted: true }
  }
  const errors: FieldError[] = []
  if (apiVersion !== `${group}/v1alpha1`)
    errors.push(notAllowed('apiVersion', 'version', String(apiVersion), [`${group}/v1alpha1`]))
  const { name, generateName } = (metadata ?? {}) as { name?: unknown; generateName?: unknown }
  if (!name && !generateName) errors.push({ path: 'metadata.name', message: 'is missing' })
  return errors.length === 0 ? undefined : { verdict: 'Invalid', errors, warnings: [], admitted: false }
}

/** The annotation on a kind that it does nothing for. */
function withoutEffect({ kind, metadata }: Document['object']): string[] {
  const { annotations: written } = (metadata ?? {}) as { annotations?: Readonly<Record<string, unknown>> }
  if (written?.[annotations.model] === undefined) return []
  const kindsOfIt = workloadKinds.map((row) => row.kind).join(', ')
  return [`${annotationPath(annotations.model)}: does nothing on a ${String(kind)}, only on ${kindsOfIt}`]
}

function toText(result: Result, { words, context }: ClusterView, io: Io): string {
  const paint = paintFor(io)
  if (result.decision) {
    return planText(
      {
        kind: result.kind,
        name: result.name,
        decision: result.decision,
        alternatives: result.alternatives,
        creates: result.objects.map((object) => object.kind),
        hardware: words,
        disagreements: context.hardware?.disagreements ?? [],
        notes: result.unknownFields ?? [],
        ...(result.upgraded === undefined ? {} : { adds: result.upgraded.adds }),
        ...(result.better === undefined ? {} : { better: result.better }),
      },
      paint,
    )
  }
  const title = paint.bold(`${result.kind} ${result.name}`)
  if (result.errors.length > 0) {
    const verdict = paint.bad(result.verdict === 'Invalid' ? 'INVALID' : 'CANNOT RUN')
    return `${title}   ${verdict}\n\n${[...result.errors.map(formatFieldError), ...result.warnings].map((line) => `  ${line}\n`).join('')}`
  }
  const verdict = result.verdict === 'NotJudged' ? paint.dim('NOT JUDGED') : paint.good('VALID')
  const blocks = [result.warnings.map((line) => `  ${line}`), result.lines ?? []]
  return `${title}   ${verdict}\n${blocks
    .filter((block) => block.length > 0)
    .map((block) => `\n${block.join('\n')}\n`)
    .join('')}`
}

/** Nothing where no label contradicts another. */
function disagreementsOf({ context }: ClusterView): Pick<Hardware, 'disagreements'> {
  const disagreements = context.hardware?.disagreements
  return disagreements === undefined ? {} : { disagreements }
}

function toJson(result: Result): unknown {
  const { object } = result.document
  return {
    object: { apiVersion: object.apiVersion, kind: object.kind, metadata: object.metadata },
    verdict: result.verdict,
    admitted: result.admitted,
    ...(result.errors.length > 0 ? { errors: result.errors } : {}),
    warnings: result.warnings,
    decision: result.decision === undefined ? null : { ...result.decision, ...result.decision.explain() },
    alternatives: result.alternatives,
    objects: result.objects,
    ...(result.upgraded === undefined ? {} : { upgraded: result.upgraded }),
    ...(result.better === undefined ? {} : { better: result.better }),
    ...(result.corrected === undefined ? {} : { corrected: result.corrected }),
  }
}

/** Objects on standard output, ready for `kubectl apply`; what was refused on standard error. */
function toYaml(results: readonly Result[], io: Io): string {
  refusals(results, io)
  return documentsOf(
    results.flatMap(({ objects, upgraded }): readonly unknown[] =>
      upgraded === undefined ? objects : [upgraded.manifest],
    ),
  )
}

/** The file again, its workloads completed, with the better list where theirs was refused; the refusals on standard error. */
function toManifests(results: readonly Result[], io: Io): string {
  refusals(results, io)
  for (const { kind, name, corrected } of results)
    if (corrected !== undefined)
      io.stderr.write(`${kind} ${name}: printed with the list that fits in the place of its own\n`)
  return documentsOf(
    results.flatMap(({ document, admitted, upgraded, corrected }): readonly unknown[] => {
      if (!admitted) return corrected === undefined ? [] : [corrected.manifest]
      return [upgraded === undefined ? document.object : upgraded.manifest]
    }),
  )
}

function documentsOf(objects: readonly unknown[]): string {
  return objects
    .map(
      (object) =>
        `---\n${stringify(object, { ...kubectlQuotes, aliasDuplicateObjects: false, lineWidth: 0 })}`,
    )
    .join('')
}

function refusals(results: readonly Result[], io: Io): void {
  for (const result of results) {
    if (result.admitted) continue
    const why =
      result.errors.length > 0
        ? result.errors.map(formatFieldError).join('; ')
        : (result.decision?.reasons ?? [])
            .map(({ path, message }) => (path === undefined ? message : `${path}: ${message}`))
            .join('; ')
    io.stderr.write(`${result.kind} ${result.name}: ${why}\n`)
  }
}
