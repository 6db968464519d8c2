import { describe, expect, it } from 'vitest'
import { knownVersions } from '../../src/catalog/engines.ts'
import { backends } from '../../src/catalog/recipe.ts'
import { argumentByName, hasArgument } from '../../src/engines/arguments.ts'
import { choiceProblem, choicesOf } from '../../src/engines/choices.ts'
import { readArguments } from '../../src/engines/read.ts'
import { sglangChoices, sglangChoiceVersions } from '../../src/engines/sglang-choices.ts'
import { vllmChoices, vllmChoiceVersions } from '../../src/engines/vllm-choices.ts'

const vllm = (version: string) => ({ backend: 'vllm', version }) as const
const sglang = (version: string) => ({ backend: 'sglang', version }) as const

describe('words of an argument', () => {
  it('belong to arguments that the version has', () => {
    for (const [backend, groups] of [
      ['vllm', vllmChoices],
      ['sglang', sglangChoices],
    ] as const)
      for (const { argument, first, last } of groups)
        for (const version of [first, last]) {
          const found = argumentByName(backend, argument)
          expect(found && hasArgument({ backend, version }, found), `${argument} ${version}`).toBe(true)
        }
  })

  it('come and go with versions', () => {
    expect(choicesOf(vllm('0.11.0'), 'kv-cache-dtype')).not.toContain('nvfp4')
    expect(choicesOf(vllm('0.33.0'), 'kv-cache-dtype')).toContain('nvfp4')
    expect(choicesOf(vllm('0.11.0'), 'quantization')).toContain('gguf')
    expect(choicesOf(vllm('0.33.0'), 'quantization')).not.toContain('gguf')
    expect(choicesOf(sglang('0.5.9'), 'quantization')).toContain('gptq')
    expect(choicesOf(sglang('0.5.23'), 'quantization')).not.toContain('gptq')
  })

  it('are not judged for versions that were not read, open lists and classes of the user', () => {
    expect(choiceProblem(vllm('0.99.0'), 'kv-cache-dtype', 'int3')).toBeUndefined()
    expect(choiceProblem(vllm('0.33.0'), 'tool-call-parser', 'mine')).toBeUndefined()
    expect(choiceProblem(vllm('0.33.0'), 'distributed-executor-backend', 'my.Executor')).toBeUndefined()
  })

  it('outside the list stop the engine, and the near miss is offered', () => {
    const { errors } = readArguments(vllm('0.33.0'), ['--kv-cache-dtype=fp8_e4m2'], 'args')
    expect(errors).toEqual([
      {
        path: 'args[0]',
        message: expect.stringMatching(
          /^"fp8_e4m2" is not a value of "--kv-cache-dtype" in vLLM 0\.33\.0 \(allowed: auto, /,
        ),
        fix: 'did you mean "fp8_e4m3"?',
        code: 'value',
        instead: 'fp8_e4m3',
        written: '--kv-cache-dtype',
      },
    ])
    // vLLM's short word is not SGLang's
    expect(readArguments(sglang('0.5.23'), ['--kv-cache-dtype=fp8'], 'args').errors).toHaveLength(1)
  })

  it('are read for the oldest and the newest version supported', () => {
    const read = { vllm: vllmChoiceVersions, sglang: sglangChoiceVersions }
    for (const backend of backends)
      expect([read[backend][0], read[backend].at(-1)]).toEqual([
        knownVersions(backend)[0],
        knownVersions(backend).at(-1),
      ])
  })
})
