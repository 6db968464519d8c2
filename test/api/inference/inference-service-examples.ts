/**
 * InferenceService specs, good and bad.
 * @module
 */
import { bad, type Example, good } from '../aim/example.ts'

const model = { name: 'Qwen/Qwen3-32B' }
/** A spec that is right but for the fields given. */
const spec = (fields: object) => ({ model, ...fields })
const args = (engineArgs: object, more: object = {}) => spec({ vllm: { engineArgs }, ...more })
const group = (fields: object, more: object = {}) =>
  spec({ distributed: { enabled: true, ...fields }, ...more })

export const inferenceServiceExamples: readonly Example[] = [
  good('a model alone', { model }),
  good('SGLang over two nodes', group({ size: 2 }, { backend: 'sglang', vllm: { envVars: { A: '1' } } })),
  bad('an engine nobody knows', spec({ backend: 'tgi' }), 'spec.backend'),
  bad(
    "vLLM's own words for SGLang",
    { model: { ...model, temperature: 0.7 }, backend: 'sglang', vllm: { engineArgs: { max_num_seqs: 64 } } },
    'spec.vllm.engineArgs',
    'spec.model.temperature',
  ),
  good('every field', {
    model: { ...model, precision: 'fp16', maxTokens: 4096, temperature: 0.7 },
    vllm: {
      engineArgs: {
        tensor_parallel_size: 8,
        pipeline_parallel_size: '2',
        max_model_len: 4096,
        gpu_memory_utilization: 0.9,
        enable_chunked_prefill: true,
        max_num_batched_tokens: '8192',
      },
      envVars: { VLLM_ROCM_USE_AITER: '1' },
    },
    resources: {
      strategy: 'topology-aware',
      totalGpus: 16,
      autoOptimize: true,
      cpuRequest: '4',
      memoryRequest: '16Gi',
    },
    distributed: {
      enabled: true,
      size: 2,
      backend: 'lws',
      mpi: { enabled: false, timeout: 300 },
      exclusiveTopology: 'topology.kubernetes.io/rack',
    },
    storage: { modelCache: 'qwen', sharedMemory: '16Gi', readOnly: true },
    monitoring: { enabled: true, prometheus: { port: 9090, path: '/metrics' } },
    autoscaling: {
      enabled: true,
      scales: 'groups',
      minReplicas: 1,
      maxReplicas: 5,
      targetUtilization: 70,
      scaleDownDelay: '300s',
    },
    networking: { serviceType: 'ClusterIP', ports: { http: 8000 }, ingress: { enabled: false } },
    nodeSelector: { pool: 'a' },
    tolerations: [{ key: 'team', operator: 'Exists' }],
  }),
  bad('no model', {}, 'spec.model'),
  bad('a model without a name', { model: {} }, 'spec.model.name'),
  bad('an unknown precision', { model: { ...model, precision: 'fp17' } }, 'spec.model.precision'),
  bad('no tokens', { model: { ...model, maxTokens: 0 } }, 'spec.model.maxTokens'),
  bad('a temperature below zero', { model: { ...model, temperature: -1 } }, 'spec.model.temperature'),
  bad(
    'a temperature twice',
    { model: { ...model, temperature: 0 }, vllm: { engineArgs: { override_generation_config: '{}' } } },
    'spec.model.temperature',
  ),

  good('arguments that the schema does not name', args({ 'max-num-seqs': 64, block_size: '16' })),
  bad(
    'a tensor parallel size of zero',
    args({ tensor_parallel_size: 0 }),
    'spec.vllm.engineArgs.tensor_parallel_size',
  ),
  good('an environment', spec({ vllm: { envVars: { NCCL_DEBUG: 'INFO' } } })),
  bad('a variable with a dash', spec({ vllm: { envVars: { 'A-B': '1' } } }), 'spec.vllm.envVars'),

  good('every strategy word', spec({ resources: { strategy: 'leastLoaded' } })),
  bad('an unknown strategy', spec({ resources: { strategy: 'greedy' } }), 'spec.resources.strategy'),
  bad('no GPU at all', spec({ resources: { totalGpus: 0 } }), 'spec.resources.totalGpus'),
  bad(
    'GPUs that nobody shares out',
    spec({ resources: { totalGpus: 4, autoOptimize: false } }),
    'spec.resources.autoOptimize',
  ),
  good(
    'GPUs that the arguments share out',
    args({ tensor_parallel_size: 4 }, { resources: { totalGpus: 4, autoOptimize: false } }),
  ),

  good('a group of as many nodes as it takes', group({})),
  bad('a group of no nodes', group({ size: 0 }), 'spec.distributed.size'),
  bad(
    'GPUs that do not divide',
    group({ size: 3 }, { resources: { totalGpus: 16 } }),
    'spec.resources.totalGpus',
  ),
  good('a group that is switched off', spec({ distributed: { size: 3 }, resources: { totalGpus: 8 } })),
  bad('an unknown runner of groups', group({ backend: 'ray' }), 'spec.distributed.backend'),
  bad('a start by MPI', group({ mpi: { enabled: true } }), 'spec.distributed.mpi.enabled'),
  bad(
    'a topology with a blank',
    group({ exclusiveTopology: 'a rack' }),
    'spec.distributed.exclusiveTopology',
  ),
  bad(
    'a group whose pods are scaled',
    group({}, { autoscaling: { enabled: true } }),
    'spec.autoscaling.enabled',
  ),
  good('groups that are scaled', group({}, { autoscaling: { enabled: true, scales: 'groups' } })),
  bad('scaled groups without groups', spec({ autoscaling: { scales: 'groups' } }), 'spec.autoscaling.scales'),

  bad('a read-only volume of nothing', spec({ storage: { readOnly: true } }), 'spec.storage.readOnly'),
  bad('shared memory of nothing', spec({ storage: { sharedMemory: 0 } }), 'spec.storage.sharedMemory'),
  bad(
    'replicas beside an autoscaler',
    spec({ replicas: 2, autoscaling: { enabled: true } }),
    'spec.replicas',
  ),
  good('replicas beside an autoscaler that is off', spec({ replicas: 2, autoscaling: { enabled: false } })),
  bad(
    'more replicas at least than at most',
    spec({ autoscaling: { enabled: true, minReplicas: 6 } }),
    'spec.autoscaling.minReplicas',
  ),
  bad(
    'a delay of a day',
    spec({ autoscaling: { scaleDownDelay: '24h' } }),
    'spec.autoscaling.scaleDownDelay',
  ),
  bad('a gRPC port', spec({ networking: { ports: { grpc: 8001 } } }), 'spec.networking.ports.grpc'),
  bad('an Ingress', spec({ networking: { ingress: { enabled: true } } }), 'spec.networking.ingress.enabled'),
  bad('a selector that is no label', spec({ nodeSelector: { 'a b': 'c' } }), 'spec.nodeSelector'),
  bad('a toleration of nothing', spec({ tolerations: [{}] }), 'spec.tolerations[0]'),
  bad(
    'a toleration of a value that exists',
    spec({ tolerations: [{ key: 'a', operator: 'Exists', value: 'b' }] }),
    'spec.tolerations[0]',
  ),
  bad(
    'a toleration for a while of an effect that does not evict',
    spec({ tolerations: [{ key: 'a', operator: 'Exists', tolerationSeconds: 5 }] }),
    'spec.tolerations[0]',
  ),
]
