import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseWorkload, toIntentRequest } from '../../../src/api/workload/workload.ts'
import { decide } from '../../../src/decide/decide.ts'
import { betterList } from '../../../src/decide/written/better-list.ts'
import { betterArguments, writtenProblems } from '../../../src/decide/written/judge-written.ts'
import { listLine } from '../../../src/decide/written/list-text.ts'
import { vllmShort } from '../../../src/engines/vllm-arguments.ts'
import { model, said, understood } from '../../api/workload/builders.ts'
import { cluster, knowing, nodes, sandboxHardware } from '../builders.ts'

type Parts = Parameters<typeof understood>[0]
const container = 'spec.template.spec.containers[0]'
const problems = (parts: Parts) =>
  writtenProblems(understood(parts)).map(({ severity, path, message }) => `${severity} ${path}: ${message}`)
const suggestions = (parts: Parts) =>
  writtenProblems(understood(parts)).find(({ suggestion }) => suggestion)?.suggestion?.list
const better = (parts: Parts, context = knowing(sandboxHardware)) => {
  const workload = understood(parts)
  return betterArguments(workload, decide(toIntentRequest(workload), context))
}
const serve = (...args: string[]) => ({ command: ['vllm', 'serve', model], args })
const gpus = (count: number) => ({ resources: { limits: { 'amd.com/gpu': count } } })

describe('a better list', () => {
  it('has as many ranks as the container has GPUs', () => {
    expect(
      better({ container: { ...serve('--tensor-parallel-size', '2', '--dtype', 'half'), ...gpus(4) } }),
    ).toEqual({
      path: `${container}.args`,
      list: ['--tensor-parallel-size', '4', '--dtype', 'half'],
    })
    expect(better({ container: { ...serve('--seed=1'), ...gpus(2) } })?.list).toEqual([
      '--seed=1',
      '--tensor-parallel-size=2',
    ])
  })

  it('comes with the GPUs it needs, where no list runs on those there are', () => {
    const found = better({ container: { ...serve('--tensor-parallel-size=3'), ...gpus(3) } })
    expect(found).toEqual({
      path: `${container}.args`,
      list: ['--tensor-parallel-size=2'],
      also: [{ path: `${container}.resources.limits["amd.com/gpu"]`, value: 2 }],
    })
    expect(found && listLine(found)).toBe(
      `args: ["--tensor-parallel-size=2"], ${container}.resources.limits["amd.com/gpu"]: 2`,
    )
  })

  it('has a length that the cache holds', () => {
    const small = knowing(cluster(nodes('MI300X', 1)))
    const llama = { says: { model: 'meta-llama/Llama-3.3-70B-Instruct' } }
    const command = ['vllm', 'serve', 'meta-llama/Llama-3.3-70B-Instruct']
    const [flag] =
      better({ ...llama, container: { command, args: ['--seed=1'] } }, small)?.list.slice(-1) ?? []
    expect(flag).toMatch(/^--max-model-len=\d+$/)
    const set = better({ ...llama, container: { command, args: ['--max-model-len', '131072'] } }, small)
    expect(Number(set?.list[1])).toBeLessThan(131_072)
    // and is what fits
    const again = understood({ ...llama, container: { command, args: [...(set?.list ?? [])] } })
    expect(decide(toIntentRequest(again), small).verdict).not.toBe('DoesNotFit')
  })

  it('is written into a shell string as it stands', () => {
    const command = ['sh', '-c', `exec vllm serve ${model} -tp "2" \\\n  --dtype half # comment`]
    expect(better({ container: { command, ...gpus(4) } })?.list[2]).toBe(
      `exec vllm serve ${model} -tp 4 \\\n  --dtype half # comment`,
    )
    const bare = ['sh', '-c', `vllm serve ${model} 2>&1 | tee log`]
    expect(better({ container: { command: bare, ...gpus(2) } })?.list[2]).toBe(
      `vllm serve ${model} --tensor-parallel-size=2 2>&1 | tee log`,
    )
  })

  it('is none where all is well, or where the list cannot be seen', () => {
    expect(better({ container: { ...serve('--tensor-parallel-size=2'), ...gpus(2) } })).toBeUndefined()
    expect(
      better({ container: { command: ['vllm', 'serve', '--config', '/a.yaml'], ...gpus(2) } }),
    ).toBeUndefined()
  })

  const tensorParallel = fc.constantFrom('--tensor-parallel-size', '--tensor_parallel_size', '-tp')
  const rest = fc.subarray(['--seed=1', '--enforce-eager', '--dtype=half', '--max-num-seqs=8'])

  it('changes the argument in every spelling, and nothing else', () => {
    expect(vllmShort.tp).toBe('tensor-parallel-size')
    fc.assert(
      fc.property(
        tensorParallel,
        fc.boolean(),
        fc.boolean(),
        rest,
        rest,
        (flag, inline, shell, before, after) => {
          const words = (size: number) => [
            ...before,
            ...(inline ? [`${flag}=${size}`] : [flag, `${size}`]),
            ...after,
          ]
          const parts = (size: number) =>
            shell
              ? { container: { command: ['bash', '-c', `vllm serve ${model} ${words(size).join(' ')}`] } }
              : { container: { command: ['vllm', 'serve', model, ...words(size)] } }
          const found = betterList(understood(parts(2)).container, ['--tensor-parallel-size=4'])
          expect(found?.list).toEqual(parts(4).container.command)
        },
      ),
    )
  })
})

