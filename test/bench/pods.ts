/**
 * Pods created through a real API server, in a namespace that its webhooks look at and in one that is labelled to be left alone, one
 * here and one there in turn: pods that are not ours, which must cost next to nothing, those that ask for GPUs (policies) and
 * those that ask for a plan. One API server for both: of two, the one that was started first is slower by a fifth, webhooks or not.
 *
 *     node test/bench/pods.ts [PODS]      (default 2000 of each kind on each side)
 * @module
 */
import { pathOf, resources } from '../../src/kube/resources.ts'
import type { KubeClient, KubeObject } from '../../src/kube/types.ts'
import { installFitgate } from '../../src/sandbox/fitgate.ts'
import { annotations } from '../../src/vocabulary/names.ts'
import { inParallel } from './in-parallel.ts'
import { inSandbox } from './in-sandbox.ts'

const count = Number(process.argv[2] ?? 2000)
const concurrency = 4
/** Created before anything is measured. */
const warmUp = 100
const namespaces = { with: 'looked-at', without: 'left-alone' } as const

const amounts = { limits: { 'amd.com/gpu': '1' }, requests: { 'amd.com/gpu': '1' } }
const kinds: Readonly<Record<string, { readonly annotations?: object; readonly container?: object }>> = {
  'not ours': {},
  'asking for a GPU': { container: { resources: amounts } },
  'with fitgate.dev/model': { annotations: { [annotations.model]: 'Qwen/Qwen3-8B' } },
}

/** Nobody schedules it, so that nothing but its admission and storage is measured. */
function pod(name: string, namespace: string, kind: string): KubeObject {
  const { annotations: says, container } = kinds[kind] ?? {}
  const containers = [{ name: 'engine', image: 'vllm/vllm-openai-rocm:v0.33.0', ...container }]
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, ...(says && { annotations: says }) },
    spec: { schedulerName: 'nobody', containers },
  } as KubeObject
}

/** Milliseconds of each creation. */
interface Took {
  readonly with: number[]
  readonly without: number[]
}

async function createInBoth(client: KubeClient, kind: string): Promise<Took> {
  const took: Took = { with: [], without: [] }
  const indices = Array.from({ length: warmUp + count }, (_, i) => i)
  await inParallel(indices, concurrency, async (i) => {
    for (const side of i % 2 === 0 ? (['with', 'without'] as const) : (['without', 'with'] as const)) {
      const began = performance.now()
      await client.create(resources.pod, pod(`p-${i}`, namespaces[side], kind))
      if (i >= warmUp) took[side].push(performance.now() - began)
    }
  })
  for (const namespace of Object.values(namespaces))
    await client.request('DELETE', pathOf(resources.pod, { namespace }))
  return took
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

/** Pods need the service account that every namespace is given a moment after it was made. */
async function makeNamespaces(client: KubeClient): Promise<void> {
  for (const [side, name] of Object.entries(namespaces)) {
    const labels: Record<string, string> = side === 'without' ? { 'fitgate.dev/admission': 'ignore' } : {}
    await client.create(resources.namespace, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels },
    })
    while ((await client.get(resources.serviceAccount, { namespace: name, name: 'default' })) === undefined)
      await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

await inSandbox({}, async ({ sandbox, client }) => {
  await installFitgate(sandbox, { config: 'selfAdmissionIntervalSeconds: 0\nauditIntervalSeconds: 0\n' })
  await makeNamespaces(client)
  console.log(
    `${count} pods on each side, ${concurrency} at a time: ms each with fitgate's webhooks and without`,
  )
  for (const kind of Object.keys(kinds)) {
    const took = await createInBoth(client, kind)
    const [here, there] = [median(took.with), median(took.without)]
    const ratios = `${(here / there).toFixed(2)} by the median, ${(total(took.with) / total(took.without)).toFixed(2)} in all`
    console.log(`  ${kind.padEnd(24)} ${here.toFixed(2)}  ${there.toFixed(2)}  ratio ${ratios}`)
  }
})
