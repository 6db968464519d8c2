/**
 * GPUWorkload specs, good and bad.
 * @module
 */
import { bad, type Example, good } from '../aim/example.ts'

const plain = { modelName: 'Qwen/Qwen3-8B', gpuCount: 1 }
const spec = (fields: object) => ({ ...plain, ...fields })

export const workloadExamples: readonly Example[] = [
  good('a model and a count', plain),
  good(
    'any name of a model, an own program',
    spec({ modelName: 'my model, v2', command: ['python', 'train.py'] }),
  ),
  good(
    'everything of upstream',
    spec({
      priority: 'high',
      schedulingStrategy: 'costOptimized',
      retryPolicy: { maxRetries: 10, backoffSeconds: 300 },
    }),
  ),
  good('part of a retry policy', spec({ retryPolicy: { maxRetries: 1 } })),
  good(
    'a batch in an image of the own',
    spec({
      image: 'registry.example/vllm:v0.33.0',
      batch: { input: 'https://files.example/in.jsonl', output: '/data/out.jsonl' },
    }),
  ),
  good('engine fields', spec({ precision: 'bfloat16', maxModelLen: 8192, engineArgs: ['--enforce-eager'] })),
  bad('nothing', {}, 'spec.modelName', 'spec.gpuCount'),
  bad('an empty model', spec({ modelName: '' }), 'spec.modelName'),
  bad('a model of 256 characters', spec({ modelName: 'x'.repeat(256) }), 'spec.modelName'),
  bad('no GPU', spec({ gpuCount: 0 }), 'spec.gpuCount'),
  bad('nine GPUs', spec({ gpuCount: 9 }), 'spec.gpuCount'),
  bad('an unknown priority', spec({ priority: 'urgent' }), 'spec.priority'),
  bad('an unknown strategy', spec({ schedulingStrategy: 'leastloaded' }), 'spec.schedulingStrategy'),
  bad(
    'retries out of range',
    spec({ retryPolicy: { maxRetries: 11, backoffSeconds: 0 } }),
    'spec.retryPolicy.maxRetries',
    'spec.retryPolicy.backoffSeconds',
  ),
  bad('a batch that goes nowhere', spec({ batch: { input: '/in.jsonl' } }), 'spec.batch.output'),
  bad('a batch from a bucket', spec({ batch: { input: 's3://b/in', output: '/out' } }), 'spec.batch.input'),
  bad(
    'a batch beside a program',
    spec({ command: ['true'], batch: { input: '/in', output: '/out' } }),
    'spec.batch',
  ),
  bad('a precision for another program', spec({ image: 'busybox', precision: 'fp8' }), 'spec.precision'),
  bad('a length for another program', spec({ args: ['x'], maxModelLen: 100 }), 'spec.maxModelLen'),
  bad('engine arguments beside arguments', spec({ args: ['x'], engineArgs: ['--a'] }), 'spec.engineArgs'),
  bad(
    'a Job that is gone before anybody looks',
    spec({ ttlSecondsAfterFinished: 0 }),
    'spec.ttlSecondsAfterFinished',
  ),
  bad(
    'a variable with two sources',
    spec({ env: [{ name: 'A', value: 'a', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }),
    'spec.env[0]',
  ),
  bad('a label key that is none', spec({ nodeSelector: { 'a b': 'c' } }), 'spec.nodeSelector'),
  bad('a toleration without key', spec({ tolerations: [{ effect: 'NoSchedule' }] }), 'spec.tolerations[0]'),
  bad(
    'a toleration of a value',
    spec({ tolerations: [{ key: 'a', operator: 'Exists', value: 'b' }] }),
    'spec.tolerations[0]',
  ),
  bad(
    'a toleration for a time',
    spec({ tolerations: [{ key: 'a', operator: 'Exists', tolerationSeconds: 3 }] }),
    'spec.tolerations[0]',
  ),
]
