import { join } from 'node:path'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createClient } from '../../../src/kube/client.ts'
import { loadKubeconfig } from '../../../src/kube/config.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject } from '../../../src/kube/types.ts'
import { applyObjects } from '../../../src/sandbox/apply-objects.ts'
import { freePorts } from '../../../src/sandbox/free-ports.ts'
import { kustomize } from '../../../src/sandbox/manifests.ts'
import { startAllRole } from '../../../src/server/all-role.ts'
import { authoritySecretName } from '../../../src/server/certificates/secret.ts'
import { defaultConfig } from '../../../src/server/config.ts'
import { createLog } from '../../../src/server/log.ts'
import type { Running } from '../../../src/server/role.ts'
import { call } from '../../server/https-call.ts'
import { creating, endpoint, reviewing } from '../../webhooks/builders.ts'
import { controlPlane } from '../control-plane.ts'
import { namespace } from './installation.ts'

interface Secret extends KubeObject {
  readonly data: Readonly<Record<string, string>>
}

const root = fileURLToPath(new URL('../../../', import.meta.url))
const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
let client: KubeClient
let running: Running
let ports: Readonly<Record<'webhooks' | 'health', number>>

beforeAll(async () => {
  client = createClient(await loadKubeconfig(controlPlane.kubeconfig))
  await applyObjects(client, await kustomize(join(controlPlane.binDir, 'kubectl'), join(root, 'crds')))
  await client.apply(resources.namespace, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  })
  ports = await freePorts(['webhooks', 'health'] as const)
  running = await startAllRole({
    config: defaultConfig,
    log: createLog('info', {}, silent),
    namespace,
    kubeconfig: controlPlane.kubeconfig,
    listen: { host: '127.0.0.1', port: ports.webhooks },
    httpListen: { host: '127.0.0.1', port: ports.health },
    serverNames: [],
    drainSeconds: 0,
    leaderElect: true,
    webhookBundle: true,
  })
})
afterAll(async () => {
  await running.stop()
  await client.delete(resources.secret, { namespace, name: authoritySecretName })
  client.close()
})

it('one process that is controller and webhooks becomes ready and answers from the cluster it sees', async () => {
  await vi.waitFor(async () => {
    const answered = await fetch(`http://127.0.0.1:${ports.health}/readyz`)
    expect(await answered.text()).toBe('ok\n')
  }, 30_000)
  const secret = await client.get<Secret>(resources.secret, { namespace, name: authoritySecretName })
  const answered = await call({
    port: ports.webhooks,
    ca: Buffer.from(secret?.data['ca.crt'] ?? '', 'base64').toString(),
    path: '/validate',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(reviewing(creating(endpoint()))),
  })
  expect(JSON.parse(answered.body)).toMatchObject({
    response: { allowed: true, auditAnnotations: { decision: 'Fits' } },
  })
})