describe('items that are no words', () => {
  it('are cut where the engine would not', () => {
    const parts = { container: { ...serve('--tensor-parallel-size 2', '--dtype="half"', '--seed=1') } }
    expect(problems(parts)).toEqual([
      `error ${container}.args[0]: the engine gets "--tensor-parallel-size 2" as one word, which it does not know`,
      `error ${container}.args[1]: the engine gets "--dtype=\\"half\\"" as one word, which it does not know`,
    ])
    expect(suggestions(parts)).toEqual(['--tensor-parallel-size', '2', '--dtype=half', '--seed=1'])
  })

  it('are corrected in one list with everything else', () => {
    const container = serve('--seed 1', '--enforce-eager')
    expect(suggestions({ says: { model, 'max-model-len': '8192' }, container })).toEqual([
      '--seed',
      '1',
      '--enforce-eager',
      '--max-model-len=8192',
    ])
  })

  it('are no matter in a shell string', () => {
    expect(problems({ container: { command: ['sh', '-c', `vllm serve ${model} --dtype "half"`] } })).toEqual(
      [],
    )
  })
})

describe('a command line', () => {
  const asText = `${model} --tensor-parallel-size 2`

  it.each([
    [{ command: ['vllm', 'serve'], args: [asText] }, [model, '--tensor-parallel-size', '2']],
    [
      { image: 'vllm/vllm-openai-rocm:v0.33.0', args: [`serve ${asText}`] },
      ['serve', model, '--tensor-parallel-size', '2'],
    ],
  ])('that is one word is cut where it was meant to be: %j', (container, cut) => {
    expect(suggestions({ container })).toEqual(cut)
    expect(problems({ container })[0]).toMatch(/^error .*args\[0\]: the engine gets .* as one word/)
  })

  it('that is the name of a program is told apart', () => {
    const [problem] = writtenProblems(understood({ container: { command: [`vllm serve ${asText}`] } }))
    expect(problem?.path).toBe(`${container}.command[0]`)
    expect(problem?.fix).toBe(
      `write "vllm", "serve", "${model}", "--tensor-parallel-size", "2", or run it with sh -c`,
    )
  })

  it('that an unknown image brings is told to be unknown', () => {
    expect(problems({ container: { image: 'registry.local/ours:1' } })).toEqual([
      expect.stringMatching(/^warning .*image: nothing tells which engine registry.local\/ours:1 starts/),
    ])
    for (const known of [{}, { image: 'registry.local/vllm:v0.33.0' }, { image: 'ours:1', ...serve() }])
      expect(problems({ container: known })).toEqual([])
  })

  it('that names no model serves another one, or nothing', () => {
    const launch = ['python3', '-m', 'sglang.launch_server', '--host=::']
    expect(problems({ container: { command: ['vllm', 'serve'], args: ['--seed=1'] } })).toEqual([
      `warning ${container}.args: names no model, so vLLM serves its default and not ${model}`,
    ])
    expect(problems({ container: { command: launch } })).toEqual([
      `error ${container}.command: names no model, and SGLang does not start without one`,
    ])
    expect(suggestions({ container: { command: launch } })).toEqual([...launch, `--model-path=${model}`])
    const env = [{ name: 'MODEL', valueFrom: {} }]
    expect(problems({ container: { command: [...launch, '--model-path=$(MODEL)'], env } })).toEqual([])
  })

  it.each([
    [[], true],
    [['--host', 'localhost'], true],
    [['--host=0.0.0.0'], false],
    [['--host', '$(POD_IP)'], false],
  ])('of SGLang that listens with %j is reached from its own pod only: %j', (told, isLocal) => {
    const command = ['python3', '-m', 'sglang.launch_server', '--model-path', model, ...told]
    const found = problems({ container: { command } })
    expect(found).toEqual(isLocal ? [expect.stringContaining('where neither Services nor probes')] : [])
  })
})

