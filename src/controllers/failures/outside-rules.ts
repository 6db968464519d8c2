/**
 * What engines meet outside their own device: the hub, other ranks, the GPU's driver, shared memory.
 * @module
 */
import type { Rule } from './rule.ts'

export const outsideRules: readonly Rule[] = [
  {
    reason: 'HubRateLimited',
    place: 'words',
    patterns: [
      /429 Client Error/,
      /\b429\b[^\n]{0,40}Too Many Requests/,
      /We had to rate limit (?:you|your IP)/,
    ],
    source: 'huggingface/transformers#34841, ai-dynamo/dynamo#874',
    message: () => 'the model hub refuses more downloads for now (HTTP 429)',
    remedy:
      'it is tried again later; keep the model in a cache volume so that it is loaded once, and give the pods a hub token, which has a limit of its own',
  },
  {
    reason: 'ModelGated',
    place: 'words',
    patterns: [
      /Cannot access gated repo/,
      /trying to access a gated repo/,
      /Access to model [^\s]{1,200} is restricted/,
      /GatedRepoError/,
      /Invalid (?:credentials in Authorization header|username or password)/,
    ],
    source: 'huggingface_hub errors; ROCm and vLLM logs with Llama and Gemma',
    message: () => 'the model is gated, and the hub does not let this token read it',
    remedy:
      'accept the model’s terms with the account of the token, and name a Secret with that token for the pods',
  },
  {
    reason: 'ModelMissing',
    place: 'words',
    patterns: [
      /Repository Not Found for url/,
      /Revision Not Found for url/,
      /RepositoryNotFoundError|RevisionNotFoundError/,
      /is not a local folder and is not a valid model identifier/,
      /Invalid repository ID or local directory specified/,
      /does not appear to have a file named (?:config\.json|params\.json)/,
    ],
    source: 'huggingface_hub and transformers errors; vLLM transformers_utils/config.py',
    message: () => 'the hub has no such model or revision, or not for this token',
    remedy:
      'check the name and revision of the model; a private one needs a Secret with a token that may read it',
  },
  {
    reason: 'HubUnreachable',
    place: 'words',
    patterns: [
      /couldn't connect to 'https:\/\/huggingface\.co'/,
      /LocalEntryNotFoundError/,
      /host='huggingface\.co'[^\n]{0,80}Max retries exceeded/,
      /Failed to resolve 'huggingface\.co'/,
    ],
    source: 'transformers and huggingface_hub errors; urllib3',
    message: () => 'the model hub cannot be reached from the pod',
    remedy:
      'check DNS, proxy and network policies of the namespace, or set HF_ENDPOINT to a mirror that can be reached',
  },
  {
    reason: 'CollectiveTimeout',
    place: 'words',
    patterns: [
      /Watchdog caught collective operation timeout: WorkNCCL\([^)\n]{0,200}OpType=(\w{1,40})/,
      /Watchdog caught collective operation timeout/,
      /(?:NCCL|RCCL) (?:error|WARN)[^\n]{0,200}/,
      /unhandled (?:system|cuda|hip) error[^\n]{0,40}(?:NCCL|RCCL) version/,
      /client socket has timed out after \d{1,9} ?ms/,
      /DistStoreError: Timed out/,
    ],
    source: 'PyTorch ProcessGroupNCCL and TCPStore; vllm-project/vllm#2734, #6042; RCCL honours NCCL names',
    message: (caught) =>
      `the GPUs of one replica lost each other in RCCL${caught(1) === '' ? '' : ` (${caught(1)})`}`,
    remedy:
      'it is tried again; if it comes back, look at the other ranks’ logs first, then at the fabric: xGMI and GPU health inside a node, NCCL_SOCKET_IFNAME and NCCL_IB_HCA between nodes',
  },
  {
    reason: 'DeviceFault',
    place: 'words',
    patterns: [
      /Memory access fault by GPU node-\d{1,4}/,
      /HSA_STATUS_ERROR_(?:HARDWARE|MEMORY)_\w{1,40}/,
      /HSA_STATUS_ERROR_EXCEPTION/,
      /HIP error: (?:an illegal memory access|unspecified launch failure)/,
    ],
    source: 'ROCm runtime; sgl-project/sglang#7691',
    message: () => 'the GPU stopped with a fault',
    remedy:
      'if it happens on one node only, drain that node and check the GPU; on every node it is the engine: try another version of it, or without graphs (--enforce-eager)',
  },
  {
    reason: 'DeviceUnavailable',
    place: 'words',
    patterns: [
      /No (?:HIP|CUDA) GPUs are available/,
      /Failed to infer device type/,
      /Unable to open \/dev\/kfd[^\n]{0,60}/,
      /hipErrorNoDevice/,
    ],
    source: 'PyTorch and vLLM platform checks; ROCm runtime',
    message: () => 'the engine sees no GPU in its pod',
    remedy:
      'check that the container asks for the GPU resource, that its user may open /dev/kfd and /dev/dri (groups video and render), and that the image is built for ROCm',
  },
  {
    reason: 'SharedMemory',
    place: 'words',
    patterns: [/insufficient shared memory \(shm\)/, /Bus error/, /No space left on device: '\/dev\/shm/],
    source: 'PyTorch data loading and RCCL, which exchange through /dev/shm',
    message: () => 'the shared memory of the pod is too small for the ranks of the engine',
    remedy: 'mount an emptyDir with medium Memory on /dev/shm',
  },
  {
    reason: 'EngineCrashing',
    place: 'words',
    patterns: [/Engine core initialization failed\. See root cause above/, /EngineCore failed to start/],
    engine: { backend: 'vllm' },
    source: 'vLLM, v1/engine/utils.py: the process that answers tells only that the other one died',
    message: () =>
      'the engine’s own process died while it started, and why is further up than the words kept',
    remedy: 'read the whole log of the container’s last run (kubectl logs --previous)',
  },
]
