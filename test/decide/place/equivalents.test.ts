import { describe, expect, it } from 'vitest'
import { acceleratorByName } from '../../../src/catalog/accelerators.ts'
import type { Candidate, Evaluation } from '../../../src/decide/decision.ts'
import { equivalents } from '../../../src/decide/place/equivalents.ts'
import type { ShapeOrigin } from '../../../src/inventory/hardware.ts'
import type { Verdict } from '../../../src/vocabulary/reasons.ts'

interface On {
  readonly partition?: string
  readonly resource?: string
  readonly gpusPerNode?: number
  readonly origin?: ShapeOrigin
  readonly maxModelLen?: number
}

/** A plan of 2 GPUs on an accelerator. */
function planned(
  accelerator: string,
  { partition, resource, gpusPerNode, origin, maxModelLen }: On = {},
): Evaluation {
  const candidate: Candidate = {
    recipe: { name: `r-${accelerator}`, type: 'optimized' },
    accelerator,
    gfx: acceleratorByName(accelerator)?.gfx ?? '',
    ...(partition === undefined ? {} : { partition }),
    resource: resource ?? 'amd.com/gpu',
    gpusPerNode: gpusPerNode ?? 8,
    gpuCount: 2,
    precision: 'bf16',
    engine: { backend: 'vllm', version: '0.11.0' },
    settings: { maxModelLen: maxModelLen ?? 32768, other: {} },
    env: [],
    image: 'image',
  }
  const capacity = {
    origin: origin ?? ('observed' as const),
    gpusNeeded: 2,
    nodes: 1,
    nodesWithRoom: 1,
    freeGPUs: 8,
    totalGPUs: 8,
    replicasWithRoom: 4,
    mostFreeOnOneNode: 8,
    holders: 0,
    freesUp: true,
  }
  return { candidate, verdict: 'Fits', reasons: [], capacity }
}

/** Judges by a table of verdicts, `Fits` where it is silent, and keeps what it was asked. */
function judging(evaluations: readonly Evaluation[], verdicts: Readonly<Record<string, Verdict>> = {}) {
  const asked: Candidate[] = []
  const judge = (plan: Candidate, on: Candidate): Evaluation => {
    asked.push(plan)
    const { capacity } = evaluations.find(({ candidate }) => candidate === on) ?? planned(on.accelerator)
    const { accelerator, partition, resource, gpusPerNode } = on
    const verdict = verdicts[`${accelerator}${partition === undefined ? '' : `/${partition}`}`] ?? 'Fits'
    const candidate = {
      ...plan,
      accelerator,
      resource,
      gpusPerNode,
      ...(partition === undefined ? {} : { partition }),
    }
    return { candidate, verdict, reasons: [], capacity }
  }
  return { judge, asked }
}

const names = (
  chosen: Evaluation,
  others: readonly Evaluation[],
  verdicts?: Readonly<Record<string, Verdict>>,
) =>
  equivalents(
    chosen,
    others.map(({ candidate }) => candidate),
    judging(others, verdicts).judge,
  ).map(({ accelerator, partition }) => accelerator + (partition === undefined ? '' : `/${partition}`))

describe('accelerators on which the same arguments are valid', () => {
  const chosen = planned('MI300X')
  const others = [planned('MI210'), planned('MI355X'), chosen, planned('MI325X')]

  it('are in order of preference, the chosen one first, whatever the order of the list', () => {
    expect(names(chosen, others)).toEqual(['MI300X', 'MI355X', 'MI325X', 'MI210'])
    expect(names(chosen, others.toReversed())).toEqual(['MI300X', 'MI355X', 'MI325X', 'MI210'])
  })

  it('are judged with the arguments of the chosen plan, not with their own', () => {
    const longer = planned('MI325X', { maxModelLen: 131072 })
    const { judge, asked } = judging([longer])
    const [own, other] = equivalents(chosen, [longer.candidate], judge)
    expect(asked).toEqual([chosen.candidate])
    expect(own?.evaluation).toBe(chosen)
    expect(other?.evaluation.candidate).toMatchObject({
      accelerator: 'MI325X',
      settings: { maxModelLen: 32768 },
    })
  })

  it('leave out where the plan is refused or could not be checked; what only just fits comes later', () => {
    const verdicts = { MI210: 'DoesNotFit', MI325X: 'Unknown', MI355X: 'Fits' } as const
    expect(names(chosen, others, verdicts)).toEqual(['MI300X', 'MI355X'])
    expect(names(chosen, others, { MI355X: 'Marginal' })).toEqual(['MI300X', 'MI325X', 'MI210', 'MI355X'])
  })

  it('need the same resource, which a container names once', () => {
    expect(names(chosen, [planned('MI325X', { resource: 'amd.com/spx_nps1' })])).toEqual(['MI300X'])
  })

  it('tell partitions apart, after whole devices', () => {
    const half = planned('MI300X', { partition: 'dpx_nps2', gpusPerNode: 16 })
    expect(names(chosen, [half, planned('MI210')])).toEqual(['MI300X', 'MI300X/dpx_nps2', 'MI210'])
    expect(names(planned('MI325X'), [half, chosen])).toEqual(['MI325X', 'MI300X', 'MI300X/dpx_nps2'])
  })

  it('prefer what is here to what is only declared', () => {
    expect(names(chosen, [planned('MI355X', { origin: 'declared' }), planned('MI210')])).toEqual([
      'MI300X',
      'MI210',
      'MI355X',
    ])
  })

  it('are named once, though their nodes are of several sizes', () => {
    expect(names(chosen, [planned('MI325X', { gpusPerNode: 4 }), planned('MI325X')])).toEqual([
      'MI300X',
      'MI325X',
    ])
  })
})
