import { describe, expect, it } from 'vitest'
import { mutateWorkload } from '../../../webhooks/workload.ts'
import { context } from '../builders.ts'
import { created, creating, deployment, engineOf, model } from './builders.ts'

const given = context()
const sglang = ['python3', '-m', 'sglang.launch_server']
const forVllm = ['--model', model, '--tensor-parallel-size', '1']
const forSglang = ['--model-path', model, '--host', '0.0.0.0']

describe('arguments that stand alone', () => {
  it.each([
    [undefined, forVllm, ['vllm', 'serve']],
    [undefined, ['serve', ...forVllm], ['vllm']],
    [undefined, forSglang, sglang],
    ['rocm/vllm:rocm7.0.0_vllm_0.11.2', forVllm, ['vllm', 'serve']],
    ['lmsysorg/sglang:v0.5.16-rocm720-mi30x', forSglang, sglang],
    ['vllm/vllm-openai-rocm:v0.33.0', forVllm, undefined],
    ['registry.local/ours:1', forVllm, undefined],
  ])('of the image %s (%j) get the program %j, and are left as they are', (image, args, command) => {
    const made = created(
      deployment({ container: { args, ...(image === undefined ? {} : { image }) } }),
      given,
    )
    expect(engineOf(made)).toMatchObject({ args, ...(command === undefined ? {} : { command }) })
    expect('command' in engineOf(made)).toBe(command !== undefined)
    expect(mutateWorkload(creating(made), given).operations ?? []).toEqual([])
  })

  it('get probes where the engine is reached by them', () => {
    const image = 'lmsysorg/sglang:v0.5.16-rocm720-mi30x'
    const probeOf = (...args: string[]) =>
      engineOf(created(deployment({ container: { image, args } }), given)).livenessProbe
    expect(probeOf(...forSglang)).toMatchObject({ httpGet: { port: 30_000 } })
    expect(probeOf('--model-path', model)).toBeUndefined()
  })
})
