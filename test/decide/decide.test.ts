import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { models } from '../../src/catalog/models.ts'
import { decide } from '../../src/decide/decide.ts'
import { pinOf } from '../../src/decide/pin.ts'
import { recheck } from '../../src/decide/recheck.ts'
import { fitMode, rule } from '../../src/decide/ruling.ts'
import { defaultDecisionConfig } from '../../src/inventory/snapshot.ts'
import { cluster, configuration, knowing, nodes, recipe, sandboxHardware, wanting } from './builders.ts'

const qwen = recipe('qwen3-32b-mi300x-bf16', { modelId: 'Qwen/Qwen3-32B' })

describe('what is chosen', () => {
  it('is the recipe on exactly the GPUs that were asked for', () => {
    for (const gpuCount of [1, 2, 4, 8]) {
      const decision = decide(wanting('Qwen/Qwen3-32B', { gpuCount }), knowing(sandboxHardware, [qwen]))
      expect(decision.verdict).toBe('Fits')
      expect(decision.chosen?.candidate).toMatchObject({
        recipe: { name: qwen.name },
        gpuCount,
        accelerator: 'MI300X',
        precision: 'bf16',
      })
      expect(decision.chosen?.candidate.settings).toMatchObject({
        tensorParallel: gpuCount,
        maxModelLen: 32_768,
      })
    }
  })

  it('is the fewest GPUs that fit when nobody says how many', () => {
    const decision = decide(
      wanting('meta-llama/Llama-3.3-70B-Instruct'),
      knowing(cluster(nodes('MI300X', 1))),
    )
    expect(decision.chosen?.candidate).toMatchObject({ gpuCount: 1, recipe: { type: 'derived' } })
    const large = decide(wanting('Qwen/Qwen3-235B-A22B'), knowing(cluster(nodes('MI300X', 1))))
    expect(large.chosen?.candidate.gpuCount).toBe(4)
  })

  it('falls back to fewer GPUs inside the maximum, never to more', () => {
    const only2 = recipe('only-2', {
      modelId: 'microsoft/phi-4',
      configurations: [configuration(2, { args: ['-tp', '2'] }), configuration(8)],
    })
    // 4 is illegal for 10 KV heads
    const decision = decide(wanting('microsoft/phi-4', { gpuCount: 4 }), knowing(sandboxHardware, [only2]))
    expect(decision.chosen?.candidate).toMatchObject({ gpuCount: 2, recipe: { name: 'only-2' } })
  })

  it('prefers a published recipe to a computed plan, and hardware that is here to a recipe whose hardware is not', () => {
    const absent = recipe('for-mi350x', { modelId: 'Qwen/Qwen3-32B', hardware: 'MI350X' })
    const decision = decide(wanting('Qwen/Qwen3-32B', { gpuCount: 1 }), knowing(sandboxHardware, [absent]))
    expect(decision.chosen?.candidate.recipe.type).toBe('derived')
    expect(decision.explain().rejected).toContainEqual(
      expect.objectContaining({
        name: 'for-mi350x',
        reason: expect.objectContaining({ code: 'AcceleratorAbsent' }),
      }),
    )
  })

  it('prefers an accelerator with room to a better one that is full', () => {
    const hardware = cluster(nodes('MI355X', 1, { free: [0], holders: 3 }), nodes('MI300X', 1))
    const decision = decide(wanting('Qwen/Qwen3-8B', { gpuCount: 1 }), knowing(hardware))
    expect(decision.chosen?.candidate.accelerator).toBe('MI300X')
  })

  it('is a computed plan with room rather than a recipe whose nodes are full, but never an unoptimized one', () => {
    const hardware = cluster(nodes('MI300X', 1, { free: [0], holders: 1 }), nodes('MI325X', 1))
    const request = wanting('Qwen/Qwen3-32B', { gpuCount: 1 })
    expect(decide(request, knowing(hardware, [qwen])).chosen?.candidate).toMatchObject({
      accelerator: 'MI325X',
      recipe: { type: 'derived' },
    })
    const untested = recipe('untested', {
      modelId: 'Qwen/Qwen3-32B',
      hardware: 'MI325X',
      type: 'unoptimized',
    })
    const waits = decide(
      { ...request, intent: { ...request.intent, nodeSelector: {} } },
      knowing(hardware, [qwen, untested]),
    )
    expect(waits.chosen?.candidate.recipe.name).not.toBe('untested')
  })

  it('is the precision the repository holds rather than a recipe that expands it, unless that is asked for', () => {
    const wide = recipe('r1-fp16', { modelId: 'deepseek-ai/DeepSeek-R1-0528', precision: 'fp16' })
    const open = decide(
      wanting('deepseek-ai/DeepSeek-R1-0528', { gpuCount: 8 }),
      knowing(sandboxHardware, [wide]),
    )
    expect(open.chosen?.candidate).toMatchObject({ precision: 'fp8', recipe: { type: 'derived' } })
    const asked = decide(
      wanting('deepseek-ai/DeepSeek-R1-0528', { gpuCount: 8, precision: 'fp16' }),
      knowing(sandboxHardware, [wide]),
    )
    expect(asked.chosen?.candidate.precision).toBe('fp16')
  })

  it('is fp8 made at load where bf16 does not fit and the user left it open', () => {
    const decision = decide(
      wanting('mistralai/Mistral-Large-Instruct-2407', { gpuCount: 1 }),
      knowing(cluster(nodes('MI300X', 1))),
    )
    expect(decision.chosen?.candidate).toMatchObject({ precision: 'fp8', settings: { quantization: 'fp8' } })
  })

  it('is the named recipe and no other', () => {
    const other = recipe('a-better-name', { modelId: 'Qwen/Qwen3-32B' })
    const decision = decide(
      wanting('Qwen/Qwen3-32B', { recipe: qwen.name, gpuCount: 1 }),
      knowing(sandboxHardware, [other, qwen]),
    )
    expect(decision.chosen?.candidate.recipe.name).toBe(qwen.name)
  })

  it('keeps the cards whole where a model needs more than a partition, and uses one partition where it is all there is', () => {
    const partitions = cluster(nodes('MI300X', 1, { gpus: 64, partition: 'cpx_nps4' }))
    expect(decide(wanting('Qwen/Qwen3-32B', { gpuCount: 4 }), knowing(partitions)).verdict).toBe('DoesNotFit')
    const small = decide(wanting('Qwen/Qwen3-0.6B', { gpuCount: 1 }), knowing(partitions))
    expect(small.chosen?.candidate).toMatchObject({
      resource: 'amd.com/cpx_nps4',
      partition: 'cpx_nps4',
      gpuCount: 1,
    })
  })

  it('follows a node selector that names a device', () => {
    const decision = decide(
      wanting('Qwen/Qwen3-8B', { nodeSelector: { 'amd.com/gpu.device-id': '74a5' } }),
      knowing(sandboxHardware),
    )
    expect(decision.chosen?.candidate.accelerator).toBe('MI325X')
  })

  it('follows a node selector that names a partitioning', () => {
    const selector = { 'amd.com/gpu.compute-memory-partition': 'cpx_nps4' }
    const decision = decide(wanting('Qwen/Qwen3-0.6B', { nodeSelector: selector }), knowing(sandboxHardware))
    expect(decision.chosen?.candidate).toMatchObject({ partition: 'cpx_nps4', resource: 'amd.com/cpx_nps4' })
  })

  it('lets the user’s own arguments win over the recipe’s', () => {
    const decision = decide(
      wanting('Qwen/Qwen3-32B', { gpuCount: 1, engineArgs: ['--max-model-len', '16384'] }),
      knowing(sandboxHardware, [qwen]),
    )
    expect(decision.chosen?.candidate.settings.maxModelLen).toBe(16_384)
    expect(decision.chosen?.memory?.maxModelLen).toBe(16_384)
  })

  it('does not depend on the order of recipes or shapes', () => {
    const recipes = [
      qwen,
      recipe('b', { modelId: 'Qwen/Qwen3-32B', backend: 'sglang' }),
      recipe('a', { modelId: 'Qwen/Qwen3-32B', precision: 'fp8' }),
    ]
    const request = wanting('Qwen/Qwen3-32B')
    const first = decide(request, knowing(sandboxHardware, recipes))
    fc.assert(
      fc.property(
        fc.shuffledSubarray(recipes, { minLength: 3 }),
        fc.shuffledSubarray([...sandboxHardware.shapes], { minLength: 5 }),
        (some, shapes) => {
          // what was ranked is in the order of the lists
          const { explain, options: _, ...other } = decide(request, knowing(cluster(...shapes), some))
          const expected = { ...first, ...first.explain(), explain: undefined, options: undefined }
          expect({ ...other, ...explain() }).toEqual(expected)
        },
      ),
      { numRuns: 30 },
    )
  })
})

