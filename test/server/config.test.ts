import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../src/server/address.ts'
import { ConfigError, defaultConfig, parseConfig } from '../../src/server/config.ts'

const problemsOf = (text: string) => {
  try {
    parseConfig(text)
  } catch (error) {
    if (error instanceof ConfigError) return error.errors
  }
  return []
}

describe('the configuration', () => {
  it('is all defaults in the file that is installed', () => {
    expect(parseConfig(readFileSync('manifests/base/config.yaml', 'utf8'))).toEqual(defaultConfig)
  })

  it('declares shapes without nodes', () => {
    const { declared } = parseConfig('declaredHardware: [8xMI300X, 8xMI355X]')
    expect(declared?.shapes).toMatchObject([
      { accelerator: 'MI300X', gpusPerNode: 8, origin: 'declared', nodes: 0, used: 0 },
      { accelerator: 'MI355X', gpusPerNode: 8, origin: 'declared', nodes: 0, used: 0 },
    ])
    expect(declared?.shapes.flatMap((shape) => shape.freeNodes).every((count) => count === 0)).toBe(true)
  })

  it('limits the requests to the API server only when that is asked for', () => {
    expect(defaultConfig.apiRequestsPerSecond).toBe(0)
    expect(parseConfig('apiRequestsPerSecond: 50').apiRequestsPerSecond).toBe(50)
    expect(problemsOf('apiRequestsPerSecond: -1').map(({ path }) => path)).toEqual(['apiRequestsPerSecond'])
  })

  it('tells every problem with its path', () => {
    const problems = problemsOf('fitt: warn\nnamespaceFit: {a: maybe}\nsnapshotMaxAgeSeconds: 1')
    expect(problems.map(({ path }) => path).sort()).toEqual([
      'fitt',
      'namespaceFit.a',
      'snapshotMaxAgeSeconds',
    ])
    expect(problems.find(({ path }) => path === 'fitt')?.fix).toBe('did you mean "fit"?')
  })

  it('takes learned corrections along to whoever decides', () => {
    const correction = {
      model: 'Qwen/Qwen3-32B',
      accelerator: 'MI300X',
      imageDigest: `sha256:${'a'.repeat(64)}`,
      cacheRatio: 0.97,
      starts: 3,
      namespace: 'team-a',
    }
    expect(parseConfig(JSON.stringify({ corrections: [correction] })).decision.corrections).toEqual([
      correction,
    ])
    expect(problemsOf('corrections: [{model: x, imageDigest: latest}]').map(({ path }) => path)).toContain(
      'corrections.0.imageDigest',
    )
  })

  it('learns from images by digest, and from none unless told', () => {
    const digest = `sha256:${'b'.repeat(64)}`
    expect(defaultConfig.learnFrom).toEqual([])
    expect(parseConfig(`learnFrom: ["${digest}"]`).learnFrom).toEqual([digest])
    expect(problemsOf('learnFrom: [latest]').map(({ path }) => path)).toEqual(['learnFrom.0'])
  })

  it('tells which declared shape it cannot read', () => {
    expect(problemsOf('declaredHardware: [8xMI300X, 8xMI3000X]')).toMatchObject([
      { path: 'declaredHardware[1]' },
    ])
  })

  it('says where YAML ends', () => {
    expect(problemsOf('fit: [')).toHaveLength(1)
  })
})

describe('an address to listen on', () => {
  it.each([
    ['0.0.0.0:9443', { host: '0.0.0.0', port: 9443 }],
    [':9443', { host: '0.0.0.0', port: 9443 }],
    ['[::1]:0', { host: '::1', port: 0 }],
    ['localhost:80', { host: 'localhost', port: 80 }],
    ['9443', undefined],
    ['::1:80', undefined],
    ['a:70000', undefined],
  ])('%s', (text, address) => {
    expect(parseAddress(text)).toEqual(address)
  })
})
