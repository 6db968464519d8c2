/**
 * HorizontalPodAutoscaler `<name>`, where `scaling.maxReplicas` is above 1.
 * @module
 */
import { type AIMEndpoint, fixedReplicas } from '../api/aim/endpoint.ts'
import { type Duration, durationSeconds } from '../api/fields/duration.ts'
import type { Candidate } from '../decide/decision.ts'
import { childNames } from './child-names.ts'
import { groupScaleTarget } from './leader-worker-set.ts'
import { childMetadata, present, type RenderedObject } from './object.ts'

/** Activity of the graphics engine in percent, per pod: the AMD metrics exporter's name, served by a metrics adapter. */
const gpuMetric = 'gpu_gfx_activity'

/** What is scaled on when no target is written: the upstream chart's CPU figure, which needs nothing but metrics-server. */
const defaultCPUUtilization = 70

type Scaling = NonNullable<AIMEndpoint['spec']['scaling']>

const utilization = (name: 'cpu' | 'memory', averageUtilization: number) => ({
  type: 'Resource',
  resource: { name, target: { type: 'Utilization', averageUtilization } },
})

function metrics(scaling: Scaling): object[] {
  const { targetCPUUtilization: cpu, targetMemoryUtilization: memory, targetGPUUtilization: gpu } = scaling
  const found = [
    ...(cpu === undefined ? [] : [utilization('cpu', cpu)]),
    ...(memory === undefined ? [] : [utilization('memory', memory)]),
    ...(gpu === undefined
      ? []
      : [
          {
            type: 'Pods',
            pods: {
              metric: { name: gpuMetric },
              target: { type: 'AverageValue', averageValue: String(gpu) },
            },
          },
        ]),
  ]
  return found.length === 0 ? [utilization('cpu', defaultCPUUtilization)] : found
}

function window(delay: Duration | undefined): object | undefined {
  return delay === undefined ? undefined : { stabilizationWindowSeconds: durationSeconds(delay) }
}

/** What has the replicas. */
export interface ScaleTarget {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
}

/** The autoscaler, or `undefined` where the number of replicas is fixed. Of replicas that span nodes it counts groups. */
export function renderAutoscaler(endpoint: AIMEndpoint, candidate: Candidate): RenderedObject | undefined {
  const { scaling } = endpoint.spec
  if (scaling === undefined || fixedReplicas(endpoint.spec) !== undefined) return undefined
  const names = childNames(endpoint.metadata.name)
  const behavior = present({
    scaleUp: window(scaling.scaleUpDelay),
    scaleDown: window(scaling.scaleDownDelay),
  })
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: childMetadata(endpoint, names.autoscaler, candidate.engine.backend),
    spec: present({
      scaleTargetRef:
        (candidate.nodes ?? 1) > 1
          ? groupScaleTarget(endpoint)
          : { apiVersion: 'apps/v1', kind: 'Deployment', name: names.deployment },
      minReplicas: scaling.minReplicas ?? 1,
      maxReplicas: scaling.maxReplicas,
      metrics: metrics(scaling),
      behavior: Object.keys(behavior).length === 0 ? undefined : behavior,
    }),
  }
}