describe('what is refused', () => {
  it.each([
    ['deepseek-ai/DeepSeek-R1-0528', 'fp16', 2],
    ['amd/Llama-3.1-405B-Instruct-FP8-KV', undefined, 1],
    ['meta-llama/Llama-3.1-405B-Instruct', 'fp8', 1],
    ['meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8', undefined, 1],
  ] as const)('%s in %s on %i is certain, and every advice really fits', (model, precision, gpuCount) => {
    const context = knowing(sandboxHardware)
    const decision = decide(wanting(model, { gpuCount, ...(precision && { precision }) }), context)
    expect(decision).toMatchObject({ verdict: 'DoesNotFit', certainty: 'certain', scope: 'anywhere' })
    expect(decision.reasons.map((reason) => reason.code)).toContain('WeightsTooLarge')
    expect(decision.explain().counterfactuals.length).toBeGreaterThan(0)
    for (const { changes } of decision.explain().counterfactuals) {
      const said = Object.fromEntries(changes.map(({ path, value }) => [path, value]))
      const changed = decide(
        wanting(model, {
          gpuCount: Number(said['spec.resources.gpuCount'] ?? gpuCount),
          ...(said['spec.recipe.precision']
            ? { precision: said['spec.recipe.precision'] as never }
            : precision && { precision }),
          ...(said['spec.maxModelLen'] ? { maxModelLen: Number(said['spec.maxModelLen']) } : {}),
        }),
        context,
      )
      expect(['Fits', 'Marginal']).toContain(changed.verdict)
    }
  })

  it('a precision that takes another repository', () => {
    const decision = decide(wanting('Qwen/Qwen3-32B', { precision: 'int4' }), knowing(sandboxHardware))
    expect(decision.certainty).toBe('certain')
    expect(decision.reasons[0]).toMatchObject({ code: 'PrecisionMismatch', path: 'spec.recipe.precision' })
  })

  it('a context longer than the model’s', () => {
    const decision = decide(
      wanting('Qwen/Qwen3-32B', { gpuCount: 8, maxModelLen: 1_000_000 }),
      knowing(sandboxHardware),
    )
    expect(decision.reasons[0]).toMatchObject({
      code: 'ContextTooLong',
      certainty: 'certain',
      path: 'spec.maxModelLen',
    })
    expect(decision.explain().counterfactuals[0]?.changes).toEqual([
      { path: 'spec.maxModelLen', value: 40_960 },
    ])
  })

  it('arguments the engine does not have, all of them, with their place', () => {
    const decision = decide(
      wanting('Qwen/Qwen3-32B', { engineArgs: ['--max-modle-len=4096', '--tensor-parallel-size=two'] }),
      knowing(sandboxHardware),
    )
    expect(decision.reasons.map((reason) => reason.path)).toEqual([
      'spec.engineArgs[0]',
      'spec.engineArgs[1]',
    ])
    expect(rule(decision, 'off').allowed).toBe(false)
  })

  it('a tensor parallel size that disagrees with the GPU count', () => {
    const decision = decide(
      wanting('Qwen/Qwen3-32B', { gpuCount: 1, engineArgs: ['-tp', '2'] }),
      knowing(sandboxHardware),
    )
    expect(decision.reasons.map((reason) => reason.code)).toContain('TensorParallelMismatch')
  })
})

