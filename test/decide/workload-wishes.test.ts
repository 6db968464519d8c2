import { describe, expect, it } from 'vitest'
import type { Intent } from '../../src/api/intent.ts'
import { decide } from '../../src/decide/decide.ts'
import { pinOf } from '../../src/decide/pin.ts'
import { recheck } from '../../src/decide/recheck.ts'
import { cluster, knowing, nodes, recipe, sandboxHardware, wanting } from './builders.ts'

const model = 'Qwen/Qwen3-32B'
const decided = (intent: Partial<Intent>, context = knowing(sandboxHardware)) =>
  decide(wanting(model, intent), context)
const chosen = (intent: Partial<Intent>, context = knowing(sandboxHardware)) =>
  decided(intent, context).chosen?.candidate

describe('counts', () => {
  it('takes an exact count and no other', () => {
    expect(chosen({ gpuCount: 4, exactGpuCount: true })?.gpuCount).toBe(4)
    const refused = decided({ gpuCount: 3, exactGpuCount: true })
    expect(refused.verdict).toBe('DoesNotFit')
    expect(refused.reasons.map(({ code }) => code)).toContain('AttentionHeads')
  })

  it('takes the fewest GPUs up to a maximum', () => {
    expect(chosen({ maxGpuCount: 4 })?.gpuCount).toBe(1)
    const large = { model: { id: 'meta-llama/Llama-3.1-405B-Instruct' } }
    expect(chosen({ ...large, maxGpuCount: 4 }, knowing(cluster(nodes('MI300X', 1))))?.gpuCount).toBe(4)
    expect(decided({ ...large, maxGpuCount: 1 }, knowing(cluster(nodes('MI300X', 1)))).verdict).toBe(
      'DoesNotFit',
    )
  })

  it('passes over the counts of a recipe that are not the exact one, and says so', () => {
    const context = knowing(sandboxHardware, [recipe('qwen', { modelId: model })])
    const decision = decided({ gpuCount: 2, exactGpuCount: true }, context)
    expect(decision.chosen?.candidate).toMatchObject({ recipe: { name: 'qwen' }, gpuCount: 2 })
    expect(decision.explain().rejected.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['qwen on 1 GPU', 'qwen on 4, 8 GPUs']),
    )
  })
})

describe('devices', () => {
  it('stays on the accelerators that are named', () => {
    expect(chosen({})?.accelerator).toBe('MI355X')
    expect(chosen({ accelerators: ['MI300X', 'MI325X'] })?.accelerator).toBe('MI325X')
    expect(chosen({ accelerators: ['MI300X'] })?.accelerator).toBe('MI300X')
  })

  it('says which field names accelerators that are not here', () => {
    const context = knowing(cluster(nodes('MI300X', 1)), [recipe('qwen', { modelId: model })])
    const decision = decide(
      {
        ...wanting(model, { accelerators: ['MI355X'] }),
        paths: { ...wanting(model).paths, accelerators: 'the annotation' },
      },
      context,
    )
    expect(decision).toMatchObject({ verdict: 'DoesNotFit', scope: 'observed' })
    expect(decision.asked.devices).toBe(true)
  })

  it('refuses for certain a recipe for accelerators that the object itself leaves out', () => {
    const context = knowing(sandboxHardware, [recipe('qwen', { modelId: model, hardware: 'MI300X' })])
    const asked = { recipe: 'qwen' }
    expect(decided({ ...asked, accelerators: ['MI355X'] }, context)).toMatchObject({
      verdict: 'DoesNotFit',
      certainty: 'certain',
    })
    const nowhere = knowing(cluster(nodes('MI355X', 1)), context.recipes)
    const absent = decided({ ...asked, nodeSelector: { pool: 'a' } }, nowhere)
    expect(absent).toMatchObject({ verdict: 'DoesNotFit', certainty: 'estimated' })
    expect(JSON.stringify(absent.reasons)).not.toContain('not among')
  })

  it('stays on nodes that offer the resource that is asked for', () => {
    expect(chosen({ resource: 'amd.com/cpx_nps4', model: { id: 'Qwen/Qwen3-8B' } })).toMatchObject({
      partition: 'cpx_nps4',
      gpuCount: 1,
    })
    expect(chosen({ resource: 'amd.com/gpu' })?.partition).toBeUndefined()
  })

  it.each([
    ['In', 'amd.com/gpu.device-id', ['74a1'], 'MI300X'],
    ['NotIn', 'amd.com/gpu.device-id', ['75a3'], 'MI325X'],
    ['Exists', 'beta.amd.com/gpu.device-id.74a1', [], 'MI300X'],
    ['DoesNotExist', 'beta.amd.com/gpu.device-id.75a3', [], 'MI325X'],
    ['Exists', 'amd.com/gpu.device-id', [], 'MI355X'],
    ['In', 'kubernetes.io/hostname', ['a'], 'MI355X'],
  ])('understands required affinity: %s %s', (operator, key, values, accelerator) => {
    const affinity = [{ matchExpressions: [{ key, operator, values }] }]
    expect(chosen({ affinity, model: { id: 'Qwen/Qwen3-32B' } })?.accelerator).toBe(accelerator)
  })

  it('needs one term of affinity only', () => {
    const term = (value: string) => ({
      matchExpressions: [{ key: 'amd.com/gpu.device-id', operator: 'In', values: [value] }],
    })
    expect(chosen({ affinity: [term('74a1'), term('74a5')] })?.accelerator).toBe('MI325X')
  })
})

