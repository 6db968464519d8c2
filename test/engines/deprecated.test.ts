import { describe, expect, it } from 'vitest'
import { backends } from '../../src/catalog/recipe.ts'
import { argumentByName, hasArgument } from '../../src/engines/arguments.ts'
import { deprecation, deprecationRows } from '../../src/engines/deprecated.ts'

describe('deprecated arguments', () => {
  it('are arguments of the versions they are listed under, and so is what to write instead', () => {
    for (const backend of backends)
      for (const { first, last, instead } of deprecationRows[backend].rows)
        for (const [name, fix] of Object.entries(instead))
          for (const version of [first, last])
            for (const each of [
              name,
              ...[...fix.matchAll(/--([a-z0-9-]+)/g)].map((match) => match[1] ?? ''),
            ]) {
              const argument = argumentByName(backend, each)
              expect(argument && hasArgument({ backend, version }, argument), `${each} ${version}`).toBe(true)
            }
  })

  it('are told with what to write instead, in the versions that say so', () => {
    expect(deprecation({ backend: 'sglang', version: '0.5.16' }, 'cuda-graph-max-bs')).toEqual({
      message: '"--cuda-graph-max-bs" is deprecated in SGLang 0.5.16',
      fix: 'write --cuda-graph-max-bs-decode',
    })
    expect(deprecation({ backend: 'sglang', version: '0.5.9' }, 'cuda-graph-max-bs')).toBeUndefined()
    expect(deprecation({ backend: 'vllm', version: '0.33.0' }, 'max-model-len')).toBeUndefined()
    expect(deprecation({ backend: 'vllm', version: 'nightly' }, 'log-config-file')).toBeUndefined()
  })
})
