/**
 * Situations whose screens are kept as files, to be read. Figures move with the arithmetic; the words should not.
 * @module
 */
import type { IntentRequest } from '../../../src/api/intent.ts'
import type { DecisionContext } from '../../../src/decide/context.ts'
import { decide } from '../../../src/decide/decide.ts'
import type { Decision } from '../../../src/decide/decision.ts'
import { pinOf } from '../../../src/decide/pin.ts'
import { recheck } from '../../../src/decide/recheck.ts'
import { cluster, configuration, knowing, nodes, recipe, sandboxHardware, wanting } from '../builders.ts'

export interface Situation {
  readonly name: string
  readonly request: IntentRequest
  readonly context: DecisionContext
  readonly decision: Decision
}

export const qwen = recipe('qwen3-32b-mi300x-bf16', { modelId: 'Qwen/Qwen3-32B' })
const qwenFp8 = recipe('qwen3-32b-mi300x-fp8', { modelId: 'Qwen/Qwen3-32B', precision: 'fp8' })
const qwenMI350X = recipe('qwen3-32b-mi350x-bf16', { modelId: 'Qwen/Qwen3-32B', hardware: 'MI350X' })
const qwenSGLang = recipe('qwen3-32b-mi300x-sglang', {
  modelId: 'Qwen/Qwen3-32B',
  backend: 'sglang',
  configurations: [configuration(1, { args: ['--context-length=32768'] })],
})

function decided(name: string, request: IntentRequest, context: DecisionContext): Situation {
  return { name, request, context, decision: decide(request, context) }
}

/** A plan that was pinned while its nodes were here, judged again after they went. */
function pinned(
  name: string,
  request: IntentRequest,
  before: DecisionContext,
  now: DecisionContext,
): Situation {
  const pin = pinOf(decide(request, before), { namespace: 'default', name: 'x' })
  if (pin === undefined) throw new Error('nothing was pinned')
  return { name, request, context: now, decision: recheck(request, pin, now) }
}

const oneMI300X = knowing(cluster(nodes('MI300X', 1)))
const declaredMI300X = knowing(cluster(nodes('MI300X', 1, { origin: 'declared' })))

const llama = wanting('meta-llama/Llama-3.3-70B-Instruct', { gpuCount: 1, precision: 'bf16' })

/** The longest request that one MI300X holds, whatever the arithmetic of the day. */
function longest(request: IntentRequest): number {
  const memory = decide(request, oneMI300X).chosen?.memory
  if (memory === undefined) throw new Error('nothing was computed')
  return memory.largestMaxModelLen
}

