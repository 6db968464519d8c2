/** Changes, and ends: of the endpoint, of its children, of the hardware, of fitgate's version. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeploymentChild, VolumeClaimChild } from '../../../src/controllers/aim-endpoint/child.ts'
import { createClient } from '../../../src/kube/client.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject, ResourceType } from '../../../src/kube/types.ts'
import { eventually } from '../eventually.ts'
import {
  endpoint,
  hasReason,
  type Installation,
  install,
  onOwnNode,
  ownNode,
  type Running,
  reaches,
  start,
  statusOf,
  whenReady,
} from './installation.ts'

let installation: Installation
let admin: KubeClient
let client: KubeClient
let running: Running
let namespace: string

beforeAll(async () => {
  installation = await install()
  ;({ admin, namespace } = installation)
  client = createClient(installation.source)
  await admin.create(resources.node, ownNode('lifecycle', 'MI210', 64))
  running = await start(client)
  await whenReady(running)
})

afterAll(async () => {
  await admin?.delete(resources.node, { name: 'lifecycle' })
  await running?.stop()
  client?.close()
  await installation?.uninstall()
})

const here = onOwnNode('MI210')

const create = (name: string, spec: Record<string, unknown> = {}, metadata?: object) =>
  admin.create(resources.aimEndpoint, endpoint({ namespace, name }, { ...here, ...spec }, metadata))

async function serve(name: string, spec?: Record<string, unknown>): Promise<void> {
  await create(name, spec)
  await reaches(admin, { namespace, name }, 'Ready')
}

const change = (name: string, patch: object) =>
  admin.patch(resources.aimEndpoint, { namespace, name }, 'merge', patch)

async function deployment(name: string): Promise<DeploymentChild> {
  const found = await admin.get<DeploymentChild>(resources.deployment, { namespace, name })
  if (found === undefined) throw new Error(`no Deployment ${name}`)
  return found
}

/** The garbage collector learns of a kind that was just installed at its next look, within half a minute. */
const isGone = (type: ResourceType, name: string) =>
  eventually(async () => expect(await admin.get(type, { namespace, name })).toBeUndefined(), 90)

describe('the deletion of an endpoint', () => {
  it('waits for nobody, upstream finalizers included, and takes the children along', async () => {
    const finalizers = ['aimendpoint.aim.engine.amd.com/finalizer']
    await create('brief', {}, { finalizers })
    await reaches(admin, { namespace, name: 'brief' }, 'Ready')
    expect(
      (await admin.get<KubeObject>(resources.aimEndpoint, { namespace, name: 'brief' }))?.metadata.finalizers,
    ).toBeUndefined()
    await admin.delete(resources.aimEndpoint, { namespace, name: 'brief' })
    expect(await admin.get(resources.aimEndpoint, { namespace, name: 'brief' })).toBeUndefined()
    await isGone(resources.deployment, 'brief')
    await isGone(resources.service, 'brief')
  })

  it('is no matter for a namesake that is created at once', async () => {
    await serve('twin')
    const old = await deployment('twin')
    await admin.delete(resources.aimEndpoint, { namespace, name: 'twin' })
    await serve('twin')
    expect((await deployment('twin')).metadata.uid).not.toBe(old.metadata.uid)
  })
})

describe('a child', () => {
  it('that somebody deletes or changes is made good', async () => {
    await serve('guarded')
    await admin.delete(resources.service, { namespace, name: 'guarded' })
    await eventually(async () =>
      expect(await admin.get(resources.service, { namespace, name: 'guarded' })).toBeDefined(),
    )
    const patch = { spec: { template: { spec: { terminationGracePeriodSeconds: 60 } } } }
    await admin.patch(resources.deployment, { namespace, name: 'guarded' }, 'merge', patch)
    await eventually(async () => {
      const { spec } = await deployment('guarded')
      expect(spec.template).toMatchObject({ spec: { terminationGracePeriodSeconds: 120 } })
    })
  })

  it("whose name is somebody else's is left alone, and said so", async () => {
    const metadata = { name: 'taken-config', namespace }
    await admin.create(resources.configMap, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: { mine: 'x' },
    } as KubeObject)
    await create('taken')
    await reaches(admin, { namespace, name: 'taken' }, 'Failed')
    const condition = await hasReason(admin, { namespace, name: 'taken' }, 'Ready', 'NameTaken')
    expect(condition?.message).toContain('ConfigMap taken-config')
    const untouched = await admin.get<KubeObject & { data: unknown }>(resources.configMap, metadata)
    expect(untouched).toMatchObject({ data: { mine: 'x' } })
    expect(untouched?.metadata.ownerReferences).toBeUndefined()
  })

  it('that the API server refuses has its words in a condition', async () => {
    await create('refused', {
      gpuCount: 1,
      cache: { enabled: true, size: '10Gi' },
      priorityClassName: 'no-such-class',
    })
    const condition = await hasReason(admin, { namespace, name: 'refused' }, 'Ready', 'PodsRefused')
    expect(condition?.message).toContain('no-such-class')
  })
})

