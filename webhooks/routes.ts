/**
 * Which handler answers for which kind on which path. A new kind is a row.
 * @module
 */
import { workloadKinds } from '../src/api/workload/workload-kinds.ts'
import { mutateEndpoint, validateEndpoint } from './aim-endpoint.ts'
import { validateRecipe } from './aim-recipe.ts'
import type { WebhookContext } from './context.ts'
import { failedMutation, failedValidation } from './failure.ts'
import { validateRecipeDeletion } from './recipe-deletion.ts'
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

/** The same handler for every kind of plain workload. */
function forWorkloads(handler: Handler): Record<string, Handler> {
  return Object.fromEntries(
    workloadKinds.map(({ group, version, kind }) => [`${group}/${version}/${kind}`, handler]),
  )
}

/** Path → route. */
export const routes: Readonly<Record<string, Route>> = {
  '/mutate': {
    handlers: { [`${aim}/AIMEndpoint`]: mutateEndpoint, ...forWorkloads(mutateWorkload) },
    onFailure: failedMutation,
  },
  '/validate': {
    handlers: {
      [`${aim}/AIMEndpoint`]: validateEndpoint,
      [`${aim}/AIMRecipe`]: validateRecipe,
      ...forWorkloads(validateWorkload),
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
