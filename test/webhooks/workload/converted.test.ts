import { describe, expect, it } from 'vitest'
import { annotations } from '../../../src/vocabulary/names.ts'
import { mutateWorkload } from '../../../webhooks/workload.ts'
import { cluster, nodes } from '../../decide/builders.ts'
import { context } from '../builders.ts'
import {
  annotated,
  answered,
  created,
  creating,
  deployment,
  engineOf,
  podOf,
  updated,
  type Written,
} from './builders.ts'

const given = context({ hardware: cluster(nodes('MI300X', 1), nodes('MI355X', 1)) })

const cuda = (image: string, says: Written['annotations'] = {}) =>
  deployment({
    container: { image, resources: { limits: { 'nvidia.com/gpu': '1' } } },
    annotations: says,
  })

describe('a CUDA image', () => {
  it.each([
    ['vllm/vllm-openai:v0.16.0', 'MI300X', 'vllm/vllm-openai-rocm:v0.16.0'],
    ['vllm/vllm-openai:v0.11.0', 'MI300X', 'vllm/vllm-openai-rocm:v0.33.0'],
    ['lmsysorg/sglang:v0.5.16', 'MI300X', 'lmsysorg/sglang:v0.5.16-rocm720-mi30x'],
    ['lmsysorg/sglang:v0.5.16', 'MI355X', 'lmsysorg/sglang:v0.5.16-rocm720-mi35x'],
  ])('%s on %s becomes the image that a refusal names, %s', (image, accelerator, instead) => {
    const says = { [annotations.accelerator]: accelerator }
    const made = created(cuda(image, { ...says, [annotations.convert]: 'cuda' }), given)
    expect(engineOf(made).image).toBe(instead)
    const refused = mutateWorkload(creating(cuda(image, says)), given)
    expect(refused.message).toContain(`write ${instead}, or set the annotation`)
  })
})

describe('what a conversion takes out of lists', () => {
  const variable = (name: string) => ({ name, value: '0' })
  const env = ['CUDA_VISIBLE_DEVICES', 'A', 'NVIDIA_VISIBLE_DEVICES', 'B', 'NVIDIA_DRIVER_CAPABILITIES']
  const written = deployment({
    container: { image: 'vllm/vllm-openai:v0.16.0', env: env.map(variable) },
    annotations: { [annotations.convert]: 'cuda' },
  })
  const live = created(written, given)

  it('is taken out once, and a second pass finds nothing to do', () => {
    expect(engineOf(live).env).toEqual(expect.arrayContaining([variable('A'), variable('B')]))
    expect(JSON.stringify(engineOf(live).env)).not.toContain('NVIDIA')
    expect(answered(live, live, given).operations ?? []).toEqual([])
  })

  it('comes back to where it stood', () => {
    const left = updated(live, annotated(live, { [annotations.model]: undefined }), given)
    expect(engineOf(left).env).toEqual(env.map(variable))
  })
})

describe('an affinity for NVIDIA nodes', () => {
  const product = { key: 'nvidia.com/gpu.product', operator: 'In', values: ['H100'] }
  const zone = { key: 'zone', operator: 'In', values: ['a'] }
  const name = 'requiredDuringSchedulingIgnoredDuringExecution'
  const preferred = 'preferredDuringSchedulingIgnoredDuringExecution'
  const terms = (...each: readonly object[][]) => ({
    nodeSelectorTerms: each.map((matchExpressions) => ({ matchExpressions })),
  })
  const convertedTo = (nodeAffinity: object) =>
    podOf(
      created(
        deployment({ pod: { affinity: { nodeAffinity } }, annotations: { [annotations.convert]: 'cuda' } }),
        given,
      ),
    ).affinity

  it('keeps what it says beside that', () => {
    const wish = (expression: object) => ({ weight: 1, preference: { matchExpressions: [expression] } })
    expect(
      convertedTo({ [name]: terms([product, zone], [product]), [preferred]: [wish(product), wish(zone)] }),
    ).toEqual({ nodeAffinity: { [name]: terms([zone]), [preferred]: [wish(zone)] } })
  })

  it('makes room for one for the plan, where it says nothing else', () => {
    expect(JSON.stringify(convertedTo({ [name]: terms([product]) }))).toContain('amd.com/gpu')
  })
})
