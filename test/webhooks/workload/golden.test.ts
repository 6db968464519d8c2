import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { annotations } from '../../../src/vocabulary/names.ts'
import { mutateWorkload } from '../../../webhooks/workload.ts'
import { sandboxHardware } from '../../decide/builders.ts'
import { context, patched, type TestObject } from '../builders.ts'
import { annotated, creating, deployment, type Written } from './builders.ts'

const given = context({ hardware: sandboxHardware })

/** Name of the golden file → what was written. Both sides are in the file; written anew by `vitest run -u`. */
const written: Readonly<Record<string, Written>> = {
  minimal: { spec: { selector: null }, template: { metadata: null } },
  'four-gpus': {
    annotations: { [annotations.model]: 'meta-llama/Llama-3.3-70B-Instruct', [annotations.gpus]: '4' },
  },
  'own-command-line': {
    container: {
      image: 'vllm/vllm-openai-rocm:v0.33.0',
      command: ['sh', '-c', 'exec vllm serve Qwen/Qwen3-32B -tp 2 --max-model-len 16k --port 9000'],
      env: [{ name: 'VLLM_ENGINE_READY_TIMEOUT_S', value: '60' }],
      readinessProbe: { tcpSocket: { port: 9000 }, periodSeconds: 3 },
    },
    pod: { tolerations: [{ key: 'dedicated', operator: 'Exists' }], nodeSelector: { zone: 'a' } },
  },
  sglang: { annotations: { [annotations.engine]: 'sglang', [annotations.gpus]: '2' } },
  'read-only-cache': {
    container: { volumeMounts: [{ name: 'hub', mountPath: '/cache/huggingface', readOnly: true }] },
    pod: { volumes: [{ name: 'hub', persistentVolumeClaim: { claimName: 'hub' } }] },
  },
  cache: { annotations: { [annotations.cache]: 'models' } },
  'model-cache-beside-a-volume-at-another-place': {
    annotations: { [annotations.cache]: 'modelcache/qwen' },
    container: { volumeMounts: [{ name: 'scratch', mountPath: '/scratch' }] },
    pod: { volumes: [{ name: 'scratch', emptyDir: {} }] },
  },
  hardened: { annotations: { [annotations.harden]: 'true' }, pod: { securityContext: { fsGroup: 5 } } },
  partition: {
    annotations: { [annotations.model]: 'Qwen/Qwen3-8B' },
    container: { resources: { limits: { 'amd.com/cpx_nps4': '1' }, requests: { 'amd.com/cpx_nps4': '1' } } },
  },
  'from-cuda': {
    annotations: { [annotations.convert]: 'cuda' },
    container: {
      image: 'vllm/vllm-openai:v0.11.0',
      args: ['--model', 'Qwen/Qwen3-32B', '--tensor-parallel-size=2'],
      env: [
        { name: 'CUDA_VISIBLE_DEVICES', value: '0,1' },
        { name: 'HF_TOKEN', valueFrom: { secretKeyRef: { name: 'hub', key: 'token' } } },
      ],
      resources: { limits: { 'nvidia.com/gpu': '2' } },
    },
    pod: {
      runtimeClassName: 'nvidia',
      nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3', zone: 'a' },
      tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
    },
  },
  unknown: {
    annotations: { [annotations.model]: 'acme/secret-sauce-9000' },
    container: { image: 'acme/server:1' },
  },
}

/** Without the pin, which repeats what was added. */
const shown = (object: TestObject) => annotated(object, { [annotations.decision]: undefined })

describe('a Deployment and what it becomes', () => {
  it.each(Object.keys(written))('%s', async (name) => {
    const before = deployment(written[name])
    const answer = mutateWorkload(creating(before), given)
    const documents = [before, shown(patched(before, answer))].map((object) =>
      stringify(object, { aliasDuplicateObjects: false }),
    )
    const said = (answer.warnings ?? []).map((warning) => `# ${warning}\n`).join('')
    await expect(`${documents.join('---\n')}${said}`).toMatchFileSnapshot(`golden/${name}.yaml`)
  })
})
