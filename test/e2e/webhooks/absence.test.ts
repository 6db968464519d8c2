import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Fitgate, installFitgate } from '../../../src/sandbox/fitgate.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import { fits } from '../../webhooks/builders.ts'
import { eventually } from '../eventually.ts'
import { type Person, personAt } from '../kubectl.ts'

const server = ['etcd', 'kube-apiserver']
const controllers = ['kube-controller-manager', 'kube-scheduler', 'kwok', 'lws']
const place = 'left-alone'
const endpoint = {
  apiVersion: 'aim.engine.amd.com/v1alpha1',
  kind: 'AIMEndpoint',
  metadata: { name: 'held', namespace: place, finalizers: ['example.com/hold'] },
  spec: fits,
}
const deployment = (name: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: place, annotations: { [annotations.model]: 'Qwen/Qwen3-32B' } },
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [{ name: 'x', image: 'rocm/vllm:v1', resources: { limits: { 'amd.com/gpu': '1' } } }],
      },
    },
  },
})

let folder: string
let sandbox: Sandbox
let fitgate: Fitgate
let person: Person

/** Runs kubectl, and what it says when it fails. */
async function works(...args: readonly string[]): Promise<string> {
  const { code, text } = await person.run(...args)
  expect(code, text).toBe(0)
  return text
}
const inPlace = (...args: readonly string[]) => works('-n', place, ...args)
const rolledOut = (name: string) => inPlace('rollout', 'status', `deployment/${name}`, '--timeout=90s')

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fitgate-absence-'))
  sandbox = await startSandbox({ stateDir: join(folder, 'sandbox') })
  fitgate = await installFitgate(sandbox)
  person = personAt(sandbox)
  await works('create', 'namespace', place)
  for (const object of [deployment('serves'), endpoint]) {
    const { code, text } = await person.apply(object)
    expect(code, text).toBe(0)
  }
  await rolledOut('serves')
  await fitgate.stop()
})
afterAll(async () => {
  await sandbox?.stop()
  await rm(folder, { recursive: true, force: true })
})

describe('while fitgate is down and its webhooks are not', () => {
  it('refuses only what must not slip in: a new object of our own kinds', async () => {
    const { code, text } = await person.apply({ ...endpoint, metadata: { name: 'new', namespace: place } })
    expect(code).toBe(1)
    expect(text).toContain('failed calling webhook "endpoints.fitgate.dev"')
  })

  it('a whole cluster restarts', async () => {
    const { processes } = sandbox
    for (const name of [...controllers, ...server.toReversed()]) await processes.stop(name)
    for (const name of server) processes.startAgain(name)
    await eventually(() => works('get', '--raw', '/readyz'), 60)
    // a kubelet would start them until they find a server that is ready
    for (const name of controllers) processes.startAgain(name)
    await works('wait', '--for=condition=Ready', 'nodes', '--all', '--timeout=60s')
    await inPlace('delete', 'pods', '--all', '--wait=false')
    await rolledOut('serves')
  })

  it('a node registers', async () => {
    const { code, text } = await person.apply({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'joins', annotations: { 'kwok.x-k8s.io/node': 'fake' } },
    })
    expect(code, text).toBe(0)
    await works('wait', '--for=condition=Ready', 'node/joins', '--timeout=60s')
    await works('label', 'node', 'joins', 'a=b')
    await works('delete', 'node', 'joins')
  })

  it('workloads are restarted, scaled, changed and made, annotated or not', async () => {
    await inPlace('rollout', 'restart', 'deployment/serves')
    await rolledOut('serves')
    await inPlace('scale', 'deployment/serves', '--replicas=2')
    await rolledOut('serves')
    await inPlace('set', 'env', 'deployment/serves', 'A=B')
    await rolledOut('serves')
    const { code, text } = await person.apply(deployment('slips-in'))
    expect(code, text).toBe(0)
    await rolledOut('slips-in')
  })

  it('our own objects are labelled, freed of finalizers and deleted', async () => {
    await inPlace('label', 'aimendpoint', 'held', 'team=a')
    await inPlace('delete', 'aimendpoint', 'held', '--wait=false')
    await inPlace('patch', 'aimendpoint', 'held', '--type=merge', '-p', '{"metadata":{"finalizers":null}}')
    await inPlace('wait', '--for=delete', 'aimendpoint/held', '--timeout=30s')
  })

  it('a namespace with workloads is deleted', async () => {
    await works('delete', 'namespace', place, '--timeout=90s')
  })

  it('it is installed over again, and goes on', async () => {
    await works('apply', '--server-side', '--force-conflicts', '-k', 'crds')
    const { text, code } = await person.run(
      'apply',
      '--server-side',
      '--force-conflicts',
      '-k',
      'manifests/overlays/sandbox',
    )
    expect(code, text).toBe(0)
    fitgate = await installFitgate(sandbox)
    const { code: created, text: said } = await person.apply({
      ...endpoint,
      metadata: { name: 'served-again', namespace: 'default' },
    })
    expect(created, said).toBe(0)
    await works('delete', 'aimendpoint', 'served-again')
    await fitgate.stop()
  })

  it('it is uninstalled', async () => {
    await works('delete', '-k', 'manifests/overlays/sandbox', '--timeout=90s')
    await works('delete', '-k', 'crds', '--timeout=90s')
    expect(await works('get', 'validatingwebhookconfigurations', '-o', 'name')).not.toContain('/fitgate')
  })
})
