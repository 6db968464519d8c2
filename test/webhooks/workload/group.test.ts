import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { annotations } from '../../../src/vocabulary/names.ts'
import { validateWorkload } from '../../../webhooks/workload.ts'
import { cluster, nodes } from '../../decide/builders.ts'
import { context, type TestObject } from '../builders.ts'
import { annotated, created, creating, type Fields, updated } from './builders.ts'

interface Group extends TestObject {
  readonly spec: {
    readonly leaderWorkerTemplate: Readonly<
      Record<
        'leaderTemplate' | 'workerTemplate',
        { readonly spec: { readonly containers: readonly Fields[] } }
      >
    >
  }
}

const deepseek = 'deepseek-ai/DeepSeek-R1-0528'
const given = context({ hardware: cluster(nodes('MI300X', 2)) })

/** A group from a public document, annotated. */
function group(file: string, model = deepseek): Group {
  const text = readFileSync(new URL(`../../policies/manifests/${file}`, import.meta.url), 'utf8')
  return annotated(parse(text), { [annotations.model]: model }) as Group
}

const enginesOf = ({ spec: { leaderWorkerTemplate: pods } }: Group) =>
  (['leaderTemplate', 'workerTemplate'] as const).map((which) => pods[which]?.spec.containers[0] ?? {})

describe('a LeaderWorkerSet over several nodes', () => {
  it.each([
    ['lws-vllm-native.yaml', deepseek],
    ['lws-sglang.yaml', deepseek],
    ['lws-vllm.yaml', 'meta-llama/Llama-3.1-405B-Instruct'],
  ])('is judged as one engine and completed: %s', (file, model) => {
    const before = group(file, model)
    const made = created(before, given) as Group
    expect(made.metadata.annotations?.[annotations.decision]).toContain('"nodes":2')
    for (const [i, engine] of enginesOf(made).entries()) {
      const written = enginesOf(before)[i]
      expect(engine).toMatchObject({ command: written?.command, resources: written?.resources ?? {} })
    }
    const [leader, worker] = enginesOf(made)
    expect(leader).toHaveProperty('livenessProbe')
    expect(worker).not.toHaveProperty('livenessProbe')
    const answer = validateWorkload(creating(made), given)
    expect(answer).toMatchObject({ allowed: true, audit: { decision: 'Fits' } })
  })

  it('is what it was when the annotation goes', () => {
    const before = group('lws-vllm-native.yaml')
    const live = created(before, given)
    expect(live.spec).not.toEqual(before.spec)
    const left = updated(live, annotated(live, { [annotations.model]: undefined }), given)
    expect(left.spec).toEqual(before.spec)
    expect(left.metadata.annotations).toEqual({})
  })

  it('has each pod ask for its own share', () => {
    const native = group('lws-vllm-native.yaml')
    const bare = JSON.parse(
      JSON.stringify(native)
        .replaceAll('"amd.com/gpu":8,', '')
        .replaceAll(/,"requests":\{[^}]*\}/g, ''),
    ) as Group
    for (const { resources } of enginesOf(created(bare, given) as Group))
      expect(resources).toMatchObject({
        limits: { 'amd.com/gpu': '8' },
        requests: { 'amd.com/gpu': '8', cpu: '32', memory: '128Gi' },
      })
  })

  it('gets no probe where leader and workers share a template', () => {
    const native = group('lws-vllm-native.yaml')
    const { leaderTemplate: _, ...shared } = native.spec.leaderWorkerTemplate
    const alike = { ...native, spec: { ...native.spec, leaderWorkerTemplate: shared } } as unknown as Group
    const [, engine] = enginesOf(created(alike, given) as Group)
    expect(engine).toHaveProperty('env')
    expect(Object.keys(engine ?? {}).filter((field) => /Probe|lifecycle|ports/.test(field))).toEqual([])
  })

  it('is warned of where there are too few nodes, and refused where no node holds a pod', () => {
    const here = context({ hardware: cluster(nodes('MI300X', 1)) })
    const few = validateWorkload(creating(group('lws-vllm-native.yaml')), here)
    expect(few.allowed).toBe(true)
    expect(few.warnings?.join()).toContain('needs 2 nodes with 8 x MI300X each')
    const sixteen = JSON.parse(
      JSON.stringify(group('lws-vllm-native.yaml'))
        .replaceAll('"amd.com/gpu":8', '"amd.com/gpu":32')
        .replaceAll('--tensor-parallel-size=8', '--tensor-parallel-size=32'),
    ) as Group
    const large = validateWorkload(creating(sixteen), given)
    expect(large.allowed).toBe(false)
    expect(large.message).toContain('64 are needed on 2 nodes')
  })
})
