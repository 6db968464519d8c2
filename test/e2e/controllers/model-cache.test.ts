/** Caches of models on the real control plane: claims, Jobs, and pods that end as the test says. */
import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CachePod } from '../../../src/controllers/model-cache/objects.ts'
import { createClient } from '../../../src/kube/client.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient } from '../../../src/kube/types.ts'
import { findCondition } from '../../../src/vocabulary/conditions.ts'
import { eventually } from '../eventually.ts'
import { dyingClient } from './dying-client.ts'
import {
  endpoint,
  type Installation,
  install,
  type Running,
  start,
  statusOf,
  whenReady,
} from './installation.ts'
import { model, modelCaches } from './model-caches.ts'
import { nodeDisks } from './node-disks.ts'

let installation: Installation
let admin: KubeClient
let client: KubeClient
let namespace: string
let running: Running
let caches: ReturnType<typeof modelCaches>
let disks: ReturnType<typeof nodeDisks>

beforeAll(async () => {
  installation = await install()
  ;({ admin, namespace } = installation)
  client = createClient(installation.source)
  caches = modelCaches(admin, namespace)
  disks = nodeDisks(admin, namespace)
  running = await start(client)
  await whenReady(running)
})

afterAll(async () => {
  await running?.stop()
  client?.close()
  await disks?.remove()
  await installation?.uninstall()
})

const entryOf = async (name: string) => (await caches.statusOf(name)).cachedModels?.[0]