describe('what was made for NVIDIA', () => {
  const cuda = {
    container: {
      image: 'vllm/vllm-openai:v0.11.0',
      resources: { limits: { 'nvidia.com/gpu': 1 } },
      env: [{ name: 'CUDA_VISIBLE_DEVICES', value: '0' }],
    },
    pod: { nodeSelector: { 'nvidia.com/gpu.product': 'H100' }, tolerations: [{ key: 'nvidia.com/gpu' }] },
  }

  it('is named, each with its field', () => {
    expect(problems(cuda).map((line) => line.split(': ')[0])).toEqual([
      `error ${container}.image`,
      `error ${container}.resources.limits["nvidia.com/gpu"]`,
      'error spec.template.spec.nodeSelector["nvidia.com/gpu.product"]',
      `warning ${container}.env[0]`,
    ])
  })

  it('is fine where it is to be converted', () => {
    expect(problems({ ...cuda, says: { model, convert: 'cuda' } })).toEqual([])
  })

  it('is told of the other containers too, which no conversion touches', () => {
    const asks = { resources: { limits: { 'nvidia.com/gpu': 1 } } }
    const parts = {
      others: [{ name: 'metrics', image: 'exporter:1', ...asks }],
      container: serve(),
      pod: { initContainers: [{ name: 'check', image: 'cuda:12', ...asks }] },
    }
    const paths = ['initContainers[0]', 'containers[1]']
    for (const says of [{ model }, { model, convert: 'cuda' }])
      expect(problems({ ...parts, says })).toEqual(
        paths.map(
          (path) =>
            `error spec.template.spec.${path}.resources.limits["nvidia.com/gpu"]: no node with AMD GPUs offers nvidia.com/gpu`,
        ),
      )
  })

  it('is an affinity that leaves no node with AMD GPUs', () => {
    const term = (key: string, operator = 'Exists') => ({ matchExpressions: [{ key, operator }] })
    const wanting = (...nodeSelectorTerms: object[]) => ({
      container: serve(),
      pod: {
        affinity: {
          nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
        },
      },
    })
    expect(problems(wanting(term('nvidia.com/gpu.present')))).toEqual([
      expect.stringContaining('no node with AMD GPUs has the label nvidia.com/gpu.present'),
    ])
    expect(problems(wanting(term('nvidia.com/gpu.present'), term('zone')))).toEqual([])
    expect(problems(wanting(term('nvidia.com/gpu.present', 'DoesNotExist')))).toEqual([])
  })

  it('is an image that asks for amd.com/gpu too, and the ROCm image is named', () => {
    const [problem] = writtenProblems(
      understood({ container: { image: 'vllm/vllm-openai:v0.33.0', ...gpus(1) } }),
    )
    expect(problem?.message).toContain('is built for CUDA, the container asks for amd.com/gpu')
    expect(problem?.fix).toContain('vllm/vllm-openai-rocm:v0.33.0')
  })

  it('is never said of a ROCm image', () => {
    expect(problems({ container: { image: 'rocm/vllm:rocm7.0_vllm_0.16.0', ...gpus(1) } })).toEqual([])
  })
})

