import { expect, it } from 'vitest'
import { withWebhookUrl } from '../../src/sandbox/webhook-url.ts'

const configuration = (...clientConfigs: readonly object[]) => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: 'x' },
  webhooks: clientConfigs.map((clientConfig) => ({ name: 'a.b.c', clientConfig })),
})

it('services and other addresses become the address, each webhook with its path', () => {
  const before = configuration(
    { service: { name: 's', path: '/validate' } },
    { url: 'https://127.0.0.1:9443/mutate' },
  )
  expect(withWebhookUrl(before, 'https://127.0.0.1:1234', 'PEM')).toEqual(
    configuration(
      { url: 'https://127.0.0.1:1234/validate', caBundle: 'UEVN' },
      { url: 'https://127.0.0.1:1234/mutate', caBundle: 'UEVN' },
    ),
  )
})

it('without an authority no bundle is invented and none is lost', () => {
  const before = configuration({ url: 'https://h/a' }, { url: 'https://h/b', caBundle: 'AA==' })
  expect(withWebhookUrl(before, 'https://127.0.0.1:1')).toEqual(
    configuration({ url: 'https://127.0.0.1:1/a' }, { url: 'https://127.0.0.1:1/b', caBundle: 'AA==' }),
  )
})

it('other kinds stay as they are', () => {
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } }
  expect(withWebhookUrl(object, 'https://127.0.0.1:1')).toBe(object)
})