describe('what depends on the hardware', () => {
  it('warns on hardware that is merely not here', () => {
    const decision = decide(
      wanting('Qwen/Qwen3-235B-A22B', { gpuCount: 2, precision: 'bf16' }),
      knowing(cluster(nodes('MI300X', 1))),
    )
    expect(decision).toMatchObject({ verdict: 'DoesNotFit', scope: 'observed' })
    expect(rule(decision, 'enforce').allowed).toBe(true)
    expect(rule(decision, 'warn').warnings.join('\n')).toContain('MI3')
  })

  it('refuses what the declared hardware cannot do, unless what is known is old', () => {
    const hardware = cluster(nodes('MI300X', 1, { origin: 'declared' }))
    const request = wanting('Qwen/Qwen3-235B-A22B', { gpuCount: 2, precision: 'bf16' })
    expect(rule(decide(request, knowing(hardware)), 'warn').allowed).toBe(false)
    const old = { ...knowing(hardware), snapshot: { version: 'old', stale: true } }
    expect(rule(decide(request, old), 'warn').allowed).toBe(true)
  })

  it('admits with a warning where no AMD node is known at all', () => {
    const decision = decide(wanting('Qwen/Qwen3-32B', { gpuCount: 1 }), knowing(cluster()))
    expect(decision.chosen).toBeUndefined()
    const ruling = rule(decision, 'enforce')
    expect(ruling.allowed).toBe(true)
    expect(ruling.warnings.join('\n')).toContain('no node with AMD GPUs is here')
  })

  it('cannot check without a snapshot, but still refuses what no hardware can do', () => {
    const request = wanting('Qwen/Qwen3-32B', { gpuCount: 1 })
    expect(decide(request, knowing(undefined)).verdict).toBe('Unknown')
    expect(
      rule(decide(wanting('amd/Llama-3.1-405B-Instruct-FP8-KV', { gpuCount: 1 }), knowing(undefined)), 'warn')
        .allowed,
    ).toBe(false)
  })

  it('waits where nothing is free, and says who holds it without names', () => {
    const hardware = cluster(nodes('MI300X', 2, { free: [0, 0], holders: 5 }))
    const ruling = rule(decide(wanting('Qwen/Qwen3-32B', { gpuCount: 1 }), knowing(hardware)), 'warn')
    expect(ruling.allowed).toBe(true)
    expect(ruling.warnings).toContain(
      'fitgate: no MI300X is free now (16 of 16 in use by 5 workloads); the endpoint will wait its turn',
    )
  })

  it('warns of a model nobody knows and runs it unchecked', () => {
    const decision = decide(wanting('acme/Secret-7B', { gpuCount: 2 }), knowing(sandboxHardware))
    expect(decision).toMatchObject({ verdict: 'Unknown', chosen: { candidate: { gpuCount: 2 } } })
    expect(rule(decision, 'enforce').warnings[0]).toContain('not checked: nothing is known of acme/Secret-7B')
  })

  it('waits for a recipe that is not there yet', () => {
    const decision = decide(wanting('Qwen/Qwen3-32B', { recipe: 'soon' }), knowing(sandboxHardware))
    expect(decision).toMatchObject({ verdict: 'Unknown', reasons: [{ code: 'RecipeUnknown' }] })
    expect(rule(decision, 'enforce').allowed).toBe(true)
    const mistyped = decide(
      wanting('Qwen/Qwen3-32B', { recipe: `${qwen.name}x` }),
      knowing(sandboxHardware, [qwen]),
    )
    expect(rule(mistyped, 'enforce').warnings[0]).toContain(`did you mean "${qwen.name}"?`)
  })
})

