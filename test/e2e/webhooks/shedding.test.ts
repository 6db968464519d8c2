import { setTimeout as delay } from 'node:timers/promises'
import { Hono } from 'hono'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createClient } from '../../../src/kube/client.ts'
import { loadKubeconfig } from '../../../src/kube/config.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeClient, KubeObject } from '../../../src/kube/types.ts'
import { createAuthority } from '../../../src/server/certificates/authority.ts'
import { HeldMaterial } from '../../../src/server/certificates/material.ts'
import { ServingCertificates } from '../../../src/server/certificates/serving.ts'
import { type Host, serve } from '../../../src/server/host.ts'
import { gateOf, shedding } from '../../../src/server/shedding.ts'
import { controlPlane } from '../control-plane.ts'
import { eventually } from '../eventually.ts'

const name = 'shedding-test'
let client: KubeClient
let host: Host
let turnedAway = 0
let asked = 0

beforeAll(async () => {
  client = createClient(await loadKubeconfig(controlPlane.kubeconfig))
  const { certificate, key } = await createAuthority(new Date())
  const material = new HeldMaterial()
  material.set({ bundle: certificate, key, snapshotKey: 'none' })
  const certificates = new ServingCertificates({ material, names: ['127.0.0.1'] })
  await certificates.check()
  const app = new Hono()
    .use(shedding(gateOf({ requests: 1, onShed: () => turnedAway++ })))
    .post('/', async (c) => {
      asked++
      const { request } = (await c.req.json()) as { request: { uid: string } }
      await delay(200)
      const response = { uid: request.uid, allowed: true }
      return c.json({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response })
    })
  host = await serve({ host: '127.0.0.1', port: 0, fetch: app.fetch, certificates })
  certificates.stop()
  const webhook = {
    name: 'slow.test.fitgate.dev',
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    failurePolicy: 'Fail',
    timeoutSeconds: 5,
    rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
    clientConfig: {
      url: `https://127.0.0.1:${host.port}/`,
      caBundle: Buffer.from(certificate).toString('base64'),
    },
  }
  const configuration = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name },
    webhooks: [webhook],
  }
  await client.create(resources.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  await client.create(resources.validatingWebhookConfiguration, configuration as KubeObject)
  let probes = 0
  await eventually(async () => {
    await create(`probe-${probes++}`)
    expect(asked).toBeGreaterThan(0)
  })
})
afterAll(async () => {
  await client.delete(resources.validatingWebhookConfiguration, { name })
  await client.delete(resources.namespace, { name })
  client.close()
  await host.close()
})

function create(configMap: string): Promise<KubeObject> {
  const metadata = { namespace: name, name: configMap }
  return client.create(resources.configMap, { apiVersion: 'v1', kind: 'ConfigMap', metadata })
}

it('the API server asks again within its timeout where it was told to, so that nobody is refused', async () => {
  turnedAway = 0
  await Promise.all(['one', 'two', 'three'].map(create))
  expect(turnedAway).toBeGreaterThan(0)
})
