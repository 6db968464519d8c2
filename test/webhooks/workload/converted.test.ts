import { describe, expect, it } from 'vitest'
import { annotations } from '../../../src/vocabulary/names.ts'
import { mutateWorkload } from '../../../webhooks/workload.ts'
import { cluster, nodes } from '../../decide/builders.ts'
import { context } from '../builders.ts'
import { created, creating, deployment, engineOf, type Written } from './builders.ts'

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
