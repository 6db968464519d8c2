/**
 * What every child object shares: owner, labels, and a shape that is sent as it is by server-side apply.
 * @module
 */
import type { AIMEndpoint } from '../api/aim/endpoint.ts'
import { labels, labelValue } from '../vocabulary/names.ts'

export interface RenderedMetadata {
  readonly name: string
  readonly namespace?: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly ownerReferences?: readonly {
    readonly apiVersion: string
    readonly kind: string
    readonly name: string
    readonly uid: string
    readonly controller: true
    readonly blockOwnerDeletion: boolean
  }[]
}

/** One complete object: every field fitgate has an opinion on, and no other. */
export interface RenderedObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: RenderedMetadata
  readonly spec?: Readonly<Record<string, unknown>>
  readonly data?: Readonly<Record<string, string>>
  readonly automountServiceAccountToken?: boolean
}

/** The value of the `managed-by` label on everything fitgate makes; the controller watches children by it. */
export const managedBy = 'fitgate'

/** The value of the `fitgate.dev/owner` label on the children of an endpoint. */
export const endpointOwner = 'aimendpoint'

/** The same on those of an InferenceService. */
export const serviceOwner = 'inferenceservice'

/**
 * Labels that find the pods of an endpoint. A Deployment's selector cannot change, so neither can these.
 *
 * @param owner kind of the owner, lower case
 */
export function selectorLabels(endpointName: string, owner: string = endpointOwner): Record<string, string> {
  return { [labels.instance]: labelValue(endpointName), [labels.owner]: owner }
}

/** The same for whatever kind is rendered. */
export function selectorOf({
  kind,
  metadata,
}: Pick<AIMEndpoint, 'kind' | 'metadata'>): Record<string, string> {
  return selectorLabels(metadata.name, kind.toLowerCase())
}

/** The user's own name for the version of the model, `spec.model.version`. */
const versionLabel = 'app.kubernetes.io/version'

/** Labels of every child, and of its pods. */
export function childLabels(endpoint: AIMEndpoint, application: string): Record<string, string> {
  const version = endpoint.spec.model?.version
  return {
    ...selectorOf(endpoint),
    [labels.managedBy]: managedBy,
    [labels.name]: application,
    [labels.component]: 'inference',
    ...(version === undefined ? {} : { [versionLabel]: labelValue(version) }),
  }
}

/**
 * Metadata of a child. An endpoint that was never stored (`fitgate plan`) has no UID, so its children show no owner.
 */
export function childMetadata(
  endpoint: AIMEndpoint,
  name: string,
  application: string,
  annotations: Readonly<Record<string, string>> = {},
): RenderedMetadata {
  const { uid, namespace } = endpoint.metadata
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    labels: childLabels(endpoint, application),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    ...(uid === undefined
      ? {}
      : {
          ownerReferences: [
            {
              apiVersion: endpoint.apiVersion,
              kind: endpoint.kind,
              name: endpoint.metadata.name,
              uid,
              controller: true,
              blockOwnerDeletion: true,
            },
          ],
        }),
  }
}

/** A copy without the keys whose value is undefined, so that optional fields read as a list. */
export function present<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