describe('what reviewers found', () => {
  it('counts data-parallel ranks: they need GPUs too', () => {
    const short = decide(
      wanting('Qwen/Qwen3-32B', { gpuCount: 1, engineArgs: ['--data-parallel-size=2'] }),
      knowing(sandboxHardware),
    )
    expect(short.reasons.map((reason) => reason.code)).toContain('TensorParallelMismatch')
    const enough = decide(
      wanting('microsoft/phi-4', { gpuCount: 4, engineArgs: ['-dp=2', '-tp=2'] }),
      knowing(sandboxHardware),
    )
    expect(enough.chosen?.candidate).toMatchObject({
      gpuCount: 4,
      settings: { tensorParallel: 2, dataParallel: 2 },
    })
  })

  it('uses the partitions when every whole card is cordoned', () => {
    const cordoned = { ...nodes('MI355X', 0), gpusPerNode: 8, freeNodes: Array(9).fill(0) }
    const hardware = cluster(cordoned, nodes('MI300X', 1, { gpus: 64, partition: 'cpx_nps4' }))
    const decision = decide(wanting('Qwen/Qwen3-0.6B'), knowing(hardware))
    expect(decision.chosen?.candidate.resource).toBe('amd.com/cpx_nps4')
  })

  it('does not refuse a selector for hardware nobody knows, nor lengths, engines and weights it cannot compute', () => {
    const asked = [
      wanting('Qwen/Qwen3-32B', { nodeSelector: { 'amd.com/gpu.device-id': 'ffff' } }),
      wanting('Qwen/Qwen3-32B', { maxModelLen: 131_072, engineArgs: ['--hf-overrides={"rope":1}'] }),
      {
        ...wanting('Qwen/Qwen3-32B', { maxModelLen: 131_072 }),
        env: [{ name: 'VLLM_ALLOW_LONG_MAX_MODEL_LEN', value: '1' }],
      },
      wanting('amd/Llama-3.1-405B-Instruct-FP8-KV', { gpuCount: 1, engineArgs: ['--cpu-offload-gb=700'] }),
      wanting('Qwen/Qwen3-32B', { image: 'acme/own-engine:1', engineArgs: ['--own-flag'] }),
    ]
    for (const request of asked)
      expect(
        rule(decide(request, knowing(sandboxHardware)), 'warn').allowed,
        JSON.stringify(request.intent),
      ).toBe(true)
  })

  it('refuses arguments that would not be heard, and two lengths for one thing', () => {
    for (const engineArgs of [['--port=9999'], ['--model=foo/bar'], ['--max-model-len=1000']]) {
      const decision = decide(
        wanting('Qwen/Qwen3-32B', { maxModelLen: 2000, engineArgs }),
        knowing(sandboxHardware),
      )
      expect(decision.certainty).toBe('certain')
      expect(decision.reasons[0]?.path).toContain('spec.engineArgs')
    }
  })

  it('agrees with itself at validation on declared hardware', () => {
    const request = wanting('meta-llama/Llama-3.3-70B-Instruct', {
      gpuCount: 1,
      precision: 'bf16',
      maxModelLen: 131_072,
    })
    const context = knowing(cluster(nodes('MI300X', 1, { origin: 'declared' })))
    const decision = decide(request, context)
    const pin = pinOf(decision, { namespace: 'default', name: 'under-test' })
    if (pin === undefined) throw new Error('nothing comes near')
    for (const fit of ['enforce', 'warn', 'off'] as const) {
      expect(rule(recheck(request, pin, context), fit).allowed).toBe(rule(decision, fit).allowed)
    }
  })

  it('does not call a KV cache larger than the device a fit', () => {
    const decision = decide(
      wanting('Qwen/Qwen3-32B', { gpuCount: 1, engineArgs: ['--kv-cache-memory-bytes=536870912000'] }),
      knowing(sandboxHardware),
    )
    expect(decision.verdict).toBe('DoesNotFit')
  })

  it('names nodes that nothing is known of', () => {
    const decision = decide(wanting('Qwen/Qwen3-32B'), knowing({ shapes: [], unknownNodes: 3 }))
    expect(decision.reasons[0]?.message).toContain('3 GPU nodes carry no label')
  })

  it('reads the mode of a namespace, whatever it is called', () => {
    expect(
      fitMode({ namespace: 'constructor', fit: undefined }, { ...defaultDecisionConfig, fit: 'enforce' }),
    ).toBe('enforce')
  })
})

