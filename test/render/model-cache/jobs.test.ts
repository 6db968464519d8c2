import { describe, expect, it } from 'vitest'
import type { CacheIntent, WantedModel } from '../../../src/api/cache/intent.ts'
import { renderCacheClaim } from '../../../src/render/model-cache/claim.ts'
import { renderCopyJob } from '../../../src/render/model-cache/copy-job.ts'
import { fetchJobNameOf, renderFetchJob } from '../../../src/render/model-cache/fetch-job.ts'
import { renderRemoveJob } from '../../../src/render/model-cache/remove-job.ts'

const owner = {
  apiVersion: 'aim.engine.amd.com/v1alpha1',
  kind: 'AIMCache',
  metadata: { name: 'models', namespace: 'team', uid: 'uid-of-cache' },
} as const
const model: WantedModel = {
  id: 'Qwen/Qwen3-8B',
  source: { kind: 'hub', id: 'Qwen/Qwen3-8B' },
  priority: 'medium',
  preload: true,
  pinned: false,
}
const intent: CacheIntent = {
  storage: { size: '100Gi', bytes: 100 * 2 ** 30, accessMode: 'ReadWriteMany', storageClass: 'shared' },
  models: [model],
  downloadPolicy: 'IfNotPresent',
}
const render = (more: Partial<WantedModel> = {}, how: Partial<CacheIntent> = {}) =>
  renderFetchJob({
    owner,
    intent: { ...intent, ...how },
    model: { ...model, ...more },
    image: 'fitgate:1',
  })

interface JobSpec {
  readonly backoffLimit: number
  readonly ttlSecondsAfterFinished: number
  readonly activeDeadlineSeconds?: number
  readonly podFailurePolicy: {
    readonly rules: readonly {
      readonly action: string
      readonly onExitCodes?: { readonly values: number[] }
    }[]
  }
  readonly template: { readonly spec: PodSpec }
}
interface PodSpec {
  readonly automountServiceAccountToken: boolean
  readonly securityContext: object
  readonly volumes: readonly object[]
  readonly containers: readonly [Container]
}
interface Container {
  readonly args: readonly string[]
  readonly env: readonly object[]
  readonly resources: { readonly requests: object; readonly limits: object }
  readonly securityContext: object
  readonly volumeMounts: readonly object[]
}
const specOf = (object: { readonly spec?: unknown }) => object.spec as JobSpec
const containerOf = (object: { readonly spec?: unknown }) => specOf(object).template.spec.containers[0]

describe('the claim of a cache', () => {
  it('is as large as was written, or as was computed, and holds up no deletion', () => {
    const claim = renderCacheClaim(owner, intent, 0)
    expect(claim).toMatchObject({
      metadata: {
        name: 'models-storage',
        ownerReferences: [{ uid: 'uid-of-cache', blockOwnerDeletion: false }],
      },
      spec: {
        accessModes: ['ReadWriteMany'],
        storageClassName: 'shared',
        resources: { requests: { storage: '100Gi' } },
      },
    })
    const { size: _, ...unsized } = intent.storage
    expect(renderCacheClaim(owner, { ...intent, storage: unsized }, 1234).spec).toMatchObject({
      resources: { requests: { storage: '1234' } },
    })
  })
})