describe('variables', () => {
  const env = (name: string, value: string) => ({ env: [{ name, value }] })
  it.each([
    ['0', 2, 'error'],
    ['0,1', 2, undefined],
    ['', 1, 'error'],
    ['-1', 1, 'error'],
    ['0,-1,1', 2, 'error'],
  ])('HIP_VISIBLE_DEVICES=%s on %i GPUs', (value, count, severity) => {
    const parts = {
      container: { ...serve(`-tp=${count}`), ...gpus(count), ...env('HIP_VISIBLE_DEVICES', value) },
    }
    expect(writtenProblems(understood(parts))[0]?.severity).toBe(severity)
  })

  it('that the engine does not know do nothing', () => {
    expect(problems({ container: { ...serve(), ...env('VLLM_ROCM_USE_AITTER', '1') } })[0]).toMatch(
      /^warning .*env\[0\]/,
    )
  })
})

describe('annotations without effect', () => {
  it('are those that the own command line does not say, with the list that does', () => {
    const parts = { says: { model, 'max-model-len': '8192', precision: 'fp8' }, container: serve('--seed=1') }
    expect(problems(parts)).toHaveLength(2)
    const all = ['--seed=1', '--max-model-len=8192', '--quantization=fp8']
    expect(writtenProblems(understood(parts)).map(({ suggestion }) => suggestion?.list)).toEqual([all, all])
  })

  it('do not include what it does say', () => {
    const says = { model, 'max-model-len': '8192', precision: 'bf16' }
    expect(problems({ says, container: serve('--max-model-len', '8192', '--dtype=bfloat16') })).toEqual([])
    expect(problems({ says })).toEqual([])
  })

  it('include a recipe, whose arguments nobody uses', () => {
    expect(problems({ says: { model, recipe: 'mine' }, container: serve() })[0]).toMatch(/^warning .*recipe/)
  })
})

describe('names and words that the engine does not know', () => {
  const list = (...args: string[]) => suggestions({ container: { ...serve(...args), ...gpus(1) } })

  it('are corrected in place, in every form', () => {
    expect(list('--max-modle-len=8192', '--seed=1')).toEqual(['--max-model-len=8192', '--seed=1'])
    expect(list('--context-length', '8192')).toEqual(['--max-model-len', '8192'])
    expect(list('--dtype', 'bf16', '--sede=1')).toEqual(['--dtype', 'bfloat16', '--seed=1'])
    expect(list('--kv_cache_dtype', 'fp8_e5m3')).toEqual(['--kv_cache_dtype', 'fp8_e4m3'])
    const command = ['sh', '-c', `vllm serve ${model} --max_modle_len 8192 --max-num-seqs 4`]
    expect(suggestions({ container: { command, ...gpus(1) } })?.at(-1)).toBe(
      `vllm serve ${model} --max-model-len 8192 --max-num-seqs 4`,
    )
  })

  it('are told without a list where that holds what is no text', () => {
    const args = [{ toString: null }, '--max-modle-len=8192']
    const container = { command: ['vllm', 'serve', model], args, ...gpus(1) }
    expect(suggestions({ container })).toBeUndefined()
    expect(problems({ container }).join()).toContain('unknown argument "--max-modle-len"')
  })

  it('are not judged in an image whose engine nobody can tell', () => {
    const container = { image: 'acme/server:1', ...serve('--max-modle-len=8192'), ...gpus(1) }
    expect(problems({ container })).toEqual([])
  })
})