describe('a cache', () => {
  it('has its claim and one Job, says what holds it up, and how far it is', async () => {
    await caches.create('models')
    const begun = await caches.reaches('models', 'Downloading')
    expect(begun.storage).toMatchObject({ pvcName: 'models-storage', pvcPhase: 'Pending' })
    await eventually(async () => expect(await caches.jobsOf('models')).toHaveLength(1))
    await eventually(async () => expect((await entryOf('models'))?.message).toMatch(/no node takes its pod/))

    const address = '127.0.0.77'
    const told = { id: model, bytes: 40, total: 100, files: { done: 1, total: 3 } }
    const progress = { ...told, bytesPerSecond: 10, secondsLeft: 6, models: [{ ...told, phase: 'Fetching' }] }
    const server = createServer((_, response) => response.end(JSON.stringify(progress)))
    await new Promise<void>((resolve) => server.listen(8080, address, resolve))
    await caches.runs('models', address)
    await eventually(async () => {
      const { downloadProgress, phase } = await caches.statusOf('models')
      expect([downloadProgress, phase]).toEqual(['40 %, 6 s left', 'Downloading'])
    })
    server.close()
    server.closeAllConnections()
  })

  it('is ready when the result says so, and is written no more', async () => {
    await caches.ends('models', {})
    const status = await caches.reaches('models', 'Verified')
    expect(status).toMatchObject({
      phase: 'Ready',
      cachedModels: [{ id: model, status: 'Ready', bytes: 2 ** 20, revision: 'a'.repeat(40) }],
      storage: { usedBytes: 2 ** 20, availableBytes: 2 ** 30 },
    })
    const [job] = await caches.jobsOf('models')
    const version = async () =>
      (await admin.get(resources.aimCache, { namespace, name: 'models' }))?.metadata.resourceVersion
    const before = await version()
    // a change that means nothing makes a pass, and the pass makes no write
    await admin.patch(resources.job, job?.metadata ?? { name: '' }, 'merge', {
      metadata: { annotations: { touched: 'yes' } },
    })
    await caches.create('later')
    await caches.reaches('later', 'Downloading')
    expect(await version()).toBe(before)
    expect(await caches.jobsOf('models')).toHaveLength(1)
    await eventually(async () =>
      expect(await caches.toldOf('models')).toEqual(expect.arrayContaining(['Downloading', 'Verified'])),
    )
  })

  it('begins again when its Job is deleted by hand', async () => {
    const [first] = await caches.jobsOf('later')
    await admin.delete(resources.job, first?.metadata ?? { name: '' }, { propagation: 'Background' })
    await eventually(async () => {
      const [next] = await caches.jobsOf('later')
      expect(next?.metadata.name).toBe(first?.metadata.name)
      expect(next?.metadata.uid).not.toBe(first?.metadata.uid)
    })
  })

  it('asks a source that has no such model once, and says what is wrong', async () => {
    await eventually(async () => {
      await caches.ends('later', { outcome: 'NotFound', message: 'team/tiny is not there', models: [] })
    })
    const status = await caches.reaches('later', 'NotFound')
    expect(status.cachedModels?.[0]).toMatchObject({ status: 'Failed', attempts: 1 })
    const wait = Date.parse(status.cachedModels?.[0]?.retryAt ?? '') - Date.now()
    expect(wait).toBeGreaterThan(3_000_000)
    // what somebody changes is tried at once
    await admin.patch(resources.aimCache, { namespace, name: 'later' }, 'merge', {
      spec: { models: [{ id: model, revision: 'v2' }] },
    })
    await caches.reaches('later', 'Downloading')
  })

  it('fetches again what nobody can tell the end of', async () => {
    await caches.podOf('later')
    await caches.ends('later', undefined, 0)
    await caches.reaches('later', 'ResultMissing')
    // its time has come
    await admin.patch(
      resources.aimCache,
      { namespace, name: 'later' },
      'json',
      [{ op: 'replace', path: '/status/cachedModels/0/retryAt', value: new Date().toISOString() }],
      { subresource: 'status' },
    )
    await caches.reaches('later', 'Downloading')
    await caches.ends('later', {})
    await caches.reaches('later', 'Verified')
  })

  it('is filled again when somebody deletes its volume', async () => {
    const claim = { namespace, name: 'models-storage' }
    const before = (await caches.statusOf('models')).storage?.volumeUID
    await admin.delete(resources.persistentVolumeClaim, claim)
    await eventually(async () => {
      const { storage } = await caches.statusOf('models')
      expect(storage?.volumeUID).toBeDefined()
      expect(storage?.volumeUID).not.toBe(before)
    })
    await caches.reaches('models', 'Downloading')
    await caches.ends('models', {})
    await caches.reaches('models', 'Verified')
    expect(await caches.toldOf('models')).toContain('VolumeLost')
  })

  it('goes with all that is of it, also while a pod of it cannot start', async () => {
    await caches.create('stuck')
    await caches.podOf('stuck')
    for (const name of ['stuck', 'models', 'later'])
      await admin.delete(resources.aimCache, { namespace, name }, { propagation: 'Foreground' })
    await eventually(async () => {
      expect((await admin.list(resources.aimCache, { namespace })).items).toEqual([])
      expect((await admin.list(resources.job, { namespace })).items).toEqual([])
      expect((await admin.list(resources.persistentVolumeClaim, { namespace })).items).toEqual([])
    }, 60)
  })

  it('is waited for by eight: pods are made when its one Job has brought the model, and conditions say how far it is', async () => {
    const name = 'served'
    const qwen = 'Qwen/Qwen3-8B'
    const ref = { namespace, name }
    const eight = [ref, ...[2, 3, 4, 5, 6, 7, 8].map((n) => ({ namespace, name: `${name}-${n}` }))]
    const reasonOf = async () => {
      const { conditions } = await statusOf(admin, ref)
      return ['CacheProvisioned', 'Ready'].map((type) => findCondition(conditions, type)?.reason)
    }
    const made = async () => {
      const found = await Promise.all(eight.map((one) => admin.get(resources.deployment, one)))
      return found.filter((one) => one !== undefined).length
    }
    for (const one of eight)
      await admin.create(
        resources.aimEndpoint,
        endpoint(one, { modelId: qwen, gpuCount: 1, cacheName: name }),
      )
    await eventually(async () => expect(await reasonOf()).toEqual(['CacheMissing', 'WaitsForModel']))
    await caches.create(name, {
      storage: { size: '40Gi', storageClass: 'nobody-serves-it' },
      models: [{ id: qwen, preload: false }],
    })
    await eventually(async () => expect(await reasonOf()).toEqual(['Downloading', 'WaitsForModel']))
    expect(await made()).toBe(0)
    await caches.ends(name, { models: [{ id: qwen, outcome: 'Fetched', bytes: 2 ** 30 }] })
    await eventually(async () => expect(await made()).toBe(8))
    await eventually(async () => expect((await reasonOf())[0]).toBe('Verified'))
    expect(await caches.jobsOf(name)).toHaveLength(1)
    await eventually(async () =>
      expect((await entryOf(name))?.users).toEqual(
        eight.map((one) => ({ kind: 'AIMEndpoint', name: one.name })),
      ),
    )
    // what runs is left alone when its volume goes
    await admin.delete(resources.aimCache, ref)
    await eventually(async () => expect((await reasonOf())[0]).toBe('CacheMissing'))
    expect(await made()).toBe(8)
    for (const one of eight) await admin.delete(resources.aimEndpoint, one)
    await eventually(async () => expect(await made()).toBe(0))
  })

  it('has had no complaint', () => {
    expect(running.complaints.filter((text) => text.startsWith('reconcile'))).toEqual([])
  })
})