describe('a change of an endpoint', () => {
  it('rolls the pods when the configuration is another, and leaves the old plan alone when it is impossible', async () => {
    await serve('changing')
    const before = await deployment('changing')
    await change('changing', { spec: { maxModelLen: 4096 } })
    await eventually(async () => expect((await deployment('changing')).metadata.generation).toBe(2))
    await reaches(admin, { namespace, name: 'changing' }, 'Ready')

    await change('changing', {
      spec: {
        modelId: 'meta-llama/Llama-3.1-405B-Instruct',
        gpuCount: 1,
        precision: 'fp8',
        maxModelLen: null,
      },
    })
    await reaches(admin, { namespace, name: 'changing' }, 'Failed')
    const after = await deployment('changing')
    expect(after.metadata.uid).toBe(before.metadata.uid)
    expect(after.metadata.generation).toBe(2)
  })

  it('to Recreate and back is taken by the API server', async () => {
    await serve('rolling')
    await change('rolling', { spec: { deployment: { strategy: { type: 'Recreate' } } } })
    await eventually(async () =>
      expect(await deployment('rolling')).toMatchObject({ spec: { strategy: { type: 'Recreate' } } }),
    )
    await change('rolling', { spec: { deployment: null } })
    await eventually(async () =>
      expect(await deployment('rolling')).toMatchObject({
        spec: { strategy: { rollingUpdate: { maxSurge: 0 } } },
      }),
    )
  })

  it('to an autoscaler hands the replicas over without dropping one', async () => {
    await serve('scaled', { replicas: 3 })
    const seen: number[] = []
    const stop = new AbortController()
    const { resourceVersion } = await admin.list(resources.deployment, { namespace })
    const watching = (async () => {
      const options = { namespace, resourceVersion, signal: stop.signal }
      for await (const event of admin.watch<DeploymentChild>(resources.deployment, options))
        if (event.type === 'MODIFIED' && event.object.metadata.name === 'scaled')
          seen.push(event.object.spec.replicas ?? 0)
    })()
    await change('scaled', { spec: { replicas: null, scaling: { minReplicas: 1, maxReplicas: 5 } } })
    await eventually(async () =>
      expect((await deployment('scaled')).metadata.annotations?.['fitgate.dev/autoscaled']).toBe('true'),
    )
    expect((await deployment('scaled')).spec.replicas).toBe(3)
    // as the autoscaler does it: nobody sets it back
    await admin.patch(
      resources.deployment,
      { namespace, name: 'scaled' },
      'merge',
      { spec: { replicas: 4 } },
      { subresource: 'scale' },
    )
    await eventually(async () =>
      expect((await statusOf(admin, { namespace, name: 'scaled' })).replicas?.summary).toBe('4/4'),
    )
    stop.abort()
    await watching
    expect(Math.min(...seen)).toBe(3)

    await change('scaled', { spec: { scaling: null, replicas: 2 } })
    await isGone(resources.horizontalPodAutoscaler, 'scaled')
    await eventually(async () => expect((await deployment('scaled')).spec.replicas).toBe(2))
  })

  it('of the cache grows the volume, says what it cannot become, and never deletes it', async () => {
    const ref = { namespace, name: 'cached' }
    const claim = { namespace, name: 'cached-cache' }
    await serve('cached', { cache: { enabled: true, size: '20Gi' } })
    await hasReason(admin, ref, 'CacheProvisioned', 'Bound')
    await change('cached', { spec: { cache: { accessMode: 'ReadWriteMany', size: '10Gi' } } })
    const condition = await hasReason(admin, ref, 'CacheProvisioned', 'Immutable')
    expect(condition?.message).toMatch(
      /accessMode is ReadWriteMany, the volume has ReadWriteOnce; .*cannot shrink/,
    )
    await change('cached', { spec: { cache: null } })
    await hasReason(admin, ref, 'CacheProvisioned', 'KeptUnused')
    const kept = await admin.get<VolumeClaimChild>(resources.persistentVolumeClaim, claim)
    expect(kept?.spec.resources?.requests?.storage).toBe('20Gi')
    expect(kept?.metadata.deletionTimestamp).toBeUndefined()
  })
})

