/** Everything people and their tools do to annotated workloads again and again, with fitgate's own processes in the cluster. */
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { stringify } from 'yaml'
import type { DeploymentChild } from '../../../src/controllers/aim-endpoint/child.ts'
import type { EndpointObject } from '../../../src/controllers/aim-endpoint/reconcile.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeObject } from '../../../src/kube/types.ts'
import { installFitgate } from '../../../src/sandbox/fitgate.ts'
import { findCondition } from '../../../src/vocabulary/conditions.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import { type Installed, installed } from '../cli/installed.ts'
import { eventually } from '../eventually.ts'
import { type Person, personAt } from '../kubectl.ts'
import { laterArgument, laterVersion, makeLaterBuild } from '../later-build.ts'
import { annotatedDeployments, census, replicaSet } from '../reapplied.ts'

const place = 'quiet'
let cluster: Installed
let person: Person

beforeAll(async () => {
  cluster = await installed('selfAdmissionIntervalSeconds: 0\nauditIntervalSeconds: 0\n')
  person = personAt(cluster.sandbox)
  await works(person.run('create', 'namespace', place))
  // an editor that changes one field, as a person would
  const editor = join(cluster.folder, 'editor')
  await writeFile(editor, '#!/bin/sh\nsed -i "s/revisionHistoryLimit: 10/revisionHistoryLimit: 5/" "$1"\n')
  await chmod(editor, 0o755)
  vi.stubEnv('KUBE_EDITOR', editor)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await cluster?.remove()
})

async function works(result: Promise<{ readonly code: number; readonly text: string }>): Promise<string> {
  const { code, text } = await result
  expect(code, text).toBe(0)
  return text
}
const type = (...args: readonly string[]) => works(person.run('-n', place, ...args))
const apply = (object: unknown, ...args: readonly string[]) => works(person.apply(object, ...args))
const get = (name: string) => cluster.client.get(resources.deployment, { namespace: place, name })
const replace = async (object: unknown) => {
  const file = join(cluster.folder, 'replacement.yaml')
  await writeFile(file, stringify(object))
  return type('replace', '-f', file)
}

/** With the annotation and hardly anything else; its twin is complete and has none. */
function annotated(name: string) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: place, annotations: { [annotations.model]: 'Qwen/Qwen3-8B' } },
    spec: { template: { spec: { containers: [{ name: 'engine' }] } } },
  }
}
function twinOf(name: string): KubeObject {
  const labels = { app: `${name}-twin` }
  const containers = [{ name: 'engine', image: 'registry.example/twin:1' }]
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `${name}-twin`, namespace: place, annotations: { 'example.com/a': 'b' } },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
  } as KubeObject
}

/** Generation and number of ReplicaSets, when the controllers have seen what was asked for. */
function lifeOf(name: string) {
  return eventually(async () => {
    const ref = { namespace: place, name }
    const deployment = await cluster.client.get<
      KubeObject & { readonly status?: { readonly observedGeneration?: number } }
    >(resources.deployment, ref)
    expect(deployment?.status?.observedGeneration).toBe(deployment?.metadata.generation)
    expect(deployment?.metadata.generation).toBeDefined()
    const { items } = await cluster.client.list<KubeObject>(replicaSet, { namespace: place })
    const made = items.filter(({ metadata }) => metadata.ownerReferences?.[0]?.name === name)
    return { generation: deployment?.metadata.generation, replicaSets: made.length }
  })
}

interface Verb {
  readonly does: string
  /** What is typed about a Deployment. */
  readonly typed: (name: string, manifest: KubeObject) => Promise<unknown>
  /** How it was made and is applied afterwards. Default: kubectl apply. */
  readonly applied?: readonly string[]
  /** ReplicaSets when it is done. */
  readonly replicaSets: number
}

