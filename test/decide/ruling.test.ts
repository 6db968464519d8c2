import { describe, expect, it } from 'vitest'
import type { FitMode } from '../../src/api/intent.ts'
import { decide } from '../../src/decide/decide.ts'
import { fitMode, rule } from '../../src/decide/ruling.ts'
import { defaultDecisionConfig } from '../../src/inventory/snapshot.ts'
import { cluster, knowing, nodes, wanting } from './builders.ts'

const declared = knowing(cluster(nodes('MI300X', 1, { origin: 'declared' })))

/** One request more than the cache of an MI300X holds, beside 70 billion weights: an estimate, and other parts could. */
const estimated = wanting('meta-llama/Llama-3.3-70B-Instruct', {
  gpuCount: 1,
  precision: 'bf16',
  maxModelLen: 131_072,
  engineArgs: ['--gpu-memory-utilization=0.8'],
})
/** More weights than an MI300X has memory. */
const certain = wanting('Qwen/Qwen3-235B-A22B', { gpuCount: 2, precision: 'bf16' })

const allowed = (request: typeof estimated, fit: FitMode | undefined) => {
  const asked = fit === undefined ? request : { ...request, fit }
  return rule(decide(asked, declared), fitMode(asked, defaultDecisionConfig)).allowed
}

describe('an estimate against the declared hardware', () => {
  it('denies by default, and a user overrules it', () => {
    expect(decide(estimated, declared)).toMatchObject({ scope: 'declared', certainty: 'estimated' })
    expect([undefined, 'enforce', 'warn', 'off'].map((fit) => allowed(estimated, fit as FitMode))).toEqual([
      false,
      false,
      true,
      true,
    ])
  })

  it('is overruled by the object alone, not by a namespace or a platform that warns', () => {
    expect(fitMode(estimated, defaultDecisionConfig)).toBe('warn')
    expect(rule(decide(estimated, declared), 'warn').allowed).toBe(false)
  })

  it('leaves its trace in the decision', () => {
    expect(decide({ ...estimated, fit: 'warn' }, declared).asked.fit).toBe('warn')
  })
})

describe('what is proven against the declared hardware', () => {
  it('is denied whatever the user says', () => {
    expect(decide(certain, declared)).toMatchObject({ scope: 'declared', certainty: 'certain' })
    expect([undefined, 'warn', 'off'].map((fit) => allowed(certain, fit as FitMode))).toEqual([
      false,
      false,
      false,
    ])
  })
})
