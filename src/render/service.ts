/**
 * Service `<name>`: the address clients use.
 * @module
 */
import type { AIMEndpoint } from '../api/aim/endpoint.ts'
import type { Candidate } from '../decide/decision.ts'
import { childNames } from './child-names.ts'
import { leaderLabels } from './leader-worker-set.ts'
import { childMetadata, present, type RenderedObject, selectorOf } from './object.ts'
import { defaultPort } from './paths.ts'

/** `service.port`, else 8000. */
export function servicePort(endpoint: AIMEndpoint): number {
  return endpoint.spec.service?.port ?? defaultPort
}

export function renderService(endpoint: AIMEndpoint, candidate: Candidate): RenderedObject {
  const { service } = endpoint.spec
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: childMetadata(
      endpoint,
      childNames(endpoint.metadata.name).service,
      candidate.engine.backend,
      service?.annotations,
    ),
    spec: present({
      type: service?.type ?? 'ClusterIP',
      loadBalancerIP: service?.loadBalancerIP,
      // workers compute, and answer nobody
      selector: { ...selectorOf(endpoint), ...((candidate.nodes ?? 1) > 1 ? leaderLabels : {}) },
      ports: [
        {
          name: 'http',
          port: servicePort(endpoint),
          targetPort: service?.targetPort ?? defaultPort,
          protocol: 'TCP',
        },
      ],
    }),
  }
}
