/**
 * Ends of real logs and words of real kubelets and schedulers, cut to what matters; what each must be read as.
 * Sources: the issues named by the rules, and the texts of the published packages.
 * @module
 */
import type { FailureReason } from '../../../src/controllers/failures/failure.ts'

type Excerpt = readonly [FailureReason, string, RegExp]

/** Last words of engines. */
export const lastWords: readonly Excerpt[] = [
  [
    'CacheTooSmall',
    "(EngineCore_DP0 pid=271) ERROR 10-19 23:25:24 [core.py:792] ValueError: To serve at least one request with the models's max seq len (131072), (16.00 GiB KV cache is needed, which is larger than the available KV cache memory (11.24 GiB). Based on the available memory, the estimated maximum model length is 92064. Try increasing `gpu_memory_utilization` or decreasing `max_model_len` when initializing the engine.",
    /131,072 tokens.*92,064/,
  ],
  [
    'CacheTooSmall',
    "ValueError: To serve at least one request with the models's max seq len (32768), (4.00 GiB KV cache is needed, which is larger than the available KV cache memory (2.00 GiB). Try increasing",
    /4\.00 GiB.*2\.00 GiB/,
  ],
  [
    'CacheTooSmall',
    "ValueError: The model's max seq len (131072) is larger than the maximum number of tokens that can be stored in KV cache (92112). Try increasing `gpu_memory_utilization` or decreasing `max_model_len`",
    /92,112/,
  ],
  [
    'NoCacheMemory',
    'ValueError: No available memory for the cache blocks. Try increasing `gpu_memory_utilization` when initializing the engine.',
    /no device memory for the KV cache/,
  ],
  [
    'NoCacheMemory',
    'ValueError: Cannot auto-fit max_model_len: not enough GPU memory available to serve even a single token.',
    /no device memory/,
  ],
  [
    'NoCacheMemory',
    'RuntimeError: Not enough memory. Please try to increase --mem-fraction-static.',
    /memory fraction/,
  ],
  [
    'NoCacheMemory',
    'RuntimeError: Loaded weights leave no GPU memory for the KV cache under --mem-fraction-static=0.8. Raise --mem-fraction-static above 0.861.',
    /memory fraction/,
  ],
  [
    'OutOfMemory',
    'RuntimeError: CUDA out of memory occurred when warming up sampler with 1024 dummy requests. Please try lowering `max_num_seqs` or `gpu_memory_utilization` when initializing the engine.',
    /1,024 requests/,
  ],
  [
    'OutOfMemory',
    'torch.OutOfMemoryError: HIP out of memory. Tried to allocate 14.00 GiB. GPU 0 has a total capacity of 191.98 GiB of which 6.12 GiB is free. Of the allocated memory 184.02 GiB is allocated by PyTorch\nRuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {}',
    /191\.98 GiB.*14\.00 GiB/,
  ],
  [
    'DeviceMemoryHeld',
    'ValueError: Free memory on device (31.44/191.98 GiB) on startup is less than desired GPU memory utilization (0.95, 182.38 GiB). Decrease GPU memory utilization or reduce GPU memory used by other processes.',
    /31\.44 of 191\.98 GiB/,
  ],
  [
    'DeviceMemoryHeld',
    'ValueError: Free memory on device cuda:0 (111.99/139.8 GiB) on startup is less than desired GPU memory utilization (0.95, 132.81 GiB).',
    /111\.99 of 139\.8 GiB/,
  ],
  [
    'BadParallelism',
    'Value error, Total number of attention heads (40) must be divisible by tensor parallel size (16). [type=value_error]',
    /attention heads \(40\)/,
  ],
  ['BadParallelism', 'AssertionError: 3420 is not divisible by 8', /3420 is not divisible by 8/],
  [
    'BadParallelism',
    'ValueError: Weight input_size_per_partition = 1368 is not divisible by weight quantization block_k = 128.',
    /block_k = 128/,
  ],
  [
    'BadParallelism',
    'AssertionError: DP adjusted local rank 4 is out of bounds for 4 devices.',
    /the 4 its pod has/,
  ],
  [
    'MissingKernel',
    'RuntimeError: HIP error: invalid device function\nHIP kernel errors might be asynchronously reported at some other API call, so the stacktrace below might be incorrect.\nFor debugging consider passing AMD_SERIALIZE_KERNEL=3',
    /no kernels/,
  ],
  ['FormatUnsupported', 'RuntimeError: Unsupported dtype: torch.float8_e4m3fn', /float8_e4m3fn/],
  [
    'FormatUnsupported',
    'ValueError: bitsandbytes quantization is currently not supported in rocm.',
    /bitsandbytes/,
  ],
  ['ArgumentInvalid', 'vllm: error: unrecognized arguments: --swap-space 4', /--swap-space 4/],
  [
    'ArgumentInvalid',
    'Value error, User-specified max_model_len (262144) is greater than the derived max_model_len (max_position_embeddings=40960 or model_max_length=None in model’s config.json).',
    /262144/,
  ],
  [
    'ModelGated',
    'OSError: You are trying to access a gated repo.\nMake sure to have access to it at https://huggingface.co/meta-llama/Llama-3.3-70B-Instruct.\n401 Client Error. (Request ID: Root=1-6735bc0f)\n\nCannot access gated repo for url https://huggingface.co/meta-llama/Llama-3.3-70B-Instruct/resolve/main/config.json.\nAccess to model meta-llama/Llama-3.3-70B-Instruct is restricted. You must have access to it and be authenticated to access it. Please log in.',
    /gated/,
  ],
  [
    'ModelMissing',
    "OSError: Qwen/Qwen3-23B is not a local folder and is not a valid model identifier listed on 'https://huggingface.co/models'",
    /no such model/,
  ],
  [
    'HubRateLimited',
    'requests.exceptions.HTTPError: 429 Client Error: Too Many Requests for url: https://huggingface.co/meta-llama/Meta-Llama-3-8B/resolve/main/config.json',
    /429/,
  ],
  [
    'HubUnreachable',
    "OSError: We couldn't connect to 'https://huggingface.co' to load the files, and couldn't find them in the cached files.",
    /cannot be reached/,
  ],
  [
    'CollectiveTimeout',
    '[rank3]:[E321 02:07:08.408271257 ProcessGroupNCCL.cpp:607] [Rank 3] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=1580, OpType=ALLREDUCE, NumelIn=466119168, NumelOut=466119168, Timeout(ms)=600000) ran for 600004 milliseconds before timing out.',
    /RCCL \(ALLREDUCE\)/,
  ],
  [
    'DeviceFault',
    'Memory access fault by GPU node-3 (Agent handle: 0x5581) on address 0x7f0. Reason: Unknown.',
    /fault/,
  ],
  ['DeviceUnavailable', 'RuntimeError: No HIP GPUs are available', /sees no GPU/],
  [
    'SharedMemory',
    'Bus error. It is possible that dataloader’s workers are out of shared memory.',
    /shared memory/,
  ],
  [
    'EngineCrashing',
    '(APIServer pid=1) RuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {}',
    /further up/,
  ],
]