describe('copies on the disks of nodes', () => {
  const name = 'spread'
  const nodes = async () =>
    (await caches.statusOf(name)).nodes?.map((copy) => [copy.name, copy.reason ?? '']) ?? []

  it('are made from one download, a Job for each node, and pods of every node read them by one claim', async () => {
    const [a, b] = [await disks.addNode('a'), await disks.addNode('b')]
    await disks.addVolume(`${name}-storage`)
    await caches.create(name, { nodeGroup: disks.nodeGroup })
    await caches.reaches(name, 'Downloading')
    await caches.ends(name, {})
    const { storage } = await caches.reaches(name, 'Copying')
    expect(storage).toMatchObject({
      pvcName: `${name}-storage-origin`,
      copiesPvcName: `${name}-storage`,
    })
    await eventually(async () => expect(await caches.jobsOf(name)).toHaveLength(3))
    await caches.ends(name, {})
    await eventually(async () => expect((await caches.statusOf(name)).usage?.copies).toBe('1/2'))
    await caches.ends(name, {})
    await eventually(async () =>
      expect(await nodes()).toEqual([
        [a, 'Verified'],
        [b, 'Verified'],
      ]),
    )
    await caches.reaches(name, 'Verified')
    // one volume, and yet a node of its own for each
    await disks.addReader('reads-a', `${name}-storage`, [b])
    await disks.addReader('reads-b', `${name}-storage`, [a])
    const nodeOf = async (pod: string) =>
      (await admin.get<CachePod>(resources.pod, { namespace, name: pod }))?.spec.nodeName
    await eventually(async () => expect([await nodeOf('reads-a'), await nodeOf('reads-b')]).toEqual([a, b]))
  })

  it('come to a node that joins, and go with one that is gone', async () => {
    const c = await disks.addNode('c')
    await eventually(async () => expect(await nodes()).toContainEqual([c, 'Copying']))
    await disks.removeNode('a')
    await eventually(async () => expect(await nodes()).toHaveLength(2))
    await caches.ends(name, {})
    await eventually(async () => {
      const { conditions } = await caches.statusOf(name)
      expect(findCondition(conditions, 'NodeCopies')).toMatchObject({
        status: 'True',
        message: '2 of 2 nodes hold a copy, every file verified',
      })
    })
    await eventually(async () => expect(await caches.toldOf(name)).toContain('Copied'))
  })
})

describe('a controller that is killed between two writes of a cache', () => {
  it('comes to the same end after a restart, whichever two they were', async () => {
    await running.stop()
    const kubelet = new AbortController()
    const ending = caches.endAll(kubelet.signal)
    let survives = 0
    for (let isKilled = true; isKilled; survives++) {
      const name = `cut-${survives}`
      await caches.create(name)
      const dying = dyingClient(client, survives)
      const killed = await start(dying.client)
      isKilled = await Promise.race([
        dying.died.then(() => true),
        caches.reaches(name, 'Verified').then(() => false),
      ])
      await killed.stop()
      running = await start(client)
      await caches.reaches(name, 'Verified')
      await running.stop()
      expect((await entryOf(name))?.attempts ?? 0).toBe(0)
      expect(await caches.jobsOf(name)).toHaveLength(1)
    }
    kubelet.abort()
    await ending
    expect(survives).toBeGreaterThan(3)
  })
})
