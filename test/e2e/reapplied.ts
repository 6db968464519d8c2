/**
 * Annotated Deployments of many kinds, and what tells whether anything became of applying them again.
 * @module
 */
import { resources } from '../../src/kube/resources.ts'
import type { KubeClient, KubeObject, ResourceType } from '../../src/kube/types.ts'
import { annotations } from '../../src/vocabulary/names.ts'

export const replicaSet: ResourceType = { ...resources.deployment, plural: 'replicasets', kind: 'ReplicaSet' }

interface Variant {
  readonly says?: Readonly<Record<string, string>>
  readonly container?: object
  readonly pod?: object
  readonly beside?: readonly object[]
}

const image = 'vllm/vllm-openai-rocm:v0.33.0'

/** What people write who have a little and who have a lot. */
const variants: readonly Variant[] = [
  {},
  { container: { image, args: ['Qwen/Qwen3-8B', '--max-model-len=8192'] } },
  { says: { [annotations.gpus]: '2' }, beside: [{ name: 'proxy', image: 'registry.example/proxy:1' }] },
  // nothing better for it can come up, whoever has which GPUs
  { says: { [annotations.upgrade]: 'auto', [annotations.accelerator]: 'MI300X' } },
  { says: { [annotations.engine]: 'sglang' } },
  { says: { [annotations.harden]: 'true' } },
  {
    says: { [annotations.convert]: 'cuda' },
    container: {
      image: 'vllm/vllm-openai:v0.11.0',
      args: ['--model=Qwen/Qwen3-8B'],
      resources: { limits: { 'nvidia.com/gpu': '1' } },
    },
    pod: { nodeSelector: { 'nvidia.com/gpu.present': 'true' }, runtimeClassName: 'nvidia' },
  },
  {
    container: {
      readinessProbe: { httpGet: { path: '/health', port: 8000 } },
      resources: { requests: { memory: '1024Mi', cpu: '1500m' } },
      env: [{ name: 'HF_HOME', value: '/models' }],
      volumeMounts: [{ name: 'models', mountPath: '/models' }],
    },
    pod: {
      volumes: [{ name: 'models', emptyDir: {} }],
      tolerations: [{ key: 'dedicated', operator: 'Exists' }],
    },
  },
]

export function annotatedDeployments(count: number, namespace: string): readonly KubeObject[] {
  return Array.from({ length: count }, (_, i) => {
    const { says, container, pod, beside = [] } = variants[i % variants.length] ?? {}
    const containers = [{ name: 'engine', ...container }, ...beside]
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: `again-${i}`,
        namespace,
        annotations: { [annotations.model]: 'Qwen/Qwen3-8B', ...says },
      },
      spec: { template: { spec: { ...pod, containers } } },
    } as KubeObject
  })
}

/** Generations of the Deployments by name, and the names of their ReplicaSets. */
export interface Census {
  readonly generations: Readonly<Record<string, number | undefined>>
  readonly replicaSets: readonly string[]
}

export async function census(client: KubeClient, namespace: string): Promise<Census> {
  const [deployments, replicaSets] = await Promise.all(
    [resources.deployment, replicaSet].map((type) => client.list<KubeObject>(type, { namespace })),
  )
  const names = (found = deployments) => (found?.items ?? []).map(({ metadata }) => metadata)
  return {
    generations: Object.fromEntries(names().map(({ name, generation }) => [name, generation])),
    replicaSets: names(replicaSets)
      .map(({ name }) => name)
      .toSorted(),
  }
}
