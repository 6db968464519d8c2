import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resources } from '../../src/kube/resources.ts'
import type { KubeClient, KubeObject, ResourceType } from '../../src/kube/types.ts'
import { attachSandbox } from '../../src/sandbox/attach.ts'
import { fitgateCommand } from '../../src/sandbox/fitgate/command-line.ts'
import { layoutOf } from '../../src/sandbox/layout.ts'
import { isRunning } from '../../src/sandbox/process-identity.ts'
import type { Sandbox } from '../../src/sandbox/sandbox-access.ts'
import { readState } from '../../src/sandbox/state.ts'
import { controlPlane } from './control-plane.ts'
import { eventually } from './eventually.ts'

interface Node extends KubeObject {
  readonly status: {
    readonly allocatable: Readonly<Record<string, string>>
    readonly conditions: readonly { readonly type: string; readonly status: string }[]
  }
}

interface Pod extends KubeObject {
  readonly spec: {
    readonly nodeName?: string
    readonly containers: readonly {
      readonly env?: readonly { readonly name: string; readonly value?: string }[]
    }[]
  }
  readonly status: { readonly phase: string }
}

const namespace = 'sandbox-test'
let sandbox: Sandbox
let client: KubeClient

beforeAll(async () => {
  sandbox = await attachSandbox(controlPlane.stateDir)
  client = sandbox.client()
  await client.create(resources.namespace, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  })
})
afterAll(async () => {
  await client.delete(resources.namespace, { name: namespace })
  client.close()
  await sandbox.stop()
})

async function running(labelSelector: string, count: number): Promise<readonly Pod[]> {
  return eventually(async () => {
    const { items } = await client.list<Pod>(resources.pod, { namespace, labelSelector })
    expect(items.map((pod) => pod.status.phase)).toEqual(Array.from({ length: count }, () => 'Running'))
    return items
  })
}

describe('the default nodes', () => {
  it.each([
    ['mi300x-1', { 'amd.com/gpu': '8' }, { 'amd.com/gpu.device-id': '74a1', 'amd.com/gpu.vram': '192G' }],
    ['mi300x-2', { 'amd.com/gpu': '8' }, { 'beta.amd.com/gpu.device-id.74a1': '8' }],
    ['mi325x-1', { 'amd.com/gpu': '8' }, { 'amd.com/gpu.device-id': '74a5', 'amd.com/gpu.vram': '256G' }],
    ['mi355x-1', { 'amd.com/gpu': '8' }, { 'amd.com/gpu.device-id': '75a3', 'amd.com/gpu.vram': '288G' }],
    [
      'mi250-1',
      { 'amd.com/gpu': '8' },
      { 'beta.amd.com/gpu.device-id.740c': '8', 'beta.amd.com/gpu.vram': '64G' },
    ],
    ['mi300x-cpx-nps4-1', { 'amd.com/cpx_nps4': '64' }, { 'amd.com/gpu.vram': '24G' }],
    ['cpu-1', {}, {}],
  ])('%s is Ready and offers %j', async (name, gpus, labels) => {
    const node = await client.get<Node>(resources.node, { name })
    const ready = node?.status.conditions.find(({ type }) => type === 'Ready')
    expect(ready?.status).toBe('True')
    const offered = Object.entries(node?.status.allocatable ?? {}).filter(([key]) =>
      key.startsWith('amd.com/'),
    )
    expect(Object.fromEntries(offered)).toEqual(gpus)
    expect(node?.metadata.labels).toMatchObject(labels)
  })
})

const container = (gpus: number) => ({
  name: 'main',
  image: 'registry.example/nothing',
  resources: { limits: { 'amd.com/gpu': String(gpus) } },
})

describe('workloads', () => {
  it('a Deployment that asks for all eight GPUs of a node runs, with a volume', async () => {
    const labels = { app: 'whole-node' }
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'models', namespace },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Ti' } } },
    }
    await client.create(resources.persistentVolumeClaim, claim)
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'whole-node', namespace },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            containers: [container(8)],
            volumes: [{ name: 'models', persistentVolumeClaim: { claimName: 'models' } }],
          },
        },
      },
    }
    await client.create(resources.deployment, deployment)
    const [pod] = await running('app=whole-node', 1)
    expect(pod?.spec.nodeName).toMatch(/^mi\d+x?-\d$/)
  })

  it('more GPUs than any node has are never placed', async () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'too-large', namespace },
      spec: { containers: [container(9)] },
    }
    await client.create(resources.pod, pod)
    await eventually(async () => {
      const events = await sandbox.kubectl(
        'get',
        'events',
        '-n',
        namespace,
        '--field-selector=reason=FailedScheduling',
      )
      expect(events).toContain('Insufficient amd.com/gpu')
    })
  })

  it('a LeaderWorkerSet becomes a group of pods that know each other', async () => {
    const type: ResourceType = {
      group: 'leaderworkerset.x-k8s.io',
      version: 'v1',
      plural: 'leaderworkersets',
      kind: 'LeaderWorkerSet',
      namespaced: true,
    }
    await client.create(type, {
      apiVersion: 'leaderworkerset.x-k8s.io/v1',
      kind: 'LeaderWorkerSet',
      metadata: { name: 'group', namespace },
      spec: {
        replicas: 1,
        leaderWorkerTemplate: { size: 2, workerTemplate: { spec: { containers: [container(8)] } } },
      },
    })
    const pods = await running('leaderworkerset.sigs.k8s.io/name=group', 2)
    expect(new Set(pods.map((pod) => pod.spec.nodeName)).size).toBe(2)
    const env = pods.map((pod) =>
      Object.fromEntries(pod.spec.containers[0]?.env?.map((each) => [each.name, each.value]) ?? []),
    )
    expect(env.map((each) => each.LWS_WORKER_INDEX).toSorted()).toEqual(['0', '1'])
    for (const each of env) {
      expect(each).toMatchObject({ LWS_GROUP_SIZE: '2', LWS_LEADER_ADDRESS: `group-0.group.${namespace}` })
    }
  })
})