describe('a newer fitgate', () => {
  it('restarts nothing, says that there is an update, and renders anew when the endpoint changes', async () => {
    await serve('kept')
    await running.stop()
    // what another version would have left behind
    await admin.patch(resources.deployment, { namespace, name: 'kept' }, 'merge', {
      metadata: { annotations: { 'fitgate.dev/renderer': '0.0.1' } },
      spec: { template: { spec: { terminationGracePeriodSeconds: 77 } } },
    })
    const before = await deployment('kept')
    running = await start(client)
    await hasReason(admin, { namespace, name: 'kept' }, 'UpdateAvailable', 'NewerRenderer')
    expect((await deployment('kept')).spec.template).toEqual(before.spec.template)

    await change('kept', { spec: { replicas: 2 } })
    await eventually(async () => expect((await deployment('kept')).spec.replicas).toBe(2))
    expect(await deployment('kept')).toMatchObject({
      spec: { template: { spec: { terminationGracePeriodSeconds: 77 } } },
    })

    await change('kept', { spec: { env: [{ name: 'A', value: '1' }] } })
    await eventually(async () =>
      expect(await deployment('kept')).toMatchObject({
        spec: { template: { spec: { terminationGracePeriodSeconds: 120 } } },
      }),
    )
    await eventually(async () => {
      const { conditions } = await statusOf(admin, { namespace, name: 'kept' })
      expect(conditions?.some(({ type }) => type === 'UpdateAvailable')).toBe(false)
    })
  })
})

describe('an object that slipped in while webhooks were away', () => {
  it('is marked invalid, with every problem, until it changes', async () => {
    await create('odd', {}, { annotations: { 'fitgate.dev/fit': 'perhaps' } })
    const condition = await hasReason(admin, { namespace, name: 'odd' }, 'Accepted', 'Invalid')
    expect(condition?.message).toContain('perhaps')
    await change('odd', { metadata: { annotations: { 'fitgate.dev/fit': null } } })
    await reaches(admin, { namespace, name: 'odd' }, 'Ready')
  })

  it('is pinned by the controller, and a pin that came along with a copy is not believed', async () => {
    await serve('original')
    const pinOf = async (name: string) =>
      (await admin.get<KubeObject>(resources.aimEndpoint, { namespace, name }))?.metadata.annotations?.[
        'fitgate.dev/pin'
      ] ?? ''
    const pin = await pinOf('original')
    expect(JSON.parse(pin)).toMatchObject({ owner: { name: `${namespace}/original` } })
    await create('copy', {}, { annotations: { 'fitgate.dev/pin': pin } })
    await reaches(admin, { namespace, name: 'copy' }, 'Ready')
    expect(JSON.parse(await pinOf('copy'))).toMatchObject({ owner: { name: `${namespace}/copy` } })
  })
})

describe('hardware that goes away', () => {
  const node = ownNode('passing', 'MI308X', 8)

  it('leaves an endpoint that can still be labelled and deleted, and that comes back with the hardware', async () => {
    const ref = { namespace, name: 'stranded' }
    await admin.create(resources.node, node)
    await create('stranded', onOwnNode('MI308X'))
    expect((await reaches(admin, ref, 'Ready')).gpus).toBe('1 x MI308X')

    await admin.delete(resources.node, { name: 'passing' })
    // pods of a node that is gone are collected after a minute
    await reaches(admin, ref, 'Waiting', 120)
    const placed = await hasReason(admin, ref, 'Placed', 'NoCapacity')
    expect(placed?.message).toContain('MI308X')
    await change('stranded', { metadata: { labels: { seen: 'yes' } } })

    await admin.create(resources.node, node)
    await reaches(admin, ref, 'Ready')
    await admin.delete(resources.node, { name: 'passing' })
    await admin.delete(resources.aimEndpoint, ref)
    await isGone(resources.aimEndpoint, 'stranded')
  }, 240_000)
})
