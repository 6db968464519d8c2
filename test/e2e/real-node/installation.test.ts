/** fitgate as a user installs it, on a node where pods really run: from its manifests to the last trace of it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Right } from '../../../src/cli/doctor/rights.ts'
import { main } from '../../../src/cli/main.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeObject } from '../../../src/kube/types.ts'
import { runInside } from '../../../src/sandbox/real-node/enter.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import { eventually } from '../eventually.ts'
import { auditArgs, readAuditLog } from './audit-log.ts'
import { bucketBytes, bucketModel, startBucket } from './bucket.ts'
import { cachedModel, makeVolumes, modelFiles, startHub } from './cached-model.ts'
import { failures } from './engine/failures.ts'
import { installLaterVersion } from './later-version.ts'
import { noRealNode, type RealNode, realNode } from './node.ts'
import { covers, keptWithout, resourceOf, rulesOf } from './rights.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const system = 'fitgate-system'

interface Endpoint extends KubeObject {
  readonly status?: {
    readonly phase?: string
    readonly conditions?: readonly {
      readonly type: string
      readonly status: string
      readonly reason: string
      readonly message: string
    }[]
  }
}

/** Rights that need another cluster than this: tests on simulated nodes use them. */
const elsewhere: ReadonlySet<string> = new Set([
  // asked for by an admission plugin that few clusters have on
  ...['aimendpoints/finalizers', 'gpuworkloads/finalizers', 'inferenceservices/finalizers'],
  // read by the audit, which begins when a cluster has settled
  ...['daemonsets', 'replicasets', 'cronjobs', 'poddisruptionbudgets'],
  // groups over several nodes
  ...['pods', 'leaderworkersets/scale'],
  // replicas that are handed to an autoscaler
  'deployments/scale',
])

/** As the kernel does when memory runs out: nobody is told. */
const killFetcher =
  'for cmd in /proc/[0-9]*/cmdline; do if tr "\\0" " " <$cmd | grep -q "fitgate [f]etch "; then kill -9 $(echo $cmd | cut -d/ -f3); fi; done 2>/dev/null; true'

const endpoint = (name: string, env: Readonly<Record<string, string>> = {}, more = {}) => ({
  apiVersion: 'aim.engine.amd.com/v1alpha1',
  kind: 'AIMEndpoint',
  metadata: { name, namespace: 'default' },
  spec: {
    model: { id: 'Qwen/Qwen3-8B' },
    maxModelLen: 4096,
    resources: { gpuCount: 1 },
    env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
    ...more,
  },
})