describe('the pinned plan', () => {
  const request = wanting('Qwen/Qwen3-32B', { gpuCount: 1 })
  const owner = { uid: 'u', namespace: 'default', name: 'under-test' }

  it('is judged again without being resolved again, whatever recipes there are now', () => {
    const pin = pinOf(decide(request, knowing(sandboxHardware, [qwen])), owner)
    if (pin === undefined) throw new Error('nothing was pinned')
    const again = recheck(request, pin, knowing(sandboxHardware, []))
    expect(again).toMatchObject({ verdict: 'Fits', chosen: { candidate: pin.candidate } })
  })

  it('is refused when it cannot be: a forged one', () => {
    const pin = pinOf(decide(request, knowing(sandboxHardware, [qwen])), owner)
    if (pin === undefined) throw new Error('nothing was pinned')
    const forged = {
      ...pin,
      candidate: {
        ...pin.candidate,
        gpuCount: 3,
        settings: { ...pin.candidate.settings, tensorParallel: 3 },
      },
    }
    expect(rule(recheck(request, forged, knowing(sandboxHardware)), 'off').allowed).toBe(false)
  })

  it('survives its hardware', () => {
    const pin = pinOf(decide(request, knowing(sandboxHardware, [qwen])), owner)
    if (pin === undefined) throw new Error('nothing was pinned')
    const gone = recheck(request, pin, knowing(cluster()))
    expect(gone.verdict).toBe('Fits')
    expect(gone.reasons.map((reason) => reason.code)).toContain('AcceleratorAbsent')
    expect(rule(gone, 'enforce').allowed).toBe(true)
  })
})

