/**
 * Arguments of vLLM, by the versions they were read in.
 * Source: the published Python packages of the versions named.
 * @module
 */
import type { ArgumentGroup } from './arguments.ts'

export const vllmVersions = [
  '0.11.0',
  '0.15.1',
  '0.17.1',
  '0.19.1',
  '0.20.2',
  '0.23.0',
  '0.24.0',
  '0.26.0',
  '0.28.0',
  '0.30.0',
  '0.31.0',
  '0.33.0',
] as const

/** Short spellings. */
export const vllmShort: Readonly<Record<string, string>> = {
  tp: 'tensor-parallel-size',
  pp: 'pipeline-parallel-size',
  dp: 'data-parallel-size',
  dcp: 'decode-context-parallel-size',
  pcp: 'prefill-context-parallel-size',
  ep: 'enable-expert-parallel',
  q: 'quantization',
  n: 'nnodes',
  r: 'node-rank',
  O: 'optimization-level',
  cc: 'compilation-config',
  ac: 'attention-config',
  sc: 'speculative-config',
  asc: 'api-server-count',
  dpn: 'data-parallel-rank',
  dpr: 'data-parallel-start-rank',
  dpl: 'data-parallel-size-local',
  dpa: 'data-parallel-address',
  dpp: 'data-parallel-rpc-port',
  dpb: 'data-parallel-backend',
  dph: 'data-parallel-hybrid-lb',
  dpe: 'data-parallel-external-lb',
  dpm: 'data-parallel-multi-port-external-lb',
}