const serverSide = ['--server-side', '--force-conflicts'] as const
const verbs: readonly Verb[] = [
  { does: 'kubectl apply', typed: (_, manifest) => apply(manifest), replicaSets: 1 },
  {
    does: 'server-side apply',
    applied: serverSide,
    typed: (_, manifest) => apply(manifest, ...serverSide),
    replicaSets: 1,
  },
  {
    does: 'server-side apply of what was applied by kubectl before',
    typed: (_, manifest) => apply(manifest, ...serverSide),
    replicaSets: 1,
  },
  { does: 'kubectl replace with the file', typed: (_, manifest) => replace(manifest), replicaSets: 1 },
  {
    does: 'kubectl replace with what is there',
    typed: async (name) => replace(await get(name)),
    replicaSets: 1,
  },
  { does: 'kubectl edit', typed: (name) => type('edit', 'deployment', name), replicaSets: 1 },
  {
    does: 'kubectl scale',
    typed: (name) => type('scale', 'deployment', name, '--replicas=2'),
    replicaSets: 1,
  },
  {
    does: 'labels and annotations',
    async typed(name) {
      await type('label', 'deployment', name, 'team=a')
      await type('annotate', 'deployment', name, 'example.com/note=1')
    },
    replicaSets: 1,
  },
  {
    does: 'kubectl rollout pause and resume',
    async typed(name) {
      await type('rollout', 'pause', `deployment/${name}`)
      await type('rollout', 'resume', `deployment/${name}`)
    },
    replicaSets: 1,
  },
  {
    does: 'kubectl rollout restart',
    typed: (name) => type('rollout', 'restart', `deployment/${name}`),
    replicaSets: 2,
  },
  {
    does: 'kubectl rollout undo',
    async typed(name) {
      await type('rollout', 'restart', `deployment/${name}`)
      await eventually(async () => expect((await lifeOf(name)).replicaSets).toBe(2))
      await type('rollout', 'undo', `deployment/${name}`)
    },
    replicaSets: 2,
  },
  {
    does: 'a new value of an environment variable',
    typed: (name) => type('set', 'env', `deployment/${name}`, 'A=B'),
    replicaSets: 2,
  },
  {
    does: 'the patch of helm upgrade',
    async typed(name, manifest) {
      const { metadata, ...rest } = manifest
      const labels = { 'app.kubernetes.io/managed-by': 'Helm' }
      const release = { 'meta.helm.sh/release-name': 'r', 'meta.helm.sh/release-namespace': place }
      const patch = { ...rest, metadata: { labels, annotations: { ...metadata.annotations, ...release } } }
      const helm = ['--type=strategic', '--field-manager=helm', '-p', JSON.stringify(patch)]
      await type('patch', 'deployment', name, ...helm)
    },
    replicaSets: 1,
  },
]

describe('an annotated Deployment changes no more than one without', () => {
  it.each(verbs.map((verb, i) => ({ ...verb, name: `verb-${i}` })))(
    'by $does',
    async ({ name, typed, applied = [], replicaSets }) => {
      const both = [annotated(name), twinOf(name)]
      await apply(both, ...applied)
      const lives = async () => Promise.all(both.map(({ metadata }) => lifeOf(metadata.name)))
      await eventually(async () => {
        for (const life of await lives()) expect(life).toEqual({ generation: 1, replicaSets: 1 })
      })
      for (const manifest of both) await typed(manifest.metadata.name, manifest)
      await eventually(async () => {
        const [own, twin] = await lives()
        expect(own).toEqual(twin)
        expect(own?.replicaSets).toBe(replicaSets)
      })
      for (let i = 0; i < 2; i++) await apply(both, ...applied)
      const [own, twin] = await lives()
      expect(own).toEqual(twin)
      expect(own?.replicaSets).toBe(replicaSets)
    },
  )
})