describe('every decision', () => {
  it('stays inside the user’s maximum, on hardware that is there, and its parts add up', () => {
    const counts = fc.option(fc.constantFrom(1, 2, 3, 4, 6, 8), { nil: undefined })
    fc.assert(
      fc.property(
        fc.constantFrom(...models),
        counts,
        fc.constantFrom(...sandboxHardware.shapes),
        (model, gpuCount, shape) => {
          const decision = decide(
            wanting(model.id, gpuCount === undefined ? {} : { gpuCount }),
            knowing(cluster(shape)),
          )
          const { chosen } = decision
          if (decision.verdict !== 'DoesNotFit' && chosen !== undefined) {
            expect(chosen.candidate.gpuCount).toBeLessThanOrEqual(Math.min(gpuCount ?? 8, shape.gpusPerNode))
            expect(chosen.candidate.accelerator).toBe(shape.accelerator)
            expect(
              (chosen.candidate.settings.tensorParallel ?? 0) *
                (chosen.candidate.settings.pipelineParallel ?? 0),
            ).toBe(chosen.candidate.gpuCount)
          }
          if (decision.verdict === 'Fits' || decision.verdict === 'Marginal') {
            const memory = chosen?.memory
            if (memory === undefined) throw new Error('a fit has its arithmetic')
            const parts =
              memory.weightsGiB +
              memory.activationsGiB +
              memory.nonTorchGiB +
              memory.graphsGiB +
              memory.kvCacheGiB
            expect(parts).toBeCloseTo(memory.budgetGiB, 6)
            expect(memory.kvCacheNeededGiB).toBeLessThanOrEqual(memory.kvCacheGiB)
            expect(memory.maxModelLen).toBeLessThanOrEqual(model.maxPositions)
          }
          if (decision.verdict === 'DoesNotFit') expect(decision.reasons.length).toBeGreaterThan(0)
        },
      ),
      { numRuns: 400 },
    )
  })
})
