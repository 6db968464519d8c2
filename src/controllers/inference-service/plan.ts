/**
 * One InferenceService, all that is known, and what follows: children, pin, status, Events. Pure; nothing is decided while writing.
 * @module
 */
import { asEndpoint } from '../../api/inference/as-endpoint.ts'
import {
  type InferenceService,
  type InferenceServiceStatus,
  parseInferenceService,
  toIntentRequest,
} from '../../api/inference/inference-service.ts'
import { renderInferenceService } from '../../render/inference-service.ts'
import { planChildren } from '../aim-endpoint/children.ts'
import { eventNotes } from '../aim-endpoint/event-notes.ts'
import { invalidStatus } from '../aim-endpoint/invalid-status.ts'
import { judge } from '../aim-endpoint/judge.ts'
import { runningDeployment } from '../aim-endpoint/running.ts'
import type { ServingPlan, ServingSituation } from '../aim-endpoint/serving-reconciler.ts'
import { tell } from '../aim-endpoint/tell.ts'
import { asEndpointStatus, serviceStatus } from './status.ts'

export type ServiceSituation = ServingSituation<InferenceService>

export interface ServicePlan extends ServingPlan {
  readonly status: InferenceServiceStatus
}

export function planService(situation: ServiceSituation): ServicePlan {
  const { object, context, live, pods, refused, now, mayRefresh } = situation
  const { service, errors } = parseInferenceService(object)
  const before = asEndpointStatus(object.status)
  if (service === undefined) {
    const status = invalidStatus({ ...object, spec: {}, status: before }, errors, now)
    return {
      status: {
        ...object.status,
        conditions: status.conditions,
        observedGeneration: status.observedGeneration,
      },
      events: eventNotes(before, status),
      words: 'asTheyAre',
    }
  }

  const request = toIntentRequest(service)
  const endpoint = { ...asEndpoint(service), status: asEndpointStatus(service.status) }
  const judgement = judge(endpoint, request, context)
  const { candidate, decision, pin } = judgement
  const { fitgate: version, config } = context
  const { network } = config
  const children =
    candidate === undefined || candidate.nodes !== undefined
      ? undefined
      : planChildren(renderInferenceService({ service, candidate, version, network }), live)
  const running = runningDeployment({
    endpoint,
    modelId: request.intent.model.id,
    candidate,
    capacity: decision.chosen?.capacity,
    live,
    pods,
    ...(refused === undefined ? {} : { refused }),
  })
  const told = tell({
    endpoint,
    before,
    request,
    judgement,
    context,
    ...(children === undefined ? {} : { children }),
    live,
    running,
    ...(pods.trouble === undefined ? {} : { trouble: pods.trouble }),
    now,
    mayRefresh,
  })
  return {
    ...(pin === undefined ? {} : { pin }),
    ...(children === undefined ? {} : { children }),
    ...told,
    status: serviceStatus(told.status),
  }
}
