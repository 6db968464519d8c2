import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ApiError } from '../../../src/kube/api-error.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { ResourceType } from '../../../src/kube/types.ts'
import { applyObjects } from '../../../src/sandbox/apply-objects.ts'
import { authoritySecretName, keepAuthority } from '../../../src/server/certificates/secret.ts'
import type { WebhookConfiguration } from '../../../src/server/certificates/webhook-bundle.ts'
import { context } from '../../webhooks/builders.ts'
import { type Installation, install, namespace } from './installation.ts'

let installed: Installation
beforeAll(async () => {
  installed = await install(context)
})
afterAll(() => installed.uninstall())

const types = [resources.mutatingWebhookConfiguration, resources.validatingWebhookConfiguration]
const read = (type: ResourceType) =>
  installed.client.get<WebhookConfiguration>(type, { name: 'fitgate' }).then((found) => found?.webhooks ?? [])
const wanted = () => Buffer.from(installed.material.current()?.bundle ?? '').toString('base64')

async function trusted(): Promise<void> {
  await vi.waitFor(async () => {
    for (const type of types) {
      const bundles = (await read(type)).map(({ clientConfig }) => clientConfig.caBundle)
      expect(new Set(bundles)).toEqual(new Set([wanted()]))
    }
  }, 10_000)
}

describe('the CA bundle, written with the rights of the controller', () => {
  it('reaches every webhook', trusted)

  it('survives a later apply of the manifests', async () => {
    await applyObjects(installed.client, installed.webhookConfigurations)
    for (const type of types) {
      for (const { clientConfig } of await read(type)) expect(clientConfig.caBundle).toBe(wanted())
    }
  })

  it('is put back when somebody takes it away', async () => {
    await installed.client.patch(resources.validatingWebhookConfiguration, { name: 'fitgate' }, 'json', [
      { op: 'remove', path: '/webhooks/0/clientConfig/caBundle' },
    ])
    await trusted()
  })

  it('comes back when the configurations are deleted and applied again', async () => {
    for (const type of types) await installed.client.delete(type, { name: 'fitgate' })
    await applyObjects(installed.client, installed.webhookConfigurations)
    await trusted()
  })

  it('does not keep a webhook alive that a later release drops', async () => {
    const fewer = installed.webhookConfigurations.map((object) => {
      const { webhooks = [] } = object as WebhookConfiguration
      return { ...object, webhooks: webhooks.slice(0, 1) }
    })
    await applyObjects(installed.client, fewer)
    expect(await read(resources.validatingWebhookConfiguration)).toHaveLength(1)
    await applyObjects(installed.client, installed.webhookConfigurations)
    await trusted()
  })
})

describe('the authority', () => {
  it('is one, however many replicas start at once', async () => {
    await installed.client.delete(resources.secret, { namespace, name: authoritySecretName })
    const replicas = await Promise.all(
      [1, 2, 3].map(() => keepAuthority({ client: installed.controller, namespace })),
    )
    const keys = new Set(replicas.map((replica) => replica.current()?.key))
    for (const replica of replicas) replica.stop()
    expect(keys.size).toBe(1)
  })

  it('is not made over a Secret that is not ours', async () => {
    const ref = { namespace, name: authoritySecretName }
    await installed.client.patch(resources.secret, ref, 'merge', { data: { 'ca.key': null } })
    await expect(keepAuthority({ client: installed.controller, namespace })).rejects.toThrow(/lacks ca\.key/)
    await installed.client.delete(resources.secret, ref)
  })
})

describe('the rights of the controller', () => {
  it.each([
    [
      'a Secret of another name',
      () => installed.controller.get(resources.secret, { namespace, name: 'other' }),
    ],
    ['all Secrets', () => installed.controller.list(resources.secret)],
    [
      'the Secret of another namespace',
      () => installed.controller.get(resources.secret, { namespace: 'default', name: authoritySecretName }),
    ],
    [
      'webhook configurations of others',
      () => installed.controller.get(resources.validatingWebhookConfiguration, { name: 'other' }),
    ],
    ['Leases of others', () => installed.controller.list(resources.lease, { namespace: 'kube-system' })],
    ['nodes', () => installed.controller.patch(resources.node, { name: 'n' }, 'merge', {})],
  ])('do not include %s', async (_what, attempt) => {
    const error = await attempt().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ApiError)
    expect((error as ApiError).code).toBe(403)
  })
})
