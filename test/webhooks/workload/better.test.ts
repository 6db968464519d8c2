import { describe, expect, it } from 'vitest'
import { annotations } from '../../../src/vocabulary/names.ts'
import { mutateWorkload, validateWorkload } from '../../../webhooks/workload.ts'
import { cluster, nodes } from '../../decide/builders.ts'
import { context } from '../builders.ts'
import { creating, deployment, model } from './builders.ts'

const image = 'vllm/vllm-openai-rocm:v0.33.0'
const gpus = (count: number) => ({ limits: { 'amd.com/gpu': count }, requests: { 'amd.com/gpu': count } })

/** What admission says to a container that is told this; `says` are annotations. */
function answers(args: readonly string[], count = 1, says: Readonly<Record<string, string>> = {}) {
  const container = {
    image,
    args: ['--model', says[annotations.model] ?? model, ...args],
    resources: gpus(count),
  }
  const review = creating(deployment({ container, annotations: says }))
  const given = context({ hardware: cluster(nodes('MI300X', 1)) })
  return { mutate: mutateWorkload(review, given), validate: validateWorkload(review, given) }
}

describe('the better list of arguments', () => {
  it('is in the refusal, ready to paste', () => {
    const { mutate, validate } = answers(['--tensor-parallel-size', '2'], 4)
    expect(mutate.allowed).toBe(false)
    expect(mutate.message).toMatch(/Write instead:\n {2}spec\.template\.spec\.containers\[0\]\.args:\n/)
    expect(mutate.message).toContain('  - "--tensor-parallel-size"\n  - "4"')
    expect(validate.message).toBe(mutate.message)
  })

  it('has the right name of an argument that is misspelt or of another engine', () => {
    for (const [wrong, right] of [
      ['--tensor-paralel-size', '--tensor-parallel-size'],
      ['--tp-size', '--tensor-parallel-size'],
    ])
      expect(answers([`${wrong}`, '2'], 2).mutate.message).toContain(
        `args: ["--model","Qwen/Qwen3-32B","${right}","2"]`,
      )
  })

  const llama = 'meta-llama/Llama-3.3-70B-Instruct'

  it('is in a warning where the engine would choose too long a context', () => {
    const { warnings } = answers([], 1, { [annotations.model]: llama }).validate
    expect(warnings?.at(-1)).toMatch(/^fitgate: better: args: \["--model",.*"--max-model-len=\d+"\]$/)
  })

  it('is found by another command where a warning cannot hold it', () => {
    const long = `--served-model-name=${'x'.repeat(250)}`
    const { warnings } = answers([long], 1, { [annotations.model]: llama }).validate
    expect(warnings?.at(-1)).toContain('fitgate plan -f FILE prints the list')
  })

  it('is no word where all is well, or where nobody wants to hear', () => {
    expect(answers(['--max-model-len=8192']).validate.warnings).toEqual([])
    const says = { [annotations.model]: llama, [annotations.fit]: 'off' }
    expect(answers([], 1, says).validate.warnings).toEqual([])
  })
})
