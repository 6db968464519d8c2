/**
 * Arguments of SGLang, by the versions they were read in.
 * Source: the published Python packages 0.5.9, 0.5.16, 0.5.23.
 * @module
 */
import type { ArgumentGroup } from './arguments.ts'

export const sglangVersions = ['0.5.9', '0.5.16', '0.5.23'] as const

export const sglangArguments: readonly ArgumentGroup[] = [
  {
    first: '0.5.9',
    last: '0.5.9',
    bare: `
      disable-hicache-numa-detect enable-double-sparsity enable-nan-detection
      enable-piecewise-cuda-graph hybrid-kvcache-ratio`,
    int: `
      disaggregation-decode-dp disaggregation-decode-tp disaggregation-prefill-pp ds-heavy-channel-num
      ds-heavy-token-num ds-sparse-decode-threshold mm-max-concurrent-calls mm-per-request-timeout
      multi-item-scoring-delimiter speculative-ngram-branch-length
      speculative-ngram-max-match-window-size speculative-ngram-min-match-window-size`,
    text: `
      custom-sigquit-handler debug-tensor-dump-inject ds-channel-config-path ds-heavy-channel-type
      fp4-gemm-backend fp8-gemm-backend`,
  },
  {
    first: '0.5.9',
    last: '0.5.16',
    bare: `
      collect-tokens-histogram enable-expert-distribution-metrics enable-nsa-prefill-context-parallel
      keep-mm-feature-on-device prefill-round-robin-balance stream-output`,
    int: 'cuda-graph-bs cuda-graph-max-bs piecewise-cuda-graph-max-tokens piecewise-cuda-graph-tokens',
    text: `
      mamba-scheduler-strategy nsa-decode-backend nsa-prefill-backend nsa-prefill-cp-mode
      piecewise-cuda-graph-compiler torchao-config`,
  },
  {
    first: '0.5.9',
    last: '0.5.23',
    bare: `
      abort-on-priority-when-disabled allow-auto-truncate checkpoint-engine-wait-weights-before-ready
      constrained-json-disable-any-whitespace delete-ckpt-after-loading disable-chunked-prefix-cache
      disable-cuda-graph disable-cuda-graph-padding disable-custom-all-reduce
      disable-fast-image-processor disable-flashinfer-autotune
      disable-flashinfer-cutlass-moe-fp4-allgather disable-hybrid-swa-memory
      disable-outlines-disk-cache disable-overlap-schedule disable-radix-cache
      disable-shared-experts-fusion disable-tokenizer-batch-decode
      disaggregation-decode-enable-offload-kvcache enable-attn-tp-input-scattered
      enable-broadcast-mm-inputs-process enable-cache-report enable-cudagraph-gc
      enable-custom-logit-processor enable-deterministic-inference enable-dp-attention
      enable-dp-lm-head enable-draft-weights-cpu-backup enable-dynamic-batch-tokenizer
      enable-dynamic-chunking enable-eplb enable-flashinfer-allreduce-fusion enable-fp32-lm-head
      enable-fused-qk-norm-rope enable-hierarchical-cache enable-layerwise-nvtx-marker enable-lmcache
      enable-lora enable-lora-overlap-loading enable-memory-saver enable-metrics
      enable-metrics-for-all-schedulers enable-mixed-chunk enable-mscclpp enable-multi-layer-eagle
      enable-multimodal enable-nccl-nvls enable-p2p-check enable-pdmux
      enable-precise-embedding-interpolation enable-prefill-delayer enable-prefix-mm-cache
      enable-priority-scheduling enable-profile-cuda-graph enable-request-time-stats-logging
      enable-return-hidden-states enable-return-routed-experts enable-single-batch-overlap
      enable-symm-mem enable-tokenizer-batch-encode enable-torch-compile
      enable-torch-compile-debug-mode enable-torch-symm-mem enable-trace enable-two-batch-overlap
      enable-weights-cpu-backup encoder-only export-metrics-to-file flashinfer-mla-disable-ragged
      grpc-mode is-embedding language-only log-requests mm-enable-dp-encoder quantize-and-serve
      remote-instance-weight-loader-start-seed-via-transfer-engine schedule-low-priority-values-first
      show-time-cost skip-server-warmup skip-tokenizer-init sleep-on-idle
      triton-attention-reduce-in-fp32 trust-remote-code weight-loader-disable-mmap`,
    int: `
      attention-context-parallel-size attn-cp-size base-gpu-id chunked-prefill-size context-length
      cpu-offload-gb data-parallel-size decode-log-interval disaggregation-bootstrap-port
      disaggregation-decode-polling-interval dist-timeout dp-size dynamic-batch-tokenizer-batch-size
      ep ep-num-redundant-experts ep-size eplb-rebalance-layers-per-chunk
      eplb-rebalance-num-iterations expert-distribution-recorder-buffer-size expert-parallel-size
      gpu-id-step hicache-size kt-cpuinfer kt-max-deferred-experts-per-token kt-num-gpu-experts
      kt-threadpool-count log-requests-level mamba-track-interval max-loaded-loras max-lora-chunk-size
      max-lora-rank max-loras-per-batch max-mamba-cache-size max-prefill-tokens max-queued-requests
      max-running-requests max-total-tokens moe-data-parallel-size moe-dense-tp-size moe-dp-size
      nccl-port nnodes node-rank num-continuous-decode-steps num-reserved-decode-tokens
      offload-group-size offload-num-in-group offload-prefetch-step page-size pipeline-parallel-size
      port pp-async-batch-depth pp-max-micro-batch-size pp-size prefill-delayer-max-delay-passes
      prefill-max-requests priority-scheduling-preemption-threshold random-seed
      remote-instance-weight-loader-seed-instance-service-port scheduler-recv-interval sm-group-num
      speculative-eagle-topk speculative-ngram-capacity speculative-ngram-max-bfs-breadth
      speculative-ngram-min-bfs-breadth speculative-num-draft-tokens speculative-num-steps
      stream-interval tensor-parallel-size tokenizer-worker-num torch-compile-max-bs tp-size
      triton-attention-num-kv-splits triton-attention-split-tile-size`,
    float: `
      dynamic-batch-tokenizer-batch-timeout eplb-min-rebalancing-utilization-threshold
      gc-warning-threshold-secs hicache-ratio mamba-full-memory-ratio mem-fraction-static
      prefill-delayer-token-usage-low-watermark schedule-conservativeness soft-watchdog-timeout
      speculative-accept-threshold-acc speculative-accept-threshold-single swa-full-tokens-ratio
      tbo-token-distribution-threshold watchdog-timeout`,
    text: `
      admin-api-key api-key attention-backend chat-template completion-template config
      constrained-json-whitespace-pattern crash-dump-folder debug-tensor-dump-input-file
      debug-tensor-dump-output-folder decode-attention-backend decrypted-config-file
      decrypted-draft-config-file deepep-config deepep-mode device disaggregation-ib-device
      disaggregation-mode disaggregation-transfer-backend dist-init-addr dllm-algorithm
      dllm-algorithm-config download-dir dtype elastic-ep-backend encoder-transfer-backend
      ep-dispatch-algorithm eplb-algorithm expert-distribution-recorder-mode export-metrics-to-file-dir
      fastapi-root-path file-storage-path flashinfer-mxfp4-moe-precision grammar-backend
      hf-chat-template-name hicache-io-backend hicache-mem-layout hicache-storage-backend
      hicache-storage-backend-extra-config hicache-storage-prefetch-policy hicache-write-policy
      hierarchical-sparse-attention-extra-config host init-expert-location json-model-override-args
      kt-method kt-weight-path kv-cache-dtype kv-events-config load-balance-method load-format log-level
      log-level-http log-requests-format lora-backend lora-eviction-policy mamba-backend mamba-ssm-dtype
      mm-attention-backend model model-checksum model-impl model-loader-extra-config model-path
      modelopt-checkpoint-restore-path modelopt-checkpoint-save-path modelopt-export-path
      moe-a2a-backend moe-runner-backend mooncake-ib-device nccl-init-addr offload-mode
      otlp-traces-endpoint pdmux-config-path preferred-sampling-params prefill-attention-backend
      quantization quantization-param-path radix-eviction-policy reasoning-parser
      remote-instance-weight-loader-backend remote-instance-weight-loader-seed-instance-ip revision
      rl-on-policy-target rl-quant-profile sampling-backend sampling-defaults schedule-policy
      served-model-name speculative-algorithm speculative-attention-mode
      speculative-draft-attention-backend speculative-draft-load-format speculative-draft-model
      speculative-draft-model-path speculative-draft-model-quantization speculative-draft-model-revision
      speculative-moe-a2a-backend speculative-moe-runner-backend speculative-ngram-match-type
      speculative-token-map tokenizer-metrics-custom-labels-header tokenizer-mode tokenizer-path
      tool-call-parser tool-server warmups weight-version`,
    list: `
      bucket-e2e-request-latency bucket-inter-token-latency bucket-time-to-first-token
      custom-weight-loader debug-tensor-dump-layers encoder-urls forward-hooks
      generation-tokens-buckets log-requests-target lora-paths lora-target-modules numa-node
      prefill-delayer-forward-passes-buckets prefill-delayer-wait-seconds-buckets
      prompt-tokens-buckets remote-instance-weight-loader-send-weights-group-ports
      tokenizer-metrics-allowed-custom-labels uvicorn-access-log-exclude-prefixes`,
    json: 'extra-metric-labels limit-mm-data-per-request mm-process-config modelopt-quant',
  },
  {
    first: '0.5.16',
    last: '0.5.16',
    bare: `
      disable-piecewise-cuda-graph elastic-ep-rejoin enable-breakable-cuda-graph
      enable-dsa-prefill-context-parallel enable-gdn-replayssm-spec enable-prefill-context-parallel
      enforce-piecewise-cuda-graph speculative-skip-dp-mlp-sync`,
    int: 'speculative-dflash-draft-window-size',
    text: 'cuda-graph-tc-compiler dsa-prefill-cp-mode prefill-cp-mode',
  },
  {
    first: '0.5.16',
    last: '0.5.23',
    bare: `
      debug-cuda-graph disable-attn-tp-gather disable-decode-cuda-graph disable-prefill-cuda-graph
      disable-priority-preemption disaggregation-decode-enable-radix-cache dllm-fdfo
      enable-adaptive-dispatch-to-encoder enable-aiter-allreduce-fusion enable-deepseek-v4-fp4-indexer
      enable-dp-attention-local-control-broadcast enable-dsa-cache-layer-split
      enable-elastic-expert-backup enable-flexkv enable-forward-pass-metrics
      enable-fused-moe-sum-all-reduce enable-hisparse enable-http2 enable-int8-mamba-checkpoint
      enable-linear-replayssm enable-mamba-cache-stochastic-rounding enable-mfu-metrics enable-mis
      enable-mm-global-cache enable-page-major-kv-layout enable-prefill-cp enable-quant-communications
      enable-return-indexer-topk enable-scattered-sconv enable-session-radix-cache enable-ssl-refresh
      enable-streaming-session enable-strict-thinking enable-tf32-matmul enable-unified-memory
      enable-waterfill enforce-disable-flashinfer-allreduce-fusion enforce-shared-experts-fusion
      experts-shared-outer-loras incremental-streaming-output lora-strict-loading
      lora-use-virtual-experts pre-warm-nccl prefill-only-disable-kv-cache smg-grpc-mode
      speculative-adaptive speculative-dspark-align-verify-tokens-to-graph-tier
      speculative-use-rejection-sampling stream-response-default-include-usage strip-thinking-cache
      use-ray uses-mamba-radix-cache weight-loader-drop-cache-after-load
      weight-loader-prefetch-checkpoints`,
    int: `
      asr-max-buffer-seconds asr-max-concurrent-sessions batch-notify-size cuda-graph-max-bs-decode
      cuda-graph-max-bs-prefill dcp-size decode-context-parallel-size decoupled-spec-rank
      default-priority-value detokenizer-worker-num disaggregation-decode-extra-slots
      elastic-ep-initial-size encoder-bootstrap-port engine-info-bootstrap-port ep-join-rank-offset
      grpc-http-sidecar-port grpc-port int8-mamba-ckpt-size kv-canary-sweep-interval
      linear-replayssm-cache-len load-snapshot-publish-interval mamba-cache-philox-rounds max-ep-size
      min-free-slots-delay optimistic-prefill-attempts smg-http-sidecar-port
      speculative-dflash-block-size speculative-draft-window-size speculative-dspark-block-size
      speculative-ngram-external-corpus-max-tokens speculative-ngram-external-sam-budget
      speculative-ngram-max-trie-depth weight-loader-prefetch-num-threads`,
    float: `
      elastic-ep-scale-timeout lora-drain-wait-threshold prefill-delayer-max-delay-ms
      prefill-delayer-queue-min-ratio`,
    text: `
      bf16-gemm-backend cp-strategy cuda-graph-backend-decode cuda-graph-backend-prefill
      decoupled-spec-bind-endpoint decoupled-spec-role deepep-dispatcher-output-dtype dsa-decode-backend
      dsa-paged-mqa-logits-backend dsa-prefill-backend dsa-topk-backend ep-join-mode
      flashinfer-allreduce-fusion-backend flexkv-config-file forward-pass-metrics-ipc-name
      forward-pass-metrics-worker-id fp4-gemm-runner-backend fp8-gemm-runner-backend fuseep-mode
      hisparse-config kv-canary kv-canary-real-data linear-attn-backend linear-attn-decode-backend
      linear-attn-prefill-backend lmcache-config-file mamba-radix-cache-strategy mm-feature-transport
      model-config-parser modelexpress-config msprobe-dump-config radix-cache-backend retraction-policy
      sidecar spec-trace-dir speculative-adaptive-config speculative-dspark-confidence-sts-path
      speculative-dspark-sps-table-path speculative-ngram-external-corpus-path ssl-ca-certs ssl-certfile
      ssl-keyfile ssl-keyfile-password tokenizer-backend trace-modules`,
    list: `
      cuda-graph-bs-decode cuda-graph-bs-prefill decoupled-spec-connect-endpoints
      encoder-register-urls gc-threshold sidecar-args`,
    json: 'cuda-graph-config default-chat-template-kwargs',
  },
  {
    first: '0.5.23',
    last: '0.5.23',
    bare: `
      dcp-replicate-q-proj disable-aiter-allreduce-fusion-in-decode
      disable-aiter-allreduce-fusion-in-prefill disaggregation-enable-kv-checksum
      enable-amd-monokernel enable-cp-decode-attn-tp enable-cp-tp-group-sharing
      enable-decoder-swa-bounded-replay enable-dense-mlp-attn-tp enable-dsa-fused-indexer
      enable-encoder-swa-bounded-replay enable-hicache enable-http-worker-reuseport
      enable-kv-cache-sharding enable-layernorm-sp enable-lean-attention enable-linear-replayssm-spec
      enable-linker-mla-dedup enable-megamoe-for-layernorm-sp enable-nvidia-megakernel
      enable-paged-experts enable-pd-role-switch enable-response-store enable-return-aux-hidden-states
      enable-shared-experts-attn-tp enable-tp-lm-head-all-to-all enable-unified-cache-external-linker
      enable-w4a4-mxfp4-megamoe enable-watermark language-model-only mlx-enable-sampling
      ple-offload-embedding return-input-ids return-output-ids speculative-enable-w4a4-mxfp4-megamoe
      speculative-use-block-verification trust-mm-content-hashes trust-request-chat-template
      watermark-default-enabled watermark-enforce-all`,
    int: `
      attention-data-parallel-size attn-dp-size c128-page-size constrained-json-max-whitespace-cnt
      context-bucket cuda-graph-max-seq-len-prefill cuda-graph-prefill-max-context dsa-triton-union
      dwdp-size gated-launch-port grpc-response-timeout-secs grpc-worker-threads
      hicache-storage-prefetch-retry-max-attempts hicache-storage-prefetch-retry-poll-interval
      http2-initial-connection-window-size http2-max-concurrent-streams mamba-max-states-per-path
      media-url-max-file-size-mb mm-io-worker-num mm-preprocess-cache-size-mb mm-processor-worker-num
      paged-experts-num-resident prefill-decode-interval prefill-decode-interval-min-bs
      sampling-mask-max-tokens shared-experts-tp-size speculative-domino-candidate-pool-size
      speculative-draft-sink-size swa-prefix-tails watermark-context-window weight-cache-timeout`,
    float: `
      disaggregation-decode-host-receive-threshold hicache-host-memory-fraction
      watermark-max-probability watermark-mixing-probability`,
    text: `
      aux-hidden-state-capture boundary-reduction dcp-comm-backend deepep-v2-mode
      disaggregation-decode-allocation-policy disaggregation-decode-retraction-backup dsv4-attn-backend
      dsv4-prefill-backend expert-balancedness-report-mode flashinfer-a2a-dispatch-type
      hicache-host-memory-mode image-processor-backend linear-attn-verify-backend load-publish-endpoint
      mm-global-cache-backend monokernel-backend otlp-service-name ple-offload-backend ple-offload-dir
      prefill-kv-cache-dequant-dtype qsa-indexer-dtype return-hidden-states-mode
      speculative-boundary-reduction speculative-draft-kv-cache-dtype speculative-dsa-topk-backend
      startup-weight-load-mode unified-cache-external-linker-backend uno-lora-path watermark-config
      watermark-key watermark-key-b weight-cache-mode weight-cache-socket`,
    list: 'allowed-media-domains flashinfer-autotune-skip-ops return-aux-hidden-state-layer-ids',
    json: 'radix-eviction-policy-config unified-cache-external-linker-config',
  },
]
