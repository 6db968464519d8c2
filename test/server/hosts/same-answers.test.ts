import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sign } from '../../../src/server/snapshot/signature.ts'
import { call } from '../https-call.ts'
import {
  type Surroundings,
  startWebhookProcess,
  surroundings,
  type WebhookProcess,
} from '../webhook-process.ts'
import { type Bundles, bundled } from './bundled.ts'
import { type HostProcess, onDeno, onNode, onWorkerd } from './host-process.ts'
import { startLambda } from './lambda-process.ts'
import { type Answered, type Asked, ask, requests } from './reviews.ts'

const secret = 'a-path-that-nobody-guesses-0123456789'
const started: { stop(): Promise<void> }[] = []
let around: Surroundings
let bundles: Bundles
let overTls: WebhookProcess
let snapshot: string

beforeAll(async () => {
  around = await surroundings()
  snapshot = around.publisher.body()
  const [built, process] = await Promise.all([
    bundled(),
    startWebhookProcess(around, { command: [globalThis.process.execPath] }),
  ])
  bundles = built
  overTls = process
  await writeFile(join(bundles.folder, 'snapshot.json'), snapshot)
  await writeFile(join(bundles.folder, 'snapshot.json.sig'), sign(around.material.snapshotKey, snapshot))
}, 60_000)

afterAll(async () => {
  overTls.child.kill('SIGKILL')
  await Promise.all([...started.map((one) => one.stop()), overTls.exited])
  await around.close()
  await bundles.remove()
})

const kept = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
  const one = await starting
  started.push(one)
  return one
}

/** As Node answers over TLS. */
async function reference({
  path,
  method = 'POST',
  type = 'application/json',
  body,
}: Asked): Promise<Answered> {
  const headers = { 'content-type': type }
  const { port } = overTls
  const reply = await call({ port, ca: around.material.bundle, path, method, headers, body })
  return { status: reply.status, body: JSON.parse(reply.body) }
}

/** Of how old a snapshot is, only that it is told is the same everywhere: who stored it says since when. */
function ageless(key: string, value: unknown): unknown {
  return key === 'snapshot-age-seconds' ? typeof value : value
}

async function expectSame(answer: (asked: Asked) => Promise<Answered>) {
  const differences: unknown[] = []
  for (const [what, asked] of Object.entries(requests)) {
    const [theirs, ours] = await Promise.all([answer(asked), reference(asked)])
    if (JSON.stringify(theirs, ageless) !== JSON.stringify(ours, ageless))
      differences.push({ what, theirs, ours })
  }
  expect(differences).toEqual([])
}

const over =
  (host: HostProcess, prefix = '') =>
  (asked: Asked) =>
    ask(`http://127.0.0.1:${host.port}${prefix}`, asked)

