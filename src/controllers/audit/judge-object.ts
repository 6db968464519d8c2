/**
 * Everything that is wrong with one object, as admission would find it. Pure.
 * @module
 */
import type { Policy, PolicyContext } from '../../../policies/policy.ts'
import { runPolicies } from '../../../policies/run.ts'
import { groupKindOf, subjectOf } from '../../../policies/subject.ts'
import { aimCacheKind } from '../../api/aim/cache-kind.ts'
import { parseAIMEndpoint, toIntentRequest } from '../../api/aim/endpoint.ts'
import { aimEndpointKind } from '../../api/aim/endpoint-kind.ts'
import { parseAIMRecipe, toRecipe } from '../../api/aim/recipe.ts'
import { aimRecipeKind } from '../../api/aim/recipe-kind.ts'
import { cacheKindOf, parseCache } from '../../api/caches.ts'
import { valueAt } from '../../api/field-path.ts'
import {
  parseInferenceService,
  toIntentRequest as serviceRequest,
} from '../../api/inference/inference-service.ts'
import { inferenceServiceKind } from '../../api/inference/inference-service-kind.ts'
import { modelCacheKind } from '../../api/inference/model-cache-kind.ts'
import { kinds } from '../../api/kinds.ts'
import { toIntentRequest as batchRequest, parseGPUWorkload, runsOwnProgram } from '../../api/warp/workload.ts'
import { gpuWorkloadKind } from '../../api/warp/workload-kind.ts'
import { judgeCache } from '../../decide/cache/judge.ts'
import { checkRecipe } from '../../decide/check-recipe.ts'
import { decide } from '../../decide/decide.ts'
import { parsePin, pinHolds } from '../../decide/pin.ts'
import { recheck } from '../../decide/recheck.ts'
import { type FieldError, notAllowed } from '../../vocabulary/field-error.ts'
import { annotations } from '../../vocabulary/names.ts'
import { fitFindings } from './fit-findings.ts'
import { judgeWorkload } from './judge-workload.ts'
import type { ObjectFinding, OwnRule } from './object-finding.ts'

export type JsonObject = Readonly<Record<string, unknown>>

export interface JudgeOptions extends PolicyContext {
  /** `CREATE`: as if it were applied now. `AUDIT`: it exists, so the plan it is held to counts. */
  readonly operation: 'CREATE' | 'AUDIT'
  /** Where an object does not say. Default `default`. */
  readonly namespace?: string
  /** Default: those built in. */
  readonly policies?: readonly Policy[]
  /** The object as admission would complete it, for policies. Default: as it is. */
  readonly complete?: (object: JsonObject) => JsonObject
  /** The hardware was assumed: policies that ask about this cluster could only guess. Default false. */
  readonly hardwareAssumed?: boolean
}

/** `undefined` for kinds that fitgate has nothing to say about. */
export function judgeObject(object: JsonObject, options: JudgeOptions): ObjectFinding[] | undefined {
  const found = judgeOwn(object, options)
  const asked = judgeWorkload(object, options.decision)
  const { operation, namespace, complete = (as: JsonObject) => as } = options
  const within = namespace === undefined ? {} : { namespace }
  const subject = subjectOf(complete(object), { operation, ...within })
  if (subject === undefined) return found
  const { decision, now, related } = options
  const known = options.hardwareAssumed ? { ...decision, hardware: undefined } : decision
  const { denied, warned, audited, excepted } = runPolicies(
    subject,
    { decision: known, now, ...(related && { related }) },
    options.policies,
  )
  const outcomeOf = { denied, warned, audited, excepted }
  const broken = Object.entries(outcomeOf).flatMap(([outcome, findings]) =>
    findings.map(
      ({ policy, mode: _, ...rest }): ObjectFinding => ({
        ...rest,
        rule: policy,
        outcome: outcome as keyof typeof outcomeOf,
      }),
    ),
  )
  return [...(found ?? []), ...asked, ...broken]
}

/** Own kinds, as `group/kind`. */
const judges: Readonly<Record<string, (object: JsonObject, options: JudgeOptions) => ObjectFinding[]>> = {
  [`${aimCacheKind.group}/${aimCacheKind.kind}`]: judgeCacheObject,
  [`${aimEndpointKind.group}/${aimEndpointKind.kind}`]: judgeEndpoint,
  [`${aimRecipeKind.group}/${aimRecipeKind.kind}`]: judgeRecipe,
  [`${gpuWorkloadKind.group}/${gpuWorkloadKind.kind}`]: judgeBatch,
  [`${inferenceServiceKind.group}/${inferenceServiceKind.kind}`]: judgeService,
  [`${modelCacheKind.group}/${modelCacheKind.kind}`]: judgeCacheObject,
}

