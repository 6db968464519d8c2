/**
 * ServiceMonitor `<name>`: tells Prometheus' operator where the engine's metrics are, where that operator is installed.
 * Source: API `monitoring.coreos.com/v1` of prometheus-operator.
 * @module
 */
import { asEndpoint } from '../api/inference/as-endpoint.ts'
import type { InferenceService } from '../api/inference/inference-service.ts'
import type { Candidate } from '../decide/decision.ts'
import { childNames } from './child-names.ts'
import { childMetadata, type RenderedObject, selectorOf } from './object.ts'

export function renderServiceMonitor(service: InferenceService, candidate: Candidate): RenderedObject {
  const endpoint = asEndpoint(service)
  const { networking, monitoring } = service.spec
  const { port, path = '/metrics' } = monitoring?.prometheus ?? {}
  const isOwnPort = port !== undefined && port !== networking?.ports?.http
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: childMetadata(endpoint, childNames(endpoint.metadata.name).monitor, candidate.engine.backend),
    spec: {
      selector: { matchLabels: selectorOf(endpoint) },
      endpoints: [{ port: isOwnPort ? 'metrics' : 'http', path }],
    },
  }
}
