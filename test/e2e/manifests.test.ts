import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { command } from '../../src/cli/serve.ts'
import { createClient } from '../../src/kube/client.ts'
import { loadKubeconfig } from '../../src/kube/config.ts'
import { resources } from '../../src/kube/resources.ts'
import type { KubeClient, KubeObject } from '../../src/kube/types.ts'
import { kindLookup } from '../../src/sandbox/apply-objects.ts'
import { kustomize } from '../../src/sandbox/manifests.ts'
import { controlPlane } from './control-plane.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'fitgate-system' } }
let client: KubeClient

beforeAll(async () => {
  client = createClient(await loadKubeconfig(controlPlane.kubeconfig))
  await client.apply(resources.namespace, namespace)
})
afterAll(() => client.close())

interface Workload extends KubeObject {
  readonly spec: {
    readonly template: {
      readonly spec: { readonly containers: readonly { readonly args?: readonly string[] }[] }
    }
  }
}

const built = (folder: string) =>
  kustomize(join(controlPlane.binDir, 'kubectl'), join(root, 'manifests', folder))

describe.each(['base', 'overlays/cert-manager', 'overlays/sandbox'])('manifests/%s', (folder) => {
  it('is accepted by the API server, field by field', async () => {
    const lookUp = kindLookup(client)
    const objects = (await built(folder)).filter(
      ({ apiVersion }) => !apiVersion.startsWith('cert-manager.io/'),
    )
    expect(objects.length).toBeGreaterThan(8)
    for (const object of objects) await client.apply(await lookUp(object), object, { dryRun: true })
  })

  it('starts processes with flags that they know', async () => {
    const deployments = (await built(folder)).filter(({ kind }) => kind === 'Deployment') as Workload[]
    const args = deployments.flatMap(({ spec }) =>
      spec.template.spec.containers.flatMap((container) => container.args ?? []),
    )
    for (const flag of args.flatMap((arg) => /^--[a-z-]+/.exec(arg)?.[0] ?? []))
      expect(command.help).toContain(`  ${flag} `)
  })
})

it('cert-manager injects the authority of the certificate that the webhooks show', async () => {
  const objects = await built('overlays/cert-manager')
  const configurations = objects.filter(({ kind }) => kind.endsWith('WebhookConfiguration'))
  expect(configurations).toHaveLength(2)
  for (const { metadata } of configurations) {
    const named = metadata.annotations?.['cert-manager.io/inject-ca-from']
    const certificate = objects.find(
      (object) =>
        object.kind === 'Certificate' && `${object.metadata.namespace}/${object.metadata.name}` === named,
    ) as { spec: { secretName: string; dnsNames: string[] } } | undefined
    expect(certificate?.spec.dnsNames).toContain('fitgate-webhook.fitgate-system.svc')
    expect(
      JSON.stringify(
        objects.find(({ kind, metadata: m }) => kind === 'Deployment' && m.name === 'fitgate-webhook'),
      ),
    ).toContain(`"secretName":"${certificate?.spec.secretName}"`)
  }
})
