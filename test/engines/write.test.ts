import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { knownVersions } from '../../src/catalog/engines.ts'
import { backends } from '../../src/catalog/recipe.ts'
import { argumentByName, argumentNames, hasArgument } from '../../src/engines/arguments.ts'
import { mergeSettings } from '../../src/engines/merge.ts'
import { readArguments } from '../../src/engines/read.ts'
import type { Engine, EngineSettings } from '../../src/engines/settings.ts'
import { engineCommand, writeConfig } from '../../src/engines/write.ts'

const engines: Engine[] = backends.flatMap((backend) =>
  knownVersions(backend).map((version) => ({ backend, version })),
)
const everything: EngineSettings = {
  tensorParallel: 8,
  pipelineParallel: 2,
  dataParallel: 2,
  expertParallel: true,
  dtype: 'bfloat16',
  quantization: 'fp8',
  kvCacheDtype: 'fp8_e4m3',
  maxModelLen: 8192,
  maxNumSeqs: 256,
  maxNumBatchedTokens: 8192,
  memoryFraction: 0.9,
  kvCacheMemoryBytes: 2 ** 33,
  enforceEager: true,
  other: { 'trust-remote-code': true },
}
const input = { modelId: 'Qwen/Qwen3-32B', port: 8000, host: '0.0.0.0' }

describe.each(engines)('$backend $version', (engine) => {
  it('has every argument that is written', () => {
    const config = writeConfig(engine, {
      ...input,
      revision: 'main',
      servedModelName: 'q',
      settings: everything,
    })
    for (const key of Object.keys(config)) {
      const argument = argumentByName(engine.backend, key)
      expect(argument, key).toBeDefined()
      if (argument) expect(hasArgument(engine, argument), key).toBe(true)
    }
  })

  it('loses no setting on the way back', () => {
    const config = writeConfig(engine, { ...input, settings: everything })
    const args = Object.entries(config).map(([key, value]) =>
      value === true ? `--${key}` : `--${key}=${value}`,
    )
    const { settings, errors } = readArguments(engine, args, '')
    const { kvCacheMemoryBytes: _bytes, ...portable } = everything
    expect(errors).toEqual([])
    expect(settings).toMatchObject(engine.backend === 'vllm' ? everything : portable)
  })
})

describe('the file', () => {
  const vllm: Engine = { backend: 'vllm', version: '0.33.0' }
  const sglang: Engine = { backend: 'sglang', version: '0.5.23' }

  it('is complete for vLLM', () => {
    const settings = { tensorParallel: 1, maxModelLen: 32_768, memoryFraction: 0.92, other: {} }
    expect(writeConfig(vllm, { ...input, revision: 'abc', servedModelName: 'qwen', settings })).toEqual({
      model: 'Qwen/Qwen3-32B',
      revision: 'abc',
      'served-model-name': 'qwen',
      host: '0.0.0.0',
      port: 8000,
      'tensor-parallel-size': 1,
      'max-model-len': 32_768,
      'gpu-memory-utilization': 0.92,
    })
  })

  it('negates in the way each engine understands', () => {
    const other = { 'enable-prefix-caching': 'false', 'served-model-name': 'a b' }
    expect(writeConfig(vllm, { ...input, settings: { other } })).toMatchObject({
      'no-enable-prefix-caching': true,
      'served-model-name': ['a', 'b'],
    })
    const config = writeConfig(sglang, { ...input, settings: { other: { 'disable-radix-cache': 'false' } } })
    expect(Object.keys(config)).toEqual(['model-path', 'host', 'port'])
  })

  it('spreads SGLang’s experts over the ranks unless told otherwise', () => {
    const settings = { tensorParallel: 8, expertParallel: true, other: {} }
    expect(writeConfig(sglang, { ...input, settings })['ep-size']).toBe(8)
    expect(
      writeConfig(sglang, { ...input, settings: { ...settings, other: { 'ep-size': '4' } } })['ep-size'],
    ).toBe('4')
  })

  it('is given to the engine by its command', () => {
    expect(engineCommand(vllm, '/c/engine.yaml')).toEqual(['vllm', 'serve', '--config', '/c/engine.yaml'])
    expect(engineCommand(sglang, '/c/engine.yaml').at(-1)).toBe('/c/engine.yaml')
  })

  it('never throws, whatever flags there are', () => {
    const names = argumentNames(vllm)
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.string(), fc.constant(true as const))),
        (other) => {
          expect(writeConfig(vllm, { ...input, settings: { other } })).toHaveProperty('port')
        },
      ),
    )
  })
})

describe('mergeSettings', () => {
  it('lets the second win, flag by flag, and keeps what it does not say', () => {
    const base: EngineSettings = { tensorParallel: 2, maxNumSeqs: 4, other: { a: '1', b: true } }
    expect(mergeSettings(base, { maxNumSeqs: 8, tensorParallel: undefined, other: { a: '2' } })).toEqual({
      tensorParallel: 2,
      maxNumSeqs: 8,
      other: { a: '2', b: true },
    })
  })

  it('a user’s false takes back a recipe’s true', () => {
    const engine: Engine = { backend: 'vllm', version: '0.33.0' }
    const recipe = readArguments(engine, ['--enable-prefix-caching', '--enforce-eager'], '').settings
    const user = readArguments(engine, ['--no-enable-prefix-caching', '--no-enforce-eager'], '').settings
    const config = writeConfig(engine, { ...input, settings: mergeSettings(recipe, user) })
    expect(config).toMatchObject({ 'no-enable-prefix-caching': true })
    expect(config).not.toHaveProperty('enforce-eager')
    expect(config).not.toHaveProperty('enable-prefix-caching')
  })
})
