/**
 * The parts of an AIMEndpoint that say how it is run, not what is run: none of them changes the plan.
 * @module
 */
import { z } from 'zod'
import { duration } from '../fields/duration.ts'
import { annotationMap, objectName } from '../fields/names.ts'
import { quantity } from '../fields/quantity.ts'

const percent = z.int().min(1).max(100)
const port = z.int().min(1).max(65_535)
const id = z.int().min(0).max(2_147_483_647)
const replicas = z.int().min(1).max(1000)

const portionWords = 'a number or a percentage such as 25%'
const portion = z.union(
  [
    z.int().min(0).max(1000),
    z
      .string()
      .max(4)
      .regex(/^(100|[1-9]?[0-9])%$/, portionWords),
  ],
  { error: portionWords },
)

export const service = z.object({
  type: z
    .enum(['ClusterIP', 'NodePort', 'LoadBalancer'])
    .optional()
    .describe('ClusterIP, NodePort or LoadBalancer. Default ClusterIP.'),
  annotations: annotationMap.optional().describe('Annotations of the Service.'),
  port: port.optional().describe('Port of the Service. Default 8000.'),
  targetPort: port.optional().describe('Port that the engine listens on. Default 8000.'),
  loadBalancerIP: z
    .string()
    .max(45)
    .optional()
    .describe('Address to ask of the load balancer; type LoadBalancer.'),
})

export const scaling = z.object({
  minReplicas: replicas.optional().describe('Fewest replicas. Default 1.'),
  maxReplicas: replicas
    .optional()
    .describe('Most replicas; above 1 an autoscaler is made. Default: none is made.'),
  targetCPUUtilization: percent.optional().describe('Average CPU use to aim at, percent of the request.'),
  targetMemoryUtilization: percent
    .optional()
    .describe('Average memory use to aim at, percent of the request.'),
  targetGPUUtilization: percent
    .optional()
    .describe(
      'Average GPU use to aim at, percent. Needs a metrics adapter that serves gpu_gfx_activity of the AMD device metrics exporter for pods.',
    ),
  scaleDownDelay: duration
    .optional()
    .describe('How long load must be low before replicas go. Default 5m, at most 1h.'),
  scaleUpDelay: duration
    .optional()
    .describe('How long load must be high before replicas come. Default 0, at most 1h.'),
})

export const cache = z.object({
  name: objectName
    .optional()
    .describe(
      'Name of an AIMCache of the namespace that holds the model: its volume is mounted read-only, and the engine stays off the network. Instead of a volume of its own.',
    ),
  enabled: z.boolean().optional().describe('Whether there is a cache volume. Default false.'),
  storageClass: objectName.optional().describe("StorageClass of the volume. Default: the cluster's."),
  size: quantity.optional().describe('Size of the volume, for example 500Gi; required when enabled.'),
  accessMode: z
    .enum(['ReadWriteOnce', 'ReadWriteMany', 'ReadWriteOncePod'])
    .optional()
    .describe('ReadWriteOnce, ReadWriteMany or ReadWriteOncePod. Default ReadWriteOnce.'),
})

export const deployment = z.object({
  strategy: z
    .object({
      type: z
        .enum(['RollingUpdate', 'Recreate'])
        .optional()
        .describe('RollingUpdate or Recreate. Default RollingUpdate.'),
      rollingUpdate: z
        .object({
          maxSurge: portion
            .optional()
            .describe('Replicas above the count during a change, number or percentage.'),
          maxUnavailable: portion
            .optional()
            .describe('Replicas missing during a change, number or percentage.'),
        })
        .optional()
        .describe('Pace of a rolling update.'),
    })
    .optional()
    .describe('How old replicas are replaced.'),
  canary: z
    .object({
      enabled: z.boolean().optional().describe('Not available yet: true is refused.'),
      trafficSplit: z.int().min(0).max(100).optional().describe('Share of the traffic, percent.'),
      duration: duration.optional().describe('How long the canary runs.'),
    })
    .optional()
    .describe('A trial with part of the traffic. Not available yet.'),
})

export const image = z.object({
  repository: z
    .string()
    .max(512)
    .regex(/^[A-Za-z0-9][A-Za-z0-9._\-/:@]*$/, 'an image name such as registry.example/vllm')
    .optional()
    .describe('Image without its tag, for example docker.io/rocm/vllm.'),
  tag: z
    .string()
    .max(136)
    .regex(/^([A-Za-z0-9_][A-Za-z0-9._-]*|sha256:[0-9a-f]{64})$/, 'a tag or a sha256: digest')
    .optional()
    .describe('Tag, or digest that starts with sha256:. Needs repository.'),
  pullPolicy: z
    .enum(['Always', 'IfNotPresent', 'Never'])
    .optional()
    .describe('Always, IfNotPresent or Never. Default: as Kubernetes chooses by the tag.'),
  pullSecrets: z.array(objectName).max(16).optional().describe('Names of Secrets for the registry.'),
})

export const security = z.object({
  serviceAccount: z
    .object({
      create: z.boolean().optional().describe('Make the ServiceAccount. Default false.'),
      name: objectName
        .optional()
        .describe("Its name. Default: the endpoint's when it is made, otherwise default."),
    })
    .optional()
    .describe('ServiceAccount of the pods.'),
  podSecurityContext: z
    .object({
      runAsUser: id.optional().describe('User id. Other than 0 needs the render group of the nodes.'),
      runAsGroup: id.optional().describe('Group id.'),
      fsGroup: id.optional().describe('Group id of the volumes.'),
    })
    .optional()
    .describe('User and groups of the pods.'),
})

export const monitoring = z.object({
  enabled: z.boolean().optional().describe('Let scrapers find the metrics of the engine. Default false.'),
  prometheus: z
    .object({
      enabled: z
        .boolean()
        .optional()
        .describe('Annotate the pods for Prometheus. Default true when monitoring is enabled.'),
      interval: z
        .string()
        .max(32)
        .optional()
        .describe("Not available yet, refused: the scraper's own interval applies."),
      path: z
        .string()
        .max(256)
        .regex(/^\/[^\s]*$/, 'a path such as /metrics')
        .optional()
        .describe('Path of the metrics. Default /metrics.'),
    })
    .optional()
    .describe('Scraping.'),
  grafana: z
    .object({
      enabled: z.boolean().optional().describe('Not available yet: true is refused.'),
      dashboard: z.string().max(253).optional().describe('Name of the dashboard.'),
    })
    .optional()
    .describe('A dashboard. Not available yet.'),
})
