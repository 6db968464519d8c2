import { describe, expect, it } from 'vitest'
import { auditedKinds } from '../../../src/controllers/audit/audited-kinds.ts'
import { auditPass } from '../../../src/controllers/audit/pass.ts'
import { contextOf } from '../../../src/decide/context.ts'
import { ApiError } from '../../../src/kube/api-error.ts'
import { apiVersionOf } from '../../../src/kube/resources.ts'
import type { KubeObject } from '../../../src/kube/types.ts'
import type { OwnerReference } from '../../../src/vocabulary/object-meta.ts'

const now = new Date('2026-11-21T12:00:00Z')
const judge = { decision: contextOf(undefined, now), now }

/** A pod that asks for half a GPU: one certain violation. */
function wrongPod(name: string, metadata: object = {}): KubeObject {
  const container = { name: 'c', image: 'i', resources: { limits: { 'amd.com/gpu': '0.5' } } }
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'team', ...metadata },
    spec: { containers: [container] },
  }
  return pod
}

const controlledBy = (apiVersion: string, kind: string, controller = true) => ({
  ownerReferences: [{ apiVersion, kind, name: 'o', uid: 'u', controller }] satisfies OwnerReference[],
})

type Pages = Parameters<typeof auditPass>[0]['pages']
const podsOnly = (...pages: readonly (readonly KubeObject[])[]): Pages =>
  async function* (type) {
    if (type.kind === 'Pod') yield* pages
  }

const judgedNames = async (...objects: readonly KubeObject[]) => {
  const { tally } = await auditPass({ pages: podsOnly(objects), judge, limit: 100 })
  const wrong = tally.findings().filter(({ finding }) => finding.rule === 'whole-gpus')
  return wrong.map(({ object }) => object.name)
}

describe('a pass of the audit', () => {
  it('looks at every kind that has pods or is ours', () => {
    const looked = auditedKinds.map((type) => `${apiVersionOf(type)} ${type.kind}`)
    expect(looked).toEqual(expect.arrayContaining(['v1 Pod', 'apps/v1 Deployment', 'batch/v1 CronJob']))
    expect(looked).toContain('aim.engine.amd.com/v1alpha1 AIMEndpoint')
  })

  it('leaves to the owner what the owner is judged for, and nothing else', async () => {
    const names = await judgedNames(
      wrongPod('bare'),
      wrongPod('of-replicaset', controlledBy('apps/v1', 'ReplicaSet')),
      wrongPod('of-job', controlledBy('batch/v1', 'Job')),
      wrongPod('of-stranger', controlledBy('example.com/v1', 'Widget')),
      wrongPod('not-controlled', controlledBy('batch/v1', 'Job', false)),
      wrongPod('leaving', { deletionTimestamp: now.toISOString() }),
    )
    expect(names).toEqual(['bare', 'not-controlled', 'of-stranger'])
  })

  it('begins a list again that expired in the middle, and counts nothing twice', async () => {
    let begun = 0
    const pages: Pages = async function* (type) {
      if (type.kind !== 'Pod') return
      begun += 1
      yield [wrongPod('a')]
      if (begun < 3) throw new ApiError({ code: 410, reason: 'Expired', message: 'too old' })
      yield [wrongPod('b')]
    }
    const { tally, failures } = await auditPass({ pages, judge, limit: 100 })
    expect({ begun, judged: tally.judged, failures }).toEqual({ begun: 3, judged: 2, failures: [] })
  })

  it('tells which kinds could not be read, and reads the others; one that is not installed is none of them', async () => {
    const pages: Pages = async function* (type) {
      if (type.kind === 'LeaderWorkerSet') throw new ApiError({ code: 404, reason: 'NotFound', message: '' })
      if (type.kind === 'Job') throw new ApiError({ code: 403, reason: 'Forbidden', message: 'may not' })
      if (type.kind === 'Pod') yield [wrongPod('a')]
    }
    const { tally, failures } = await auditPass({ pages, judge, limit: 100 })
    expect(failures).toEqual([{ what: 'Job', message: 'may not' }])
    expect(tally.judged).toBe(1)
  })

  it('survives an object on which a policy breaks', async () => {
    const policies = [
      {
        id: 'breaks',
        title: '',
        why: '',
        severity: 'error' as const,
        appliesTo: () => true,
        check: ({ name }: { name: string }) => {
          if (name === 'a') throw new Error('boom')
          return []
        },
      },
    ]
    const options = {
      pages: podsOnly([wrongPod('a'), wrongPod('b')]),
      judge: { ...judge, policies },
      limit: 9,
    }
    const { tally, failures } = await auditPass(options)
    expect(failures).toEqual([{ what: 'Pod team/a', message: 'boom' }])
    expect(tally.judged).toBe(1)
  })

  it('judges what is about workloads by the workloads beside it', async () => {
    const labels = { app: 'serve' }
    const container = { name: 'c', image: 'i:1', resources: { limits: { 'amd.com/gpu': '1' } } }
    const objects: Readonly<Record<string, object>> = {
      Deployment: {
        spec: {
          replicas: 1,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [container] } },
        },
      },
      PodDisruptionBudget: { spec: { minAvailable: 1, selector: { matchLabels: labels } } },
    }
    const drains = async (namespaceOfBudget: string) => {
      const pages: Pages = async function* (type) {
        const namespace = type.kind === 'Deployment' ? 'team' : namespaceOfBudget
        const apiVersion = apiVersionOf(type)
        const object = objects[type.kind]
        if (object) yield [{ apiVersion, kind: type.kind, metadata: { name: 'serve', namespace }, ...object }]
      }
      const { tally } = await auditPass({ pages, judge, limit: 100 })
      return tally.findings().filter(({ finding }) => finding.rule === 'pdb-allows-drains')
    }
    expect(await drains('team')).toHaveLength(1)
    expect(await drains('other')).toEqual([])
  })

  it('ends when it is told to', async () => {
    const stop = new AbortController()
    const pages: Pages = async function* () {
      stop.abort(new Error('enough'))
      yield [wrongPod('a')]
    }
    await expect(auditPass({ pages, judge, limit: 1, signal: stop.signal })).rejects.toThrow('enough')
  })
})
