/**
 * Objects that fitgate reads, right in every field: what is bent is bent from here.
 * @module
 */
import { endpoint, recipe } from '../webhooks/builders.ts'

const container = {
  name: 'engine',
  image: 'rocm/vllm:rocm7.0_vllm_0.10.1',
  command: ['vllm', 'serve', 'Qwen/Qwen3-32B'],
  args: ['--tensor-parallel-size=1', '--max-model-len', '32768'],
  env: [
    { name: 'HF_HOME', value: '/cache' },
    { name: 'HF_TOKEN', valueFrom: { secretKeyRef: { name: 'hf', key: 'token' } } },
  ],
  resources: { limits: { 'amd.com/gpu': '1', memory: '96Gi' }, requests: { cpu: '8', memory: '96Gi' } },
  volumeMounts: [{ name: 'cache', mountPath: '/cache' }],
  readinessProbe: { httpGet: { path: '/health', port: 8000 }, periodSeconds: 10 },
}
const podSpec = {
  containers: [container],
  volumes: [{ name: 'cache', emptyDir: {} }],
  tolerations: [{ key: 'amd.com/gpu', operator: 'Exists' }],
  nodeSelector: { 'kubernetes.io/arch': 'amd64' },
}
const template = { metadata: { labels: { app: 'qwen' } }, spec: podSpec }
const metadata = {
  name: 'qwen',
  namespace: 'default',
  labels: { app: 'qwen' },
  annotations: {
    'fitgate.dev/model': 'Qwen/Qwen3-32B',
    'fitgate.dev/max-gpus': '2',
    'fitgate.dev/fit': 'warn',
    'fitgate.dev/cache': 'models',
  },
}
const selector = { matchLabels: { app: 'qwen' } }

export interface Sample {
  readonly apiVersion: string
  readonly kind: string
  readonly [field: string]: unknown
}

/** One of each kind that handlers answer for. */
export const samples: readonly Sample[] = [
  { ...endpoint(), apiVersion: 'aim.engine.amd.com/v1alpha1' },
  { ...recipe(), apiVersion: 'aim.engine.amd.com/v1alpha1' },
  {
    apiVersion: 'aim.engine.amd.com/v1alpha1',
    kind: 'AIMCache',
    metadata,
    spec: {
      storage: { storageClass: 'fast', size: '500Gi', accessMode: 'ReadWriteMany', mountPath: '/models' },
      models: [
        { id: 'Qwen/Qwen3-32B', revision: 'main', priority: 'high', retention: '30d', maxSize: '100Gi' },
        {
          id: 'Qwen/Qwen3-8B',
          source: { url: 's3://models/qwen', region: 'eu-1', pathStyle: true },
          pin: true,
        },
      ],
      cleanup: { schedule: '0 2 * * *', maxAge: '30d', minFreeSpace: '100Gi', strategy: 'lru' },
      nodeGroup: { replicas: 2, nodeSelector: { pool: 'a' }, tolerations: [{ operator: 'Exists' }] },
    },
  },
  {
    apiVersion: 'inference.ai/v1alpha1',
    kind: 'ModelCache',
    metadata,
    spec: {
      modelName: 'Qwen/Qwen3-32B',
      size: '100Gi',
      downloadPolicy: 'IfNotPresent',
      source: { type: 'huggingface', huggingface: { repository: 'Qwen/Qwen3-32B', tokenSecret: 'hub' } },
      caching: { enabled: true, replicas: 3 },
    },
  },
  { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: 2, selector, template } },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata,
    spec: { replicas: 1, serviceName: 'qwen', selector, template },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata,
    spec: { template: { ...template, spec: { ...podSpec, restartPolicy: 'Never' } } },
  },
  {
    apiVersion: 'leaderworkerset.x-k8s.io/v1',
    kind: 'LeaderWorkerSet',
    metadata,
    spec: { replicas: 1, leaderWorkerTemplate: { size: 2, workerTemplate: template } },
  },
  { apiVersion: 'v1', kind: 'Pod', metadata, spec: podSpec },
]