export const situations: readonly Situation[] = [
  decided(
    'fits',
    wanting('Qwen/Qwen3-32B', { gpuCount: 1 }),
    knowing(sandboxHardware, [qwen, qwenFp8, qwenMI350X]),
  ),
  decided('fits-over-four', wanting('Qwen/Qwen3-235B-A22B', { gpuCount: 4 }), knowing(sandboxHardware)),
  decided(
    'marginal',
    { ...llama, intent: { ...llama.intent, maxModelLen: longest(llama) - 4096 } },
    oneMI300X,
  ),
  decided(
    'heterogeneous',
    wanting('meta-llama/Llama-3.3-70B-Instruct', { maxModelLen: 32_768 }),
    knowing(
      cluster(
        nodes('MI355X', 1, { free: [1], holders: 2 }),
        nodes('MI325X', 2, { free: [8, 4], holders: 1 }),
        nodes('MI300X', 4),
        nodes('MI250', 2),
      ),
    ),
  ),
  decided(
    'partition',
    wanting('Qwen/Qwen3-0.6B', { gpuCount: 1 }),
    knowing(cluster(nodes('MI300X', 1, { gpus: 64, partition: 'cpx_nps4' }))),
  ),
  decided(
    'hybrid',
    wanting('Qwen/Qwen3-Next-80B-A3B-Instruct', { gpuCount: 2, precision: 'bf16' }),
    knowing(cluster(nodes('MI300X', 1))),
  ),
  decided('mla-on-eight', wanting('deepseek-ai/DeepSeek-R1-0528', { gpuCount: 8 }), oneMI300X),
  decided(
    'sglang',
    wanting('Qwen/Qwen3-32B', { gpuCount: 1, backend: 'sglang' }),
    knowing(cluster(nodes('MI300X', 1)), [qwen, qwenSGLang]),
  ),
  decided(
    'no-capacity',
    wanting('Qwen/Qwen3-32B', { gpuCount: 4 }),
    knowing(cluster(nodes('MI300X', 2, { free: [3, 1], holders: 4 }))),
  ),
  decided(
    'replicas',
    { ...wanting('Qwen/Qwen3-32B', { gpuCount: 4, recipe: qwen.name }), replicas: 3 },
    knowing(cluster(nodes('MI300X', 2, { free: [8, 3], holders: 2 })), [qwen]),
  ),
  pinned(
    'pinned',
    wanting('Qwen/Qwen3-32B', { gpuCount: 1 }),
    knowing(sandboxHardware, [qwen]),
    knowing(cluster(nodes('MI355X', 1))),
  ),
  // 10 KV heads do not divide over 4
  decided('fewer-gpus', wanting('microsoft/phi-4', { gpuCount: 4 }), oneMI300X),
  decided('smaller-precision', wanting('mistralai/Mistral-Large-Instruct-2407', { gpuCount: 1 }), oneMI300X),
  decided('build', wanting('RedHatAI/Qwen3-32B-FP8-dynamic', { gpuCount: 1 }), oneMI300X),
  decided('unknown-model', wanting('acme/Secret-7B', { gpuCount: 2 }), knowing(sandboxHardware)),
  decided(
    'too-large',
    wanting('amd/Llama-3.1-405B-Instruct-FP8-KV', { gpuCount: 1 }),
    knowing(sandboxHardware),
  ),
  decided(
    'cache-too-small',
    wanting('meta-llama/Llama-3.3-70B-Instruct', { gpuCount: 1, precision: 'bf16', maxModelLen: 131_072 }),
    knowing(cluster(nodes('MI300X', 1))),
  ),
  decided(
    'nothing-left',
    wanting('Qwen/Qwen3-32B', {
      gpuCount: 1,
      precision: 'bf16',
      engineArgs: ['--gpu-memory-utilization=0.3'],
    }),
    oneMI300X,
  ),
  decided('declared', wanting('Qwen/Qwen3-235B-A22B', { gpuCount: 2, precision: 'bf16' }), declaredMI300X),
  decided(
    'observed',
    wanting('Qwen/Qwen3-235B-A22B', { gpuCount: 2, precision: 'bf16' }),
    knowing(cluster(nodes('MI300X', 2))),
  ),
  decided('no-amd-node', wanting('Qwen/Qwen3-32B', { gpuCount: 1 }), knowing(cluster())),
  decided(
    'wrong-parallelism',
    wanting('microsoft/phi-4', { gpuCount: 4, engineArgs: ['-tp=4'] }),
    knowing(sandboxHardware),
  ),
  decided(
    'fp8-block',
    wanting('Qwen/Qwen3-235B-A22B-FP8', { gpuCount: 8, engineArgs: ['--tensor-parallel-size=8'] }),
    oneMI300X,
  ),
  decided(
    'recipe-mismatch',
    wanting('Qwen/Qwen3-8B', { gpuCount: 1, recipe: qwen.name }),
    knowing(sandboxHardware, [qwen]),
  ),
  decided(
    'other-image',
    wanting('Qwen/Qwen3-32B', {
      gpuCount: 1,
      image: 'lmsysorg/sglang:v0.5.16-rocm720-mi35x',
      nodeSelector: { 'amd.com/gpu.device-id': '74a1' },
    }),
    knowing(sandboxHardware),
  ),
  decided(
    'two-faults',
    wanting('Qwen/Qwen3-32B', { gpuCount: 1, precision: 'int4', maxModelLen: 999_999 }),
    knowing(sandboxHardware),
  ),
  decided(
    'bad-arguments',
    wanting('Qwen/Qwen3-32B', { engineArgs: ['--max-modle-len=4096', '--tensor-parallel-size=two'] }),
    knowing(sandboxHardware),
  ),
]
