/**
 * Which handler answers for which kind on which path. A new kind is a row.
 * @module
 */
import { podKinds } from '../policies/pod-shapes.ts'
import { type WorkloadKind, workloadKinds } from '../src/api/workload/workload-kinds.ts'
import { mutateEndpoint, validateEndpoint } from './aim-endpoint.ts'
import { validateRecipe } from './aim-recipe.ts'
import { validateCache } from './cache.ts'
import type { WebhookContext } from './context.ts'
import { validateEndpointScale } from './endpoint-scale.ts'
import { failedMutation, failedValidation } from './failure.ts'
import { validateGPUWorkload } from './gpu-workload.ts'
import { mutateInferenceService, validateInferenceService } from './inference-service.ts'
import { mergeAnswers, policyAnswer } from './policies.ts'
import { validateRecipeDeletion } from './recipe-deletion.ts'
import { remembered } from './remembered.ts'
import type { Answer } from './response.ts'
import type { AdmissionRequest } from './review.ts'
import { mutateWorkload, validateWorkload } from './workload.ts'

export type Handler = (request: AdmissionRequest, context: WebhookContext) => Answer

export interface Route {
  /** `group/version/Kind` → what answers for it. A kind that is not here is allowed: a rule that sends too much harms nobody. */
  readonly handlers: Readonly<Record<string, Handler>>
  /** The answer where a handler threw. */
  readonly onFailure: (request: AdmissionRequest) => Answer
}

const aim = 'aim.engine.amd.com/v1alpha1'
const warp = 'gpu.warp.dev/v1alpha1'
const inference = 'inference.ai/v1alpha1'

/** The same handler for several kinds. */
function forKinds(kinds: readonly WorkloadKind[], handler: Handler): Record<string, Handler> {
  return Object.fromEntries(kinds.map(({ group, version, kind }) => [`${group}/${version}/${kind}`, handler]))
}

/** What a handler says, and what the policies say. */
function withPolicies(handler: Handler): Handler {
  return (request, context) => mergeAnswers(handler(request, context), policyAnswer(request, context))
}

/** Path → route. */
export const routes: Readonly<Record<string, Route>> = {
  '/mutate': {
    handlers: {
      [`${aim}/AIMEndpoint`]: remembered(mutateEndpoint),
      [`${inference}/InferenceService`]: remembered(mutateInferenceService),
      // remembers what it wrote, by review
      ...forKinds(workloadKinds, mutateWorkload),
    },
    onFailure: failedMutation,
  },
  '/validate': {
    handlers: {
      [`${aim}/AIMEndpoint`]: withPolicies(remembered(validateEndpoint)),
      [`${aim}/AIMRecipe`]: validateRecipe,
      [`${aim}/AIMCache`]: withPolicies(validateCache('AIMCache')),
      [`${inference}/ModelCache`]: withPolicies(validateCache('ModelCache')),
      [`${warp}/GPUWorkload`]: withPolicies(remembered(validateGPUWorkload)),
      [`${inference}/InferenceService`]: withPolicies(remembered(validateInferenceService)),
      'autoscaling/v1/Scale': validateEndpointScale,
      ...forKinds(podKinds, policyAnswer),
      ...forKinds(workloadKinds, withPolicies(remembered(validateWorkload))),
    },
    onFailure: failedValidation,
  },
  '/validate-recipe-deletion': {
    handlers: { [`${aim}/AIMRecipe`]: validateRecipeDeletion },
    onFailure: failedValidation,
  },
}

/** Paths of the webhooks. */
export const webhookPaths: readonly string[] = Object.keys(routes)