/** Reason and message of a container that waits. */
export const waitings: readonly (readonly [FailureReason, string, string, RegExp])[] = [
  [
    'ImagePull',
    'ImagePullBackOff',
    'Back-off pulling image "vllm/vllm-openai-rocm:v0.99.0": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image: not found',
    /name and tag/,
  ],
  [
    'ImagePull',
    'ErrImagePull',
    'failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized',
    /pull secret that may read it/,
  ],
  [
    'ImagePull',
    'ErrImagePull',
    'toomanyrequests: You have reached your unauthenticated pull rate limit.',
    /limits pulls/,
  ],
  ['ImagePull', 'ErrImagePull', 'write /var/lib/containerd/x: no space left on device', /make room/],
  ['ImagePull', 'InvalidImageName', '', /name and tag/],
  ['ContainerConfig', 'CreateContainerConfigError', 'secret "hub" not found', /Secret/],
]

/** Reason and message of a pod that the kubelet refused or removed. */
export const refusals: readonly (readonly [FailureReason, string, string, RegExp])[] = [
  [
    'DeviceUnavailable',
    'UnexpectedAdmissionError',
    'Allocate failed due to no healthy devices present; cannot allocate unhealthy devices amd.com/gpu, which is unexpected',
    /device plugin/,
  ],
  [
    'DeviceUnavailable',
    'UnexpectedAdmissionError',
    'Allocate failed due to requested number of devices unavailable for amd.com/gpu. Requested: 2, Available: 1, which is unexpected',
    /device plugin/,
  ],
  ['Evicted', 'Evicted', 'The node was low on resource: ephemeral-storage.', /memory and disk/],
]

/** Messages of the scheduler. */
export const unschedulables: readonly (readonly [string, RegExp])[] = [
  [
    '0/3 nodes are available: 1 node(s) had untolerated taint {amd-gpu-unhealthy: }, 2 Insufficient amd.com/gpu.',
    /repaired/,
  ],
  [
    '0/2 nodes are available: 2 node(s) had untolerated taint(s) {amd.com/gpu: true}. preemption: 0/2 nodes are available',
    /amd\.com\/gpu: true/,
  ],
]