export const vllmArguments: readonly ArgumentGroup[] = [
  {
    first: '0.11.0',
    last: '0.11.0',
    boolean: `
      disable-mm-preprocessor-cache enable-lora-bias enable-multimodal-encoder-data-parallel
      eplb-log-balancedness guided-decoding-disable-additional-properties
      guided-decoding-disable-any-whitespace guided-decoding-disable-fallback`,
    int: `
      eplb-step-interval eplb-window-size lora-extra-vocab-size num-lookahead-slots
      num-redundant-experts`,
    float: 'rope-theta',
    text: 'guided-decoding-backend override-pooler-config task',
    list: 'cuda-graph-sizes',
    json: 'rope-scaling',
  },
  {
    first: '0.11.0',
    last: '0.15.1',
    text: 'logits-processor-pattern',
  },
  {
    first: '0.11.0',
    last: '0.17.1',
    boolean: 'disable-frontend-multiprocessing',
    float: 'swap-space',
  },
  {
    first: '0.11.0',
    last: '0.26.0',
    boolean: 'calculate-kv-scales',
    int: 'max-long-partial-prefills max-num-partial-prefills',
    text: 'override-attention-dtype',
  },
  {
    first: '0.11.0',
    last: '0.33.0',
    boolean: `
      allow-credentials async-scheduling data-parallel-hybrid-lb disable-cascade-attn
      disable-chunked-mm-input disable-custom-all-reduce disable-fastapi-docs
      disable-hybrid-kv-cache-manager disable-log-stats disable-sliding-window
      disable-uvicorn-access-log enable-auto-tool-choice enable-chunked-prefill enable-dbo
      enable-eplb enable-expert-parallel enable-force-include-usage enable-log-outputs
      enable-log-requests enable-lora enable-prefix-caching enable-prompt-embeds
      enable-prompt-tokens-details enable-request-id-headers enable-server-load-tracking
      enable-sleep-mode enable-ssl-refresh enable-tokenizer-info-endpoint enforce-eager
      exclude-tools-when-tool-choice-none fully-sharded-loras interleave-mm-strings
      kv-sharing-fast-prefill log-error-stack ray-workers-use-nsight return-tokens-as-token-ids
      skip-mm-profiling skip-tokenizer-init trust-remote-code trust-request-chat-template
      use-tqdm-on-load`,
    bare: 'headless',
    int: `
      api-server-count block-size data-parallel-rank data-parallel-rpc-port data-parallel-size
      data-parallel-size-local data-parallel-start-rank dbo-decode-token-threshold
      dbo-prefill-token-threshold decode-context-parallel-size h11-max-header-count
      h11-max-incomplete-event-size kv-cache-memory-bytes long-prefill-token-threshold max-cpu-loras
      max-log-len max-logprobs max-loras max-model-len max-num-batched-tokens max-num-seqs
      max-parallel-loading-workers mm-shm-cache-max-object-size-mb num-gpu-blocks-override
      pipeline-parallel-size port seed ssl-cert-reqs tensor-parallel-size`,
    float: 'cpu-offload-gb gpu-memory-utilization mm-processor-cache-gb video-pruning-rate',
    text: `
      allowed-local-media-path chat-template chat-template-content-format code-revision config
      config-format convert data-parallel-address data-parallel-backend distributed-executor-backend
      download-dir dtype expert-placement-strategy generation-config hf-config-path host
      io-processor-plugin kv-cache-dtype load-format log-config-file logprobs-mode lora-dtype
      mamba-cache-dtype mamba-ssm-cache-dtype max-lora-rank mm-encoder-tp-mode
      mm-processor-cache-type model model-impl otlp-traces-endpoint prefix-caching-hash-algo
      pt-load-map-location quantization reasoning-parser response-role revision root-path runner
      safetensors-load-strategy scheduler-cls scheduling-policy show-hidden-metrics-for-version
      ssl-ca-certs ssl-certfile ssl-keyfile tokenizer tokenizer-mode tokenizer-revision
      tool-call-parser tool-parser-plugin tool-server uds uvicorn-log-level worker-cls
      worker-extension-cls`,
    optional: 'hf-token',
    list: `
      allowed-headers allowed-media-domains allowed-methods allowed-origins api-key
      collect-detailed-traces ignore-patterns logits-processors lora-modules middleware
      served-model-name`,
    json: `
      additional-config compilation-config default-mm-loras eplb-config hf-overrides
      kv-events-config kv-transfer-config limit-mm-per-prompt media-io-kwargs mm-processor-kwargs
      model-loader-extra-config override-generation-config pooler-config speculative-config
      structured-outputs-config`,
  },
  {
    first: '0.15.1',
    last: '0.33.0',
    boolean: `
      aggregate-engine-logging allow-deprecated-quantization cudagraph-metrics
      data-parallel-external-lb disable-nccl-for-dp-synchronization enable-layerwise-nvtx-tracing
      enable-log-deltas enable-logging-iteration-details enable-mfu-metrics enable-mm-embeds
      enable-mm-processor-stats enable-offline-docs enable-return-routed-experts
      enable-tower-connector-lora kv-cache-metrics mm-encoder-only tokens-only`,
    int: `
      cp-kv-cache-interleave-size dcp-kv-cache-interleave-size mamba-block-size master-port
      max-cudagraph-capture-size nnodes node-rank prefill-context-parallel-size stream-interval
      ubatch-size`,
    float: 'kv-cache-metrics-sample kv-offloading-size',
    text: `
      all2all-backend attention-backend kv-offloading-backend mamba-cache-mode master-addr
      mm-encoder-attn-backend model-weights optimization-level reasoning-parser-plugin ssl-ciphers`,
    list: 'cudagraph-capture-sizes',
    json: 'attention-config default-chat-template-kwargs ec-transfer-config profiler-config',
  },
  {
    first: '0.17.1',
    last: '0.17.1',
    boolean: 'use-gpu-for-pooling-score',
  },
  {
    first: '0.17.1',
    last: '0.33.0',
    boolean: `
      enable-elastic-ep enable-flashinfer-autotune fail-on-environ-validation language-model-only
      specialize-active-lora`,
    int: 'offload-group-size offload-num-in-group offload-prefetch-step',
    text: 'disable-access-log-for-endpoints moe-backend offload-backend performance-mode',
    list: 'cpu-offload-params offload-params',
    json: 'kernel-config weight-transfer-config',
  },
  {
    first: '0.19.1',
    last: '0.33.0',
    boolean: 'enable-ep-weight-filter scheduler-reserve-full-isl',
    int: 'distributed-timeout-seconds renderer-num-workers shutdown-timeout',
    text: 'dcp-comm-backend gdn-prefill-backend mm-tensor-ipc',
    list: 'kv-cache-dtype-skip-layers lora-target-modules',
    json: 'reasoning-config',
  },
  {
    first: '0.20.2',
    last: '0.33.0',
    boolean: 'enable-flash-late-interaction enable-mamba-cache-stochastic-rounding numa-bind',
    bare: 'grpc',
    int: 'mamba-cache-philox-rounds',
    text: 'mamba-backend',
    list: 'numa-bind-cpus numa-bind-nodes',
    json: 'ir-op-priority',
  },
  {
    first: '0.23.0',
    last: '0.33.0',
    boolean: `
      data-parallel-multi-port-external-lb enable-cumem-allocator enable-mixed-moe-lora-format
      use-fp64-gumbel`,
    int: `
      cpu-distributed-timeout-seconds data-parallel-supervisor-port
      dp-supervisor-probe-failure-threshold safetensors-prefetch-block-size
      safetensors-prefetch-num-threads spec-tokens`,
    float: `
      dp-supervisor-probe-interval-s dp-supervisor-probe-timeout-s mm-encoder-fp8-scale-save-margin`,
    text: `
      fingerprint-mode fingerprint-value linear-backend mm-encoder-attn-dtype
      mm-encoder-fp8-scale-path mm-encoder-fp8-scale-save-path spec-method spec-model`,
    json: 'mamba-config quantization-config',
  },
  {
    first: '0.24.0',
    last: '0.33.0',
    boolean: 'jit-monitor-verbose',
    int: 'prefill-schedule-interval',
    float: 'watermark',
    list: 'device-ids',
    json: 'diffusion-config',
  },
  {
    first: '0.26.0',
    last: '0.28.0',
    boolean: 'enable-bf16x3-router-gemm',
  },
  {
    first: '0.26.0',
    last: '0.33.0',
    boolean: 'enable-moe-shared-loras enable-per-request-metrics',
    int: 'max-num-scheduled-tokens prefix-match-unit',
    float: 'mm-ipc-gpu-memory-gb',
    text: 'jit-monitor-mode',
    json: 'model-class-overrides',
  },
  {
    first: '0.28.0',
    last: '0.33.0',
    boolean: `
      cohere-is-reasoning-model enable-fault-tolerance mm-device-do-normalize return-sampling-mask
      use-replayssm`,
    int: 'replayssm-buffer-len',
    text: `
      cohere-format kda-prefill-backend mamba-ssu-algorithm mm-hasher-algorithm mm-processor-device
      video-pruning-method`,
    json: 'ec-manager-config fault-tolerance-config',
  },
  {
    first: '0.30.0',
    last: '0.30.0',
    boolean: 'enable-mamba-fine-grained-prefix-cache',
  },
  {
    first: '0.30.0',
    last: '0.33.0',
    boolean: `
      dcp-q-replicate enable-batch-sharded-sampling enable-nccl-comm-suspend enable-scale-out
      enable-trace-replay`,
    int: `
      dp-sync-interval elastic-ep-max-dp-size max-num-queued-reqs max-num-queued-tokens
      prefix-cache-retention-interval sse-keep-alive-interval`,
    text: 'kda-decode-backend per-request-spec-decode-metrics sparse-indexer-topk-backend',
    json: 'engram-config watermark-config',
  },
  {
    first: '0.31.0',
    last: '0.33.0',
    boolean: `
      enable-mamba-shared-prefix-checkpoint long-prefill-token-threshold-adaptive swa-bounded-replay
      trust-request-mm-kwargs`,
    int: 'max-lora-cls-labels max-num-active-seqs',
    float: 'device-memory-utilization',
    text: 'anthropic-disabled-thinking-effort log-level tool-strict-level',
    list: 'sleep-preserve-parameter-names',
    json: 'aux-output-config logging-config',
  },
  {
    first: '0.33.0',
    last: '0.33.0',
    boolean: 'enable-hc-sp enable-shm-tensor-arena monokernel sleep-mode-offload-cudagraph',
    int: 'grpc-port',
    text: 'sleep-mode-backend',
    json: 'custom-histogram-buckets reasoning-effort-map watchdog-config',
  },
]