describe.skipIf(noRealNode !== undefined)('on a node where pods really run', () => {
  let node: RealNode

  beforeAll(async () => {
    node = await realNode((folder) => auditArgs(folder, system))
  })
  afterAll(() => node?.remove())

  const conditionOf = async (name: string, wanted: string) => {
    const found = await node.client.get<Endpoint>(resources.aimEndpoint, { namespace: 'default', name })
    return found?.status?.conditions?.find(({ type }) => type === wanted)
  }
  const readyOf = (name: string) => conditionOf(name, 'Ready')
  const rolledOut = (name: string, namespace = 'default') =>
    node.works('-n', namespace, 'rollout', 'status', `deployment/${name}`, '--timeout=60s')
  /** Through the API server and the Service to one of its pods. */
  const asked = (service: string, path: string) =>
    node.works('get', '--raw', `/api/v1/namespaces/default/services/${service}:8000/proxy${path}`)

  it('the manifests bring up both parts, and certificates appear by themselves', async () => {
    await node.works('apply', '--server-side', '-k', `${root}crds`)
    await node.works('apply', '--server-side', '-k', `${root}manifests/base`)
    await rolledOut('fitgate-webhook', system)
    await rolledOut('fitgate-controller', system)
    const pods = await node.works('-n', system, 'get', 'pods', '--no-headers')
    expect(pods.match(/1\/1 +Running +0 /g)).toHaveLength(4)
  })

  it('the API server reaches the webhooks through their Service', async () => {
    await node.works('apply', '-f', `${root}manifests/recipes/qwen3-32b.yaml`)
    const { code, text } = await run('doctor')
    expect(code, text).toBe(0)
  })

  it('pods that break the restricted level are refused in its namespace', async () => {
    const pod = { image: 'fitgate:0.1.0', command: ['sleep'] }
    const refused = node.works('-n', system, 'run', 'rogue', `--image=${pod.image}`, '--restart=Never')
    await expect(refused).rejects.toThrow(/violates PodSecurity "restricted/)
  })

  it('a plain Deployment with one annotation runs', async () => {
    await node.applied({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: 'plain',
        annotations: { [annotations.model]: 'Qwen/Qwen3-8B', 'fitgate.dev/gpus': '2' },
      },
      spec: { template: { spec: { containers: [{ name: 'engine' }] } } },
    })
    await rolledOut('plain')
    expect(await node.works('logs', 'deployment/plain')).toContain('loading Qwen/Qwen3-8B on 2 devices')
  })

  it('an AIMEndpoint goes through its probes to Ready, and its Service answers', async () => {
    await node.applied(endpoint('chat'))
    await eventually(async () => expect(await readyOf('chat')).toMatchObject({ status: 'True' }), 60)
    const models = JSON.parse(await asked('chat', '/v1/models'))
    expect(models.data[0].id).toBe('Qwen/Qwen3-8B')
    expect(await asked('chat', '/metrics')).toContain('vllm:num_requests_running')
  })

  it('each way in which an engine fails becomes the reason of its condition', async () => {
    const names = Object.keys(failures) as (keyof typeof failures)[]
    // five GPUs are free
    for (let first = 0; first < names.length; first += 5) {
      const some = names.slice(first, first + 5)
      await node.applied(some.map((name) => endpoint(name, { STANDIN_FAILURE: name })))
      for (const name of some) {
        await eventually(
          async () => expect(await readyOf(name)).toMatchObject({ reason: failures[name].reason }),
          60,
        )
      }
      await node.works('delete', 'aimendpoint', ...some)
    }
  })

  it('a rolling restart of fitgate loses no admission', async () => {
    const done = new AbortController()
    const admitted: Promise<number> = (async () => {
      let count = 0
      for (; !done.signal.aborted; count += 1) {
        await node.client.apply(resources.aimEndpoint, endpoint('dry', {}, { maxModelLen: 1000 + count }), {
          dryRun: true,
        })
        await sleep(20)
      }
      return count
    })()
    await node.works(
      '-n',
      system,
      'rollout',
      'restart',
      'deployment/fitgate-webhook',
      'deployment/fitgate-controller',
    )
    await rolledOut('fitgate-webhook', system)
    await rolledOut('fitgate-controller', system)
    done.abort()
    expect(await admitted).toBeGreaterThan(50)
  })

  it('a cache is filled by a Job whose pod is killed twice, and engines read the copy on their node', async () => {
    const hub = await startHub(node)
    await makeVolumes(node)
    const stallAfterBytes = 4_000_000
    await hub.fail({ stallAfterBytes })
    const source = { url: `hf://${cachedModel}`, endpoint: hub.url }
    await node.applied([
      {
        apiVersion: 'aim.engine.amd.com/v1alpha1',
        kind: 'AIMCache',
        metadata: { name: 'models' },
        spec: {
          storage: { storageClass: 'machine', size: '100Gi', accessMode: 'ReadWriteMany' },
          models: [{ id: cachedModel, source, preload: false }],
          nodeGroup: { storageClass: 'disks' },
        },
      },
      endpoint('cached', {}, { replicas: 4, cache: { name: 'models' } }),
    ])
    for (const kill of [1, 2]) {
      await eventually(async () => expect((await hub.served()).bytes).toBeGreaterThan(kill * 7_000_000), 60)
      await runInside(node.sandbox.layout, 'sh', '-c', killFetcher)
    }
    await hub.fail({})
    await eventually(async () => expect(await readyOf('cached')).toMatchObject({ status: 'True' }), 150)
    const jobs = await node.works('get', 'jobs', '-o', 'name')
    // one that downloads, and one that copies to the one node
    expect(jobs.trim().split('\n')).toHaveLength(2)
    const told = await node.works('get', 'aimcache', 'models', '-o', 'json')
    const { storage, nodes } = JSON.parse(told).status
    expect(storage).toMatchObject({ pvcName: 'models-storage-origin', copiesPvcName: 'models-storage' })
    expect(nodes).toMatchObject([{ ready: true, reason: 'Verified' }])
    const large = Object.values(modelFiles).flatMap((file) => ('bytes' in file ? file.bytes : []))
    const total = large.reduce((sum, bytes) => sum + bytes, 0)
    // what was on its way of each file at each kill comes twice, and small files may
    const twice = 2 * large.length * stallAfterBytes + 1_000_000
    expect((await hub.served()).bytes).toBeLessThan(total + twice)
    await node.works('delete', 'aimendpoint/cached', 'pod/hub', 'service/hub')
    const pods = ['pods', '-l', 'app.kubernetes.io/instance=cached']
    await node.works('wait', '--for=delete', ...pods, '--timeout=90s')
    // pods that are killed are made again after ten seconds, and after twenty
  }, 300_000)

  it('a cache takes a model from a bucket of a real S3 server, with the keys of a Secret', async () => {
    const source = await startBucket(node)
    await node.applied({
      apiVersion: 'aim.engine.amd.com/v1alpha1',
      kind: 'AIMCache',
      metadata: { name: 'from-bucket' },
      spec: {
        storage: { storageClass: 'from-bucket', size: '10Gi', accessMode: 'ReadWriteMany' },
        models: [{ id: bucketModel, source }],
      },
    })
    const read = () => node.works('get', 'aimcache', 'from-bucket', '-o', 'json')
    await eventually(async () => {
      const { cachedModels } = JSON.parse(await read()).status
      expect(cachedModels).toMatchObject([{ id: bucketModel, status: 'Ready', bytes: bucketBytes }])
    }, 60)
    await node.works('delete', 'aimcache/from-bucket', 'pod/s3', 'service/s3', 'secret/s3-keys')
    const pods = ['pods', '-l', 'app.kubernetes.io/instance=from-bucket', '-o', 'name']
    await eventually(async () => expect(await node.works('get', ...pods)).toBe(''), 60)
  })

  it('a later version takes over and changes no pod template', async () => {
    const templates = () =>
      node.works(
        'get',
        'deployments,pods',
        '-o',
        'jsonpath={range .items[*]}{.metadata.uid} {.spec}{"\\n"}{end}',
      )
    const before = await templates()
    await installLaterVersion(node)
    await eventually(async () => {
      const found = await conditionOf('chat', 'UpdateAvailable')
      expect(found).toMatchObject({ status: 'True', reason: 'NewerRenderer' })
    })
    expect(await templates()).toBe(before)
  })

  it('the controller was refused nothing, and has no rule that nothing here needs', async () => {
    await node.works(
      'apply',
      '-f',
      `${root}manifests/samples/batch.yaml`,
      '-f',
      `${root}manifests/samples/inference-service.yaml`,
    )
    await eventually(async () => {
      const requests = await readAuditLog(node.folder)
      expect(requests.filter(({ allowed }) => !allowed)).toEqual([])
      const isUsed = (right: Right) => requests.some((request) => covers(right, request))
      const unused = (await rulesOf(node.client, system)).filter(({ rights }) => !rights.some(isUsed))
      expect(
        unused.flatMap(({ rights }) => rights.map(resourceOf)).filter((name) => !elsewhere.has(name)),
      ).toEqual([])
    })
  })

  it('without any one of its rules, the controller lacks exactly the rights of that rule', async () => {
    for (const rule of await rulesOf(node.client, system))
      expect(await keptWithout(node.client, system, rule)).toEqual([])
  })

  it('uninstalling leaves nothing of it, with objects and workloads there', async () => {
    const { code, text } = await run('uninstall')
    expect(code, text).toBe(0)
    expect(await node.works('api-resources')).not.toMatch(
      /aim\.engine\.amd\.com|inference\.ai|gpu\.warp\.dev/,
    )
    const kinds =
      'crd,namespaces,clusterroles,clusterrolebindings,mutatingwebhookconfigurations,validatingwebhookconfigurations'
    const left = await node.works('get', kinds, '-o', 'name')
    expect(left).not.toContain('fitgate')
    // what the endpoint made went with it; the Deployment of a person stays
    await eventually(async () =>
      expect(await node.works('get', 'deployments,pods', '-o', 'name')).toMatch(
        /^deployment\.apps\/plain\npod\/plain-\S+\n$/,
      ),
    )
    await node.works('run', 'after', '--image=docker.io/vllm/none:1')
  })

  /** The command line of fitgate, against this cluster. */
  async function run(...args: readonly string[]): Promise<{ code: number; text: string }> {
    let text = ''
    const stream = {
      write: (part: string) => {
        text += part
      },
    }
    const code = await main([...args, '--kubeconfig', node.sandbox.kubeconfig], {
      stdout: stream,
      stderr: stream,
      env: process.env,
    })
    return { code, text }
  }
})