describe('every host answers as Node does over TLS', { timeout: 30_000 }, () => {
  it('with a snapshot to answer from', async () => {
    const { body } = await reference(requests['a validation'] as Asked)
    expect(body).toMatchObject({ response: { auditAnnotations: { snapshot: JSON.parse(snapshot).version } } })
  })

  it('workerd by the shipped configuration: a text binding, a secret path', async () => {
    const shipped = fileURLToPath(new URL('../../../manifests/serverless/workerd.capnp', import.meta.url))
    const config = join(bundles.folder, 'workerd.capnp')
    await copyFile(shipped, config)
    const host = await kept(onWorkerd(config, { FITGATE_SECRET_PATH: secret }))
    await expectSame(over(host, `/${secret}`))
    const outside = await fetch(`http://127.0.0.1:${host.port}/mutate`, { method: 'POST', body: '{}' })
    expect({ status: outside.status, body: await outside.text() }).toEqual({
      status: 404,
      body: 'not found\n',
    })
  })

  it('workerd with the controller as a service binding, over TLS and signed', async () => {
    const port = new URL(around.snapshotUrl).port
    const config = await workerdConfig(
      'service.capnp',
      `(name = "bound", external = (address = "127.0.0.1:${port}", https = (options = (), certificateHost = "127.0.0.1", tlsOptions = (trustedCertificates = [${JSON.stringify(around.material.bundle)}]))))`,
      '(name = "FITGATE_SNAPSHOT", service = "bound")',
    )
    const host = await kept(onWorkerd(config, {}))
    await expectSame(over(host))
    expect(host.log()).not.toContain('no snapshot could be read')
  })

  it('workerd with a key-value store, the signature beside the document', async () => {
    const store = await kept(keyValueStore())
    const config = await workerdConfig(
      'store.capnp',
      `(name = "bound", external = (address = "127.0.0.1:${store.port}", http = ()))`,
      '(name = "FITGATE_SNAPSHOT", kvNamespace = "bound")',
    )
    await expectSame(over(await kept(onWorkerd(config, {}))))
  })

  it('Deno with a signed file', async () => {
    const env = {
      FITGATE_SNAPSHOT_FILE: join(bundles.folder, 'snapshot.json'),
      FITGATE_SNAPSHOT_KEY: around.material.snapshotKey,
    }
    await expectSame(over(await kept(onDeno(bundles.path('deno'), env))))
  })

  it('Deno from its sources with the URL of the controller', async () => {
    const env = {
      FITGATE_SNAPSHOT_URL: around.snapshotUrl,
      FITGATE_SNAPSHOT_KEY: around.material.snapshotKey,
      DENO_CERT: join(around.folder, 'ca.crt'),
    }
    await expectSame(over(await kept(onDeno('src/server/hosts/deno.ts', env))))
  })

  it('plain HTTP on $PORT with the URL of the controller', async () => {
    const env = {
      FITGATE_SNAPSHOT_URL: around.snapshotUrl,
      FITGATE_SNAPSHOT_KEY: around.material.snapshotKey,
      FITGATE_SECRET_PATH: secret,
      NODE_EXTRA_CA_CERTS: join(around.folder, 'ca.crt'),
    }
    const host = await kept(onNode(bundles.path('http'), env))
    await expectSame(over(host, `/${secret}`))
    const at = `http://127.0.0.1:${host.port}`
    expect((await fetch(`${at}/metrics`)).status).toBe(404)
    const metrics = await (await fetch(`${at}/${secret}/metrics`)).text()
    expect(metrics).toMatch(
      /controller_runtime_webhook_requests_total\{webhook="\/mutate",code="200"\} [1-9]/,
    )
    expect((await fetch(`${at}/readyz`)).status).toBe(200)
  })

  it('a Lambda function with the events of a function URL, bodies plain and base64', async () => {
    const lambda = await kept(startLambda(bundles, around))
    await expectSame((asked) => lambda.functionUrl(asked, false))
    await expectSame((asked) => lambda.functionUrl(asked, true))
  })

  it('a Lambda function behind a load balancer with multi-value headers', async () => {
    const lambda = await kept(startLambda(bundles, around))
    await expectSame((asked) => lambda.loadBalancer(asked))
  })
})

async function workerdConfig(name: string, service: string, binding: string): Promise<string> {
  const path = join(bundles.folder, name)
  const key = JSON.stringify(around.material.snapshotKey)
  const shipped = await readFile(
    new URL('../../../manifests/serverless/workerd.capnp', import.meta.url),
    'utf8',
  )
  const text = shipped
    .replace('services = [', `services = [${service}, `)
    .replace(
      /bindings = \[[^\]]*\]/,
      `bindings = [${binding}, (name = "FITGATE_SNAPSHOT_KEY", text = ${key})]`,
    )
  await writeFile(path, text)
  return path
}

/** What workerd asks of a KV namespace: `GET /KEY`. */
async function keyValueStore(): Promise<{ port: number; stop(): Promise<void> }> {
  const server: Server = createServer(async (request, response) => {
    const key = decodeURIComponent(new URL(request.url ?? '', 'http://kv').pathname.slice(1))
    const text = await readFile(join(bundles.folder, key), 'utf8').catch(() => undefined)
    response.writeHead(text === undefined ? 404 : 200).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