/** Our kinds; `undefined` for one that is another operator's. */
function judgeOwn(object: JsonObject, options: JudgeOptions): ObjectFinding[] | undefined {
  const { group, kind } = groupKindOf(object)
  const definition = kinds.find((known) => known.group === group && known.kind === kind)
  const judge = judges[`${group}/${kind}`]
  if (definition === undefined || judge === undefined) return undefined
  const wanted = `${group}/${definition.version.name}`
  if (object.apiVersion !== wanted)
    return wrong('field', [notAllowed('apiVersion', 'version', String(object.apiVersion), [wanted])])
  const unnamed = valueAt(object, ['metadata', 'name']) || valueAt(object, ['metadata', 'generateName'])
  const missing = unnamed ? [] : wrong('field', [{ path: 'metadata.name', message: 'is missing' }])
  return [...missing, ...judge(object, options)]
}

function judgeEndpoint(object: JsonObject, { decision: context, operation }: JudgeOptions): ObjectFinding[] {
  const { endpoint, errors, warnings } = parseAIMEndpoint(object)
  const fields = [...wrong('field', errors), ...wrong('unknown-field', warnings)]
  if (endpoint === undefined) return fields
  const request = toIntentRequest(endpoint)
  const { metadata } = endpoint
  const pin = operation === 'AUDIT' ? parsePin(metadata.annotations?.[annotations.pin]) : undefined
  const owner = { uid: metadata.uid, namespace: request.namespace, name: metadata.name }
  const held = pin !== undefined && pinHolds(pin, request.intent, owner)
  const decision = held ? recheck(request, pin, context) : decide(request, context)
  return [...fields, ...fitFindings(decision, request, context)]
}

function judgeService(object: JsonObject, { decision: context }: JudgeOptions): ObjectFinding[] {
  const { service, errors, warnings } = parseInferenceService(object)
  const fields = [...wrong('field', errors), ...wrong('unknown-field', warnings)]
  if (service === undefined) return fields
  const request = serviceRequest(service)
  return [...fields, ...fitFindings(decide(request, context), request, context)]
}

function judgeBatch(object: JsonObject, { decision: context }: JudgeOptions): ObjectFinding[] {
  const { workload, errors, warnings } = parseGPUWorkload(object)
  const fields = [...wrong('field', errors), ...wrong('unknown-field', warnings)]
  if (workload === undefined || runsOwnProgram(workload.spec)) return fields
  const request = batchRequest(workload)
  return [...fields, ...fitFindings(decide(request, context), request, context)]
}

function judgeCacheObject(object: JsonObject): ObjectFinding[] {
  const { group, kind } = groupKindOf(object)
  const { request, errors, warnings } = parseCache(cacheKindOf(group, kind) ?? 'AIMCache', object)
  const fields = [...wrong('field', errors), ...wrong('unknown-field', warnings)]
  if (request === undefined) return fields
  const judged = judgeCache(request.intent, request.paths)
  return [...fields, ...wrong('cache', judged.errors), ...doubtful('cache', judged.warnings)]
}

function judgeRecipe(object: JsonObject): ObjectFinding[] {
  const { recipe, errors, warnings } = parseAIMRecipe(object)
  const fields = [...wrong('field', errors), ...wrong('unknown-field', warnings)]
  if (recipe === undefined) return fields
  const check = checkRecipe(toRecipe(recipe))
  const doubts = doubtful(
    'recipe',
    check.warnings.map((message) => ({ path: 'spec', message })),
  )
  return [...fields, ...wrong('recipe', check.errors), ...doubts]
}

function doubtful(rule: OwnRule, warnings: readonly FieldError[]): ObjectFinding[] {
  return warnings.map((warning) => ({ ...warning, rule, outcome: 'warned', severity: 'warning' }))
}

function wrong(rule: OwnRule, errors: readonly FieldError[]): ObjectFinding[] {
  const dropped = rule === 'unknown-field'
  return errors.map((error) => ({
    ...error,
    rule,
    outcome: dropped ? 'warned' : 'denied',
    severity: dropped ? 'warning' : 'error',
  }))
}
