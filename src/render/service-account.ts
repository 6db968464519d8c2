/**
 * ServiceAccount for the pods, where `security.serviceAccount.create` asks for one.
 * @module
 */
import type { AIMEndpoint } from '../api/aim/endpoint.ts'
import type { Candidate } from '../decide/decision.ts'
import { childNames } from './child-names.ts'
import { childMetadata, type RenderedObject } from './object.ts'
import { serviceAccountName } from './security.ts'

/** The account, or `undefined` where none is to be made. */
export function renderServiceAccount(
  endpoint: AIMEndpoint,
  candidate: Candidate,
): RenderedObject | undefined {
  const { security } = endpoint.spec
  if (security?.serviceAccount?.create !== true) return undefined
  const own = childNames(endpoint.metadata.name).serviceAccount
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: childMetadata(endpoint, serviceAccountName(security, own) ?? own, candidate.engine.backend),
  }
}