describe('what compares the file with the cluster finds no difference', () => {
  const manifests = () => {
    const { metadata, spec } = annotated('compared')
    const { template } = spec
    const job = { template: { spec: { ...template.spec, restartPolicy: 'Never' } } }
    const group = { leaderWorkerTemplate: { size: 1, workerTemplate: template } }
    const gpus = { ...metadata, annotations: { ...metadata.annotations, [annotations.gpus]: '1' } }
    return [
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { template } },
      { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata, spec: { template } },
      { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: job },
      { apiVersion: 'leaderworkerset.x-k8s.io/v1', kind: 'LeaderWorkerSet', metadata: gpus, spec: group },
    ]
  }

  afterEach(async () => {
    for (const { kind } of manifests()) await type('delete', kind, 'compared', '--ignore-not-found')
  })

  it.each([
    ['kubectl diff, and Argo CD with client-side apply', [], []],
    ['Argo CD with server-side diff', serverSide, [...serverSide, '--field-manager=argocd-controller']],
    ['Flux', serverSide, [...serverSide, '--field-manager=kustomize-controller']],
  ])('%s', async (_, applied, compared) => {
    const named = compared.filter((flag) => flag.startsWith('--field-manager'))
    await apply(manifests(), ...applied, ...named)
    for (const manifest of manifests()) {
      const file = join(cluster.folder, `${manifest.kind}.yaml`)
      await writeFile(file, stringify(manifest))
      await type('diff', ...compared, '-f', file)
    }
  })

  it('Argo CD by a merge on its own side, which it does where it does not ask the server', async () => {
    const [deployment] = manifests()
    await apply(deployment)
    const live = join(cluster.folder, 'live.json')
    const merged = async (patch: object) => {
      const args = ['--local', '--type=strategic', '-f', live, '-p', JSON.stringify(patch), '-o', 'json']
      return JSON.parse(await type('patch', ...args))
    }
    const found = await get('compared')
    const { managedFields: _, ...metadata } = { managedFields: [], ...found?.metadata }
    await writeFile(live, JSON.stringify(found))
    expect(await merged(deployment ?? {})).toEqual({ ...found, metadata })
  })
})

const served = 'served'
const endpoints = Array.from({ length: 50 }, (_, i) => ({
  apiVersion: 'aim.engine.amd.com/v1alpha1',
  kind: 'AIMEndpoint',
  metadata: { name: `served-${i}`, namespace: served },
  spec: { modelId: 'Qwen/Qwen3-8B', gpuCount: 1 },
}))

/** Reasons of a condition, each once. */
async function reasonsOf(condition: string): Promise<readonly (string | undefined)[]> {
  const { items } = await cluster.client.list<EndpointObject>(resources.aimEndpoint, { namespace: served })
  return [...new Set(items.map(({ status }) => findCondition(status?.conditions, condition)?.reason))]
}

/** What restarts pods when it changes, of every endpoint; the rest of a Deployment may say who rendered it. */
async function templates(): Promise<readonly unknown[]> {
  const { items } = await cluster.client.list<DeploymentChild>(resources.deployment, { namespace: served })
  return items.map(({ metadata, spec }) => [metadata.uid, spec.template])
}

describe('Deployments that are applied again and again, and those of endpoints', () => {
  const files = () => annotatedDeployments(10, place)
  const again = async (rounds: number) => {
    for (let i = 0; i < rounds; i++) await apply(files(), ...(i % 2 === 0 ? [] : serverSide))
  }

  it('stay at one generation and one ReplicaSet, also when a later version of fitgate takes over', async () => {
    await type('delete', 'deployments', '--all')
    await eventually(async () => expect((await census(cluster.client, place)).replicaSets).toEqual([]))
    await apply(files())
    const settled = await eventually(async () => {
      const found = await census(cluster.client, place)
      expect(found.replicaSets).toHaveLength(10)
      return found
    })
    expect(new Set(Object.values(settled.generations))).toEqual(new Set([1]))
    await again(8)
    expect(await census(cluster.client, place)).toEqual(settled)

    await works(person.run('create', 'namespace', served))
    await apply(endpoints)
    await eventually(async () => expect(await templates()).toHaveLength(endpoints.length), 60)
    const before = await templates()
    const later = join(cluster.folder, 'later')
    await mkdir(later)
    await makeLaterBuild(later)
    await cluster.fitgate.stop()
    const replaced = await installFitgate(cluster.sandbox, { checkout: later })
    await again(4)
    for (const { metadata } of files()) await type('label', 'deployment', metadata.name, 'seen-by=later')
    await eventually(async () => expect(await reasonsOf('UpdateAvailable')).toEqual(['NewerRenderer']), 60)
    // the controllers of the later version have time to do what they must not
    await sleep(3000)
    expect(await census(cluster.client, place)).toEqual(settled)
    expect(await templates()).toEqual(before)

    // it is another version indeed
    await apply(annotated('made-later'))
    const made = JSON.stringify(await get('made-later'))
    expect(made).toContain(laterArgument)
    expect(made).toContain(laterVersion)
    await replaced.stop()
  })
})