describe('the Job that fetches a model', () => {
  it('has no right in the cluster, none on its node, and requests what it uses', () => {
    const { template } = specOf(render())
    expect(template.spec).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    })
    expect(containerOf(render())).toMatchObject({
      resources: { requests: { memory: '256Mi' }, limits: { memory: '1Gi' } },
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
    })
  })

  it('ends where another pod would end alike, begins again where it was killed, and has no deadline', () => {
    const { podFailurePolicy, backoffLimit, activeDeadlineSeconds, ttlSecondsAfterFinished } = specOf(
      render(),
    )
    const final = podFailurePolicy.rules.find(({ action }) => action === 'FailJob')?.onExitCodes?.values
    expect(final).toEqual([2, 10, 11, 12, 13, 14, 16, 19])
    expect(podFailurePolicy.rules.at(-1)).toMatchObject({ action: 'Ignore' })
    expect(backoffLimit).toBeGreaterThan(0)
    expect(ttlSecondsAfterFinished).toBe(3600)
    expect(activeDeadlineSeconds).toBeUndefined()
  })

  it('is told the source, the name it is stored under, and where to leave its result', () => {
    const { args } = containerOf(render())
    expect(args.slice(0, 5)).toEqual([
      'fetch',
      '--root',
      '/workspace/model-cache',
      '--result',
      '/dev/termination-log',
    ])
    expect(args.at(-1)).toBe('hf://Qwen/Qwen3-8B')
    expect(args).not.toContain('--as')
    const bucket = { kind: 's3', bucket: 'weights', prefix: 'qwen' } as const
    expect(containerOf(render({ source: bucket })).args.join(' ')).toMatch(
      /--as Qwen\/Qwen3-8B .*--s3-unsigned s3:\/\/weights\/qwen$/,
    )
    const styleOf = (style: object) =>
      containerOf(render({ source: bucket, endpoint: 'https://store.example', ...style })).args.filter(
        (word) => word.includes('path-style'),
      )
    // by itself the fetcher takes the path where there is an endpoint
    expect([{}, { pathStyle: true }, { pathStyle: false }].map(styleOf)).toEqual([
      [],
      ['--s3-path-style'],
      ['--no-s3-path-style'],
    ])
  })

  it('gets the token from the one Secret that is named, as the tools of the source want it', () => {
    const secret = { name: 'hub', key: 'token' }
    expect(containerOf(render({ secret })).env).toContainEqual({
      name: 'HF_TOKEN',
      valueFrom: { secretKeyRef: { name: 'hub', key: 'token' } },
    })
    const gs = render({ secret, source: { kind: 'gs', bucket: 'weights', prefix: '' } })
    expect(specOf(gs).template.spec.volumes).toContainEqual({
      name: 'credentials',
      secret: {
        secretName: 'hub',
        items: [{ key: 'credentials.json', path: 'credentials.json' }],
        defaultMode: 0o440,
      },
    })
  })

  it('keeps to the quota of the volume, and to that of the model', () => {
    const quotaOf = (object: ReturnType<typeof render>) => {
      const { args } = containerOf(object)
      return args[args.indexOf('--quota') + 1]
    }
    expect(quotaOf(render())).toBe(String(100 * 2 ** 30))
    expect(quotaOf(render({ maxBytes: 2 ** 30 }))).toBe(String(2 ** 30))
    const room = { totalBytes: 50 * 2 ** 30, usedBytes: 20 * 2 ** 30 }
    const job = renderFetchJob({ owner, intent, model: { ...model, maxBytes: 2 ** 30 }, image: 'i', room })
    expect(quotaOf(job)).toBe(String(21 * 2 ** 30))
  })

  it('only lists what is there where somebody else fills the volume, and needs no token for it', () => {
    const looking = containerOf(
      render({ secret: { name: 'hub', key: 'token' } }, { downloadPolicy: 'Never' }),
    )
    expect(looking.args.slice(0, 2)).toEqual(['cache', 'list'])
    expect(looking.env).toHaveLength(1)
  })

  it('has one name for one wish, so that the API server refuses a second', () => {
    const name = (more: Partial<WantedModel> = {}) =>
      fetchJobNameOf({ owner, intent, model: { ...model, ...more } })
    expect(name()).toBe(render().metadata.name)
    expect(name({ priority: 'high', preload: false, pinned: true })).toBe(name())
    const others = [
      name({ secret: { name: 'other', key: 'token' } }),
      name({ source: { kind: 'hub', id: 'Qwen/Qwen3-8B', revision: 'v2' } }),
      name({ include: ['*.json'] }),
    ]
    expect(new Set([...others, name()]).size).toBe(4)
    expect(name().length).toBeLessThanOrEqual(63)
  })
})

describe('the Job that copies to a node', () => {
  const copying = {
    owner,
    intent: { ...intent, nodeGroup: { storageClass: 'disks', nodeSelector: {}, tolerations: [] } },
    group: { tolerations: [{ key: 'team', operator: 'Exists' }] },
    node: { name: 'gpu-1', life: 'first' },
    volume: 'uid-of-claim',
    models: [{ id: 'Qwen/Qwen3-8B', ref: 'main', revision: 'a'.repeat(40) }],
    image: 'fitgate:1',
  } as const
  const render = (more: Partial<Parameters<typeof renderCopyJob>[0]> = {}) =>
    renderCopyJob({ ...copying, ...more })

  it('runs on that node, reads the one volume, writes the other, and needs no Secret', () => {
    const { spec } = specOf(render()).template
    expect(spec).toMatchObject({
      automountServiceAccountToken: false,
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['gpu-1'] }] },
            ],
          },
        },
      },
      tolerations: [{ key: 'team' }, { key: 'amd.com/gpu' }],
    })
    expect(spec.volumes.slice(0, 2)).toEqual([
      { name: 'cache', persistentVolumeClaim: { claimName: 'models-storage' } },
      { name: 'from', persistentVolumeClaim: { claimName: 'models-storage-origin', readOnly: true } },
    ])
    expect(containerOf(render()).volumeMounts).toContainEqual({
      name: 'from',
      mountPath: '/workspace/origin',
      readOnly: true,
    })
    expect(containerOf(render({ quotaBytes: 7 })).args.join(' ')).toMatch(
      /^cache copy --root \/workspace\/model-cache --from \/workspace\/origin .*--quota 7 Qwen\/Qwen3-8B@main$/,
    )
  })

  it('has one name for one node, disk and content', () => {
    const name = (more: Parameters<typeof render>[0] = {}) => render(more).metadata.name
    expect(name({ quotaBytes: 7, image: 'fitgate:2' })).toBe(name())
    const others = [
      name({ node: { name: 'gpu-2', life: 'first' } }),
      name({ node: { name: 'gpu-1', life: 'second' } }),
      name({ volume: 'another' }),
      name({ models: [] }),
    ]
    expect(new Set([...others, name()]).size).toBe(5)
  })
})

it('the Job that removes models names them, in one order', () => {
  const job = renderRemoveJob({ owner, claim: 'models-storage', ids: ['b/two', 'a/one'], image: 'fitgate:1' })
  expect(containerOf(job).args.slice(-2)).toEqual(['a/one', 'b/two'])
  expect(
    renderRemoveJob({ owner, claim: 'models-storage', ids: ['a/one', 'b/two'], image: 'fitgate:1' }),
  ).toEqual(job)
})