describe('a command line of its own', () => {
  const own = (engineArgs: readonly string[], more: Partial<Intent> = {}): Partial<Intent> => ({
    engineArgs,
    ownArguments: true,
    gpuCount: 1,
    exactGpuCount: true,
    ...more,
  })

  it('is judged by what it says and the engine does, not by what fitgate would add', () => {
    const decision = decided(own(['--tensor-parallel-size=2'], { gpuCount: 4 }))
    expect(decision.reasons[0]).toMatchObject({ code: 'TensorParallelMismatch', certainty: 'certain' })
    expect(decided(own([], { gpuCount: 2 })).reasons[0]?.message).toContain(
      'tensor parallel 1 is 1 rank, but 2 GPUs',
    )
  })

  it('starts with the longest context of the model where it sets none', () => {
    const memory = decided(own([])).chosen?.memory
    expect(memory?.maxModelLen).toBe(40_960)
    const tight = decided(
      own([], { model: { id: 'meta-llama/Llama-3.3-70B-Instruct' } }),
      knowing(cluster(nodes('MI300X', 1))),
    )
    expect(tight.reasons.map(({ code }) => code)).toContain('DefaultLengthTooLong')
  })

  it('takes no recipe and the precision that the arguments make', () => {
    const context = knowing(sandboxHardware, [recipe('qwen', { modelId: model })])
    expect(chosen(own([]), context)).toMatchObject({ recipe: { type: 'derived' }, precision: 'bf16' })
    expect(decided(own([]), context).explain().why[0]).toContain("the container's own arguments")
    expect(chosen(own(['--quantization', 'fp8']), context)).toMatchObject({ precision: 'fp8' })
    expect(chosen(own(['--dtype=half']), context)).toMatchObject({ precision: 'fp16' })
  })

  it('is offered changes of its arguments only, each of which fits', () => {
    const intent = own(['--tensor-parallel-size=1'], { model: { id: 'meta-llama/Llama-3.1-70B-Instruct' } })
    const decision = decided(intent, knowing(cluster(nodes('MI250', 2))))
    expect(decision.verdict).toBe('DoesNotFit')
    const { counterfactuals } = decision.explain()
    expect(counterfactuals.length).toBeGreaterThan(0)
    for (const { changes } of counterfactuals)
      for (const { path } of changes) expect(['spec.engineArgs', 'spec.resources.gpuCount']).toContain(path)
  })

  it('gets the same answer from its pin', () => {
    const context = knowing(cluster(nodes('MI300X', 1)))
    const request = wanting('meta-llama/Llama-3.3-70B-Instruct', own([]))
    const decision = decide(request, context)
    const pin = pinOf(decision, { namespace: 'default', name: 'under-test' })
    if (pin === undefined) throw new Error('nothing was chosen')
    expect(recheck(request, pin, context)).toMatchObject({
      verdict: decision.verdict,
      reasons: decision.reasons,
    })
  })

  it('points at the item that is wrong', () => {
    const request = wanting(model, own(['--tensor-parallel-size', 'two']))
    const paths = { ...request.paths, engineArgItems: ['c.args[4]', 'c.args[5]'] }
    expect(decide({ ...request, paths }, knowing(sandboxHardware)).reasons[0]?.path).toBe('c.args[4]')
  })
})

describe('what cannot be seen', () => {
  it('is not decided, and the reason says what is in the way', () => {
    const unseen = { path: 'c.args[0]', why: 'it reads a file' }
    const decision = decide({ ...wanting(model), unseen }, knowing(sandboxHardware))
    expect(decision).toMatchObject({
      verdict: 'Unknown',
      reasons: [{ code: 'CommandUnseen', path: 'c.args[0]', message: 'it reads a file' }],
    })
    expect(decision.chosen).toBeUndefined()
  })
})
