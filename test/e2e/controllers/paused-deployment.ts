/**
 * A Deployment that asks for a model and has fitgate look on: its pods are whatever the test makes of them.
 * @module
 */
import type { KubeObject, ObjectRef } from '../../../src/kube/types.ts'
import { annotations } from '../../../src/vocabulary/names.ts'

/** Its pods have the label `app` with its name. */
export function pausedDeployment(ref: ObjectRef): KubeObject {
  const labels = { app: ref.name }
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { ...ref, annotations: { [annotations.model]: 'Qwen/Qwen3-8B', [annotations.paused]: 'true' } },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'engine', image: 'vllm/vllm-openai-rocm' }] },
      },
    },
  }
  return deployment
}
