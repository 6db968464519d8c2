/**
 * An InferenceService as the AIMEndpoint that serves the same, so that both are rendered by one path. Kind, name and owner stay its own.
 * @module
 */
import type { AIMEndpoint } from '../aim/endpoint.ts'
import type { InferenceService } from './inference-service.ts'
import { defaultMaxReplicas } from './inference-service-intent.ts'
import type { InferenceServiceSpec } from './inference-service-spec.ts'

/** What a service has beyond that (storage, groups, a port for metrics), `render/inference-service.ts` adds. */
export function asEndpoint({ apiVersion, kind, metadata, spec }: InferenceService): AIMEndpoint {
  const { model, vllm, resources, networking, monitoring, nodeSelector, tolerations } = spec
  const env = Object.entries(vllm?.envVars ?? {}).map(([name, value]) => ({ name, value }))
  const port = networking?.ports?.http
  return {
    apiVersion,
    kind,
    metadata,
    spec: {
      modelId: model.name,
      ...(resources?.cpuRequest === undefined && resources?.memoryRequest === undefined
        ? {}
        : { resources: { cpu: resources.cpuRequest, memory: resources.memoryRequest } }),
      ...(env.length === 0 ? {} : { env }),
      ...(networking === undefined
        ? {}
        : { service: { type: networking.serviceType, port, targetPort: port } }),
      ...(monitoring?.enabled === true
        ? { monitoring: { enabled: true, prometheus: { path: monitoring.prometheus?.path } } }
        : {}),
      ...counted(spec),
      ...(nodeSelector === undefined ? {} : { nodeSelector }),
      ...(tolerations === undefined ? {} : { tolerations }),
    },
  }
}

function counted({
  replicas,
  autoscaling,
}: InferenceServiceSpec): Pick<AIMEndpoint['spec'], 'replicas' | 'scaling'> {
  if (autoscaling?.enabled !== true) return replicas === undefined ? {} : { replicas }
  const { minReplicas, maxReplicas = defaultMaxReplicas, targetUtilization, scaleDownDelay } = autoscaling
  return {
    scaling: { minReplicas, maxReplicas, targetCPUUtilization: targetUtilization, scaleDownDelay },
  }
}
