/**
 * What is rendered for a replica on several nodes, under the real LeaderWorkerSet controller and scheduler.
 * @module
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseInferenceService, toIntentRequest } from '../../src/api/inference/inference-service.ts'
import { decide } from '../../src/decide/decide.ts'
import { createClient } from '../../src/kube/client.ts'
import { loadKubeconfig } from '../../src/kube/config.ts'
import { resources } from '../../src/kube/resources.ts'
import type { KubeClient, KubeObject } from '../../src/kube/types.ts'
import { renderInferenceService } from '../../src/render/inference-service.ts'
import { cluster, knowing, nodes } from '../decide/builders.ts'
import { controlPlane } from './control-plane.ts'
import { eventually } from './eventually.ts'

interface Pod extends KubeObject {
  readonly spec: {
    readonly nodeName?: string
    readonly containers: readonly {
      readonly env?: readonly { readonly name: string; readonly value?: string }[]
    }[]
  }
  readonly status: { readonly phase: string; readonly podIP?: string }
}

interface EndpointSlice extends KubeObject {
  readonly endpoints?: readonly { readonly addresses: readonly string[] }[]
}

const namespace = 'group-test'
const slices = {
  group: 'discovery.k8s.io',
  version: 'v1',
  plural: 'endpointslices',
  kind: 'EndpointSlice',
  namespaced: true,
} as const
const indexLabel = 'leaderworkerset.sigs.k8s.io/worker-index'
let client: KubeClient

/** Two GPUs on each of two nodes, which have room for the whole group on one. */
function objects() {
  const { service, errors } = parseInferenceService({
    metadata: { name: 'qwen', namespace },
    spec: {
      model: { name: 'Qwen/Qwen3-32B' },
      resources: { totalGpus: 4, cpuRequest: '1', memoryRequest: '1Gi' },
      distributed: { enabled: true, size: 2 },
    },
  })
  if (service === undefined) throw new Error(JSON.stringify(errors))
  // one of the two nodes has the id of its GPUs in the key of a label
  const here = cluster({ ...nodes('MI300X', 2), labelForms: ['id-in-key'] })
  const { chosen } = decide(toIntentRequest(service), knowing(here))
  if (chosen === undefined) throw new Error('nothing is chosen')
  return renderInferenceService({ service, candidate: chosen.candidate, version: 'test' })
}

async function members(): Promise<readonly [Pod, Pod]> {
  const { items } = await client.list<Pod>(resources.pod, {
    namespace,
    labelSelector: 'app.kubernetes.io/instance=qwen',
  })
  expect(items.map(({ status }) => status.phase)).toEqual(['Running', 'Running'])
  expect(items.filter(({ metadata }) => metadata.deletionTimestamp !== undefined)).toEqual([])
  const [leader, worker] = items.toSorted((a, b) =>
    (a.metadata.labels?.[indexLabel] ?? '') < (b.metadata.labels?.[indexLabel] ?? '') ? -1 : 1,
  )
  if (leader === undefined || worker === undefined) throw new Error('no two pods')
  return [leader, worker]
}

beforeAll(async () => {
  client = createClient(await loadKubeconfig(controlPlane.kubeconfig))
  await client.create(resources.namespace, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  })
  const types = [resources.configMap, resources.service, resources.leaderWorkerSet]
  for (const object of objects()) {
    const type = types.find(({ kind }) => kind === object.kind)
    if (type === undefined) throw new Error(`no type for ${object.kind}`)
    await client.create(type, object)
  }
})

afterAll(async () => {
  await client.delete(resources.namespace, { name: namespace })
  client.close()
})

describe('a replica on two nodes', () => {
  it('comes up with one pod on each, the leader first, and every pod knows its rank', async () => {
    const [leader, worker] = await eventually(members, 60)
    expect(new Set([leader.spec.nodeName, worker.spec.nodeName])).toEqual(new Set(['mi300x-1', 'mi300x-2']))
    const variable = ({ spec }: Pod, wanted: string) =>
      spec.containers[0]?.env?.find(({ name }) => name === wanted)?.value
    expect([leader, worker].map((pod) => variable(pod, 'LWS_WORKER_INDEX'))).toEqual(['0', '1'])
    expect(variable(worker, 'LWS_GROUP_SIZE')).toBe('2')
    expect(variable(worker, 'LWS_LEADER_ADDRESS')).toContain(leader.metadata.name)
  })

  it('is reached through its leader alone', async () => {
    await eventually(async () => {
      const [leader] = await members()
      const { items } = await client.list<EndpointSlice>(slices, {
        namespace,
        labelSelector: 'kubernetes.io/service-name=qwen',
      })
      const addresses = items.flatMap(({ endpoints = [] }) => endpoints.flatMap((each) => each.addresses))
      expect(addresses).toEqual([leader.status.podIP])
    })
  })

  it('starts anew as a whole when a worker is lost', async () => {
    const [before, worker] = await eventually(members, 60)
    await client.delete(resources.pod, { namespace, name: worker.metadata.name })
    const [after] = await eventually(async () => {
      const found = await members()
      expect(found.map(({ metadata }) => metadata.uid)).not.toContain(before.metadata.uid)
      return found
    }, 60)
    expect(after.metadata.name).toBe(before.metadata.name)
  })
})