describe('a group of pods', () => {
  const group = (gpusOfLeader: number, gpusOfWorker: number, ...args: string[]) => {
    const template = (count: number, more: object) => ({
      spec: { containers: [{ name: 'server', ...more, ...gpus(count) }] },
    })
    const { workload } = parseWorkload({
      apiVersion: 'leaderworkerset.x-k8s.io/v1',
      kind: 'LeaderWorkerSet',
      metadata: { name: 'x', annotations: said({ model }) },
      spec: {
        leaderWorkerTemplate: {
          size: 2,
          leaderTemplate: template(gpusOfLeader, serve('--nnodes', '$(LWS_GROUP_SIZE)', ...args)),
          workerTemplate: template(gpusOfWorker, { command: ['vllm', 'serve', model, '--headless'] }),
        },
      },
    })
    return workload === undefined ? undefined : writtenProblems(workload).map(({ message }) => message)
  }

  it('has as many ranks as all its GPUs, or as those of one pod', () => {
    expect(group(8, 8, '-tp', '8', '-pp', '2')).toEqual([])
    expect(group(8, 8, '-tp', '8')).toEqual([])
    expect(group(8, 4, '-tp', '8', '-pp', '2')).toEqual([
      'the arguments make 16 ranks, the 2 pods of the group have 12 GPUs',
    ])
  })

  it('cuts layers inside a pod and stages between pods, or is told that the network is slow', () => {
    expect(group(8, 8, '-tp', '16')).toEqual([
      'tensor parallel 16 spans the pods of the group, so every layer waits for the network between them',
    ])
  })
})

describe('devices that are named twice', () => {
  const onMI355X = { nodeSelector: { 'amd.com/gpu.product-name': 'AMD_Instinct_MI355X_OAM' } }

  it('are an error where no device is both', () => {
    expect(problems({ says: { model, accelerator: 'MI300X' }, pod: onMI355X })).toEqual([
      `error metadata.annotations["fitgate.dev/accelerator"]: is MI300X, but the pod's node selector, affinity or resource leaves MI355X`,
    ])
  })

  it('are none where one is both, or where the pod names no device', () => {
    expect(problems({ says: { model, accelerator: 'MI300X, MI355X' }, pod: onMI355X })).toEqual([])
    expect(
      problems({ says: { model, accelerator: 'MI300X' }, pod: { nodeSelector: { pool: 'a' } } }),
    ).toEqual([])
    expect(problems({ says: { model }, pod: onMI355X })).toEqual([])
  })
})

describe('reasons and advice on a list', () => {
  const decided = (args: readonly string[]) =>
    decide(toIntentRequest(understood({ container: serve(...args) })), knowing(sandboxHardware))

  it('point at the item that sets the length', () => {
    expect(decided(['--seed=1', '--max-model-len', '131072']).reasons).toMatchObject([
      { code: 'ContextTooLong', path: `${container}.args[1]` },
    ])
  })

  it('say a count once where only the arguments say it', () => {
    const { counterfactuals } = decided(['--tensor-parallel-size', '3']).explain()
    expect(counterfactuals[0]?.changes).toEqual([
      { path: `${container}.args`, value: '--tensor-parallel-size=2' },
    ])
    expect(counterfactuals.flatMap(({ changes }) => changes.map(({ path }) => path))).not.toContain(
      `${container}.args[0]`,
    )
  })
})

describe('amounts of GPUs', () => {
  const limits = (amount: unknown) => ({ container: { resources: { limits: { 'amd.com/gpu': amount } } } })

  it.each([0, '0', -1, '1.5', '500m', '1e99', 'many', null])(
    'are an error where they count none: %j',
    (amount) => {
      expect(problems(limits(amount))).toEqual([
        `error ${container}.resources.limits["amd.com/gpu"]: is ${JSON.stringify(amount)}, which is no number of GPUs to serve on`,
      ])
    },
  )

  it.each([1, '8', '2000m'])('are fine as a whole number: %j', (amount) => {
    expect(problems(limits(amount))).toEqual([])
  })
})

describe('variables that nobody knows', () => {
  it('are told of twenty times, however many there are', () => {
    const env = Array.from({ length: 50_000 }, (_, i) => ({ name: `VLLM_X${i}`, value: '1' }))
    expect(problems({ container: { ...serve(), env } })).toHaveLength(20)
  })
})