describe('the rights of others', () => {
  it('are checked: a service account may do only what it was granted', async () => {
    const as = `system:serviceaccount:${namespace}:default`
    await expect(sandbox.kubectl('get', 'nodes', `--as=${as}`)).rejects.toThrow('Forbidden')
  })
})

describe('the command line', () => {
  let folder: string
  let env: Readonly<Record<string, string>> = {}
  const cli = async (...args: readonly string[]) => {
    const command = fitgateCommand('node', ['sandbox', ...args, '--state-dir', join(folder, 'state')])
    const { promise, resolve } = Promise.withResolvers<{ code: number; text: string }>()
    const child = execFile(
      command.command,
      command.args,
      { env: { ...process.env, ...env } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, text: stdout + stderr }),
    )
    return promise
  }
  const state = () => readState(layoutOf(join(folder, 'state')))
  const processes = () => state()?.processes ?? []
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fitgate-cli-'))
  })
  afterAll(async () => {
    await cli('down')
    await rm(folder, { recursive: true, force: true })
  })

  it('brings one up, shows it, and takes it down without leaving anything', async () => {
    const up = await cli('up', '--detach', '--nodes', 'mi300x=2,none=1')
    expect(up).toMatchObject({
      code: 0,
      text: expect.stringMatching(/3 nodes[\s\S]*2 {2}MI300X +8 x amd\.com\/gpu/),
    })
    expect(await cli('status')).toMatchObject({ code: 0, text: expect.stringContaining('3 of 3 Ready') })
    expect((await cli('kubeconfig')).text.trim()).toBe(join(folder, 'state/kubeconfig'))
    expect(await cli('up')).toMatchObject({ code: 1, text: expect.stringContaining('already running') })
    const records = processes()
    expect(records).toHaveLength(6)
    expect(await cli('down')).toMatchObject({ code: 0, text: 'Stopped.\n' })
    expect(records.filter(isRunning)).toEqual([])
    expect(existsSync(join(folder, 'state'))).toBe(false)
    expect(await cli('status')).toMatchObject({
      code: 1,
      text: expect.stringContaining('fitgate sandbox up'),
    })
  })

  it('recovers after a kill -9 in the middle of a start, and stops on SIGTERM', async () => {
    const { command, args } = fitgateCommand('node', ['sandbox', 'up', '--nodes', 'mi300x=1'])
    const start = () => spawn(command, [...args, '--state-dir', join(folder, 'state')], { stdio: 'ignore' })
    const killed = start()
    const left = await eventually(() => {
      expect(processes().length).toBeGreaterThan(0)
      return processes()
    })
    killed.kill('SIGKILL')
    expect(left.some(isRunning)).toBe(true)

    const second = start()
    await eventually(() => expect(state()).toMatchObject({ phase: 'ready', nodes: 1 }), 60)
    expect(left.filter(isRunning)).toEqual([])
    const records = processes()
    const ended = new Promise((resolve) => second.once('exit', resolve))
    second.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(records.filter(isRunning)).toEqual([])
    expect(existsSync(join(folder, 'state'))).toBe(false)
  })

  it('shows the log of a component that cannot start, and stops the rest', async () => {
    const bin = join(folder, 'bin')
    await mkdir(bin)
    await symlink(controlPlane.manifestDir, join(bin, 'manifests'))
    const others = (await readdir(controlPlane.binDir)).filter((name) => name !== 'kube-scheduler')
    await Promise.all(others.map((name) => symlink(join(controlPlane.binDir, name), join(bin, name))))
    await writeFile(join(bin, 'kube-scheduler'), '#!/bin/sh\necho "no such flag"\nexit 1\n', { mode: 0o755 })
    env = { FITGATE_SANDBOX_BIN: bin }
    const up = await cli('up')
    expect(up.code).toBe(1)
    expect(up.text).toMatch(/kube-scheduler ended by itself: exit code 1\.[\s\S]*no such flag/)
    expect(processes().filter(isRunning)).toEqual([])
    expect(state()?.phase).toBe('failed')
  })
})
