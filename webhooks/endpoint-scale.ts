/**
 * The scale of an AIMEndpoint, set by `kubectl scale` or an autoscaler, against the namespace's GPU quota. The review holds replicas and a
 * name; what a replica takes is in the snapshot.
 * @module
 */

import { gpuQuota, quotaViolations } from '../policies/gpu-quota.ts'
import { fieldAt, integerOf } from '../policies/json.ts'
import { runPolicies } from '../policies/run.ts'
import type { PolicySubject } from '../policies/subject.ts'
import { aimEndpointKind } from '../src/api/aim/endpoint-kind.ts'
import type { WebhookContext } from './context.ts'
import { answerOf, policyContextOf } from './policies.ts'
import type { Answer } from './response.ts'
import { type AdmissionRequest, isBeingDeleted } from './review.ts'

/** Only more replicas than before are judged: scaling down always passes. */
export function validateEndpointScale(request: AdmissionRequest, context: WebhookContext): Answer {
  const { namespace = '', name = '' } = request
  const before = integerOf(fieldAt(request.oldObject, 'spec', 'replicas')) ?? 0
  const replicas = integerOf(fieldAt(request.object, 'spec', 'replicas')) ?? 0
  const key = `${namespace}/${name}`
  const { endpointGPUs = {} } = context
  const gpus = Object.hasOwn(endpointGPUs, key) ? endpointGPUs[key] : undefined
  if (!isEndpoint(request) || gpus === undefined || replicas <= before || isBeingDeleted(request.object))
    return { allowed: true }
  const { group, kind } = aimEndpointKind
  const subject: PolicySubject = {
    group,
    kind,
    name,
    namespace,
    object: {},
    annotations: {},
    operation: 'UPDATE',
    pods: [],
    replicas,
  }
  const policy = {
    ...gpuQuota,
    check: (of: PolicySubject, within: Parameters<typeof gpuQuota.check>[1]) =>
      quotaViolations(of, within, {
        path: 'spec.replicas',
        replicas,
        devices: new Map([['amd.com/gpu', gpus]]),
      }),
  }
  return answerOf(runPolicies(subject, policyContextOf(context), [policy]))
}

function isEndpoint(request: AdmissionRequest): boolean {
  const { group, plural } = aimEndpointKind
  return (
    fieldAt(request, 'resource', 'group') === group && fieldAt(request, 'resource', 'resource') === plural
  )
}
