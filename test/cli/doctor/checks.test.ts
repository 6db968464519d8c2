import { describe, expect, it } from 'vitest'
import { certificates } from '../../../src/cli/doctor/certificates.ts'
import { configuration } from '../../../src/cli/doctor/configuration.ts'
import { nodes } from '../../../src/cli/doctor/nodes.ts'
import { processes } from '../../../src/cli/doctor/processes.ts'
import { snapshotAge } from '../../../src/cli/doctor/snapshot-age.ts'
import { versions } from '../../../src/cli/doctor/versions.ts'
import { webhookOrder } from '../../../src/cli/doctor/webhook-order.ts'
import type { KubeObject } from '../../../src/kube/types.ts'
import { createAuthority } from '../../../src/server/certificates/authority.ts'
import { version } from '../../../src/vocabulary/version.ts'
import { examined, lines, now } from './cluster.ts'

const object = (kind: string, name: string, rest: object = {}, metadata: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, ...metadata },
  ...rest,
})
const deployment = (component: string, image: string, wanted: number, ready: number) =>
  object('Deployment', `fitgate-${component}`, {
    spec: { replicas: wanted, template: { spec: { containers: [{ image }] } } },
    status: { readyReplicas: ready },
  })

describe('versions', () => {
  const of = (minor: string, ...objects: KubeObject[]) =>
    examined(versions, { objects, answers: { '/version': { gitVersion: `v1.${minor}`, major: '1', minor } } })

  it('are judged from the API server and from the tags of images, with digests and registry ports', async () => {
    const current = deployment('controller', `registry:5000/fitgate:${version}@sha256:abc`, 2, 2)
    expect(lines(await of('36', current))).toEqual([
      'ok: Kubernetes v1.36',
      `ok: fitgate-controller is ${version}`,
    ])
    expect(lines(await of('28+'))).toEqual([
      expect.stringMatching(/^problem: Kubernetes v1\.28\+ is too old/),
    ])
    const old = await of('30', deployment('webhook', 'registry:5000/fitgate', 2, 2))
    expect(lines(old)[1]).toMatch(/^warning: fitgate-webhook runs registry:5000\/fitgate, this command is/)
  })
})

describe('processes', () => {
  const lease = (renewTime: string, holderIdentity = 'pod-1_uuid') =>
    object('Lease', 'fitgate-controller', { spec: { holderIdentity, renewTime, leaseDurationSeconds: 15 } })

  it.each([
    [2, 2, 'ok: fitgate-webhook: 2 of 2 replicas are ready'],
    [2, 1, 'warning: fitgate-webhook: 1 of 2 replicas are ready'],
    [2, 0, 'problem: fitgate-webhook: none of 2 replicas is ready'],
    [1, 1, 'warning: fitgate-webhook has one replica: while it restarts, nothing answers'],
  ])('with %i replicas, %i ready: %s', async (wanted, ready, line) => {
    expect(
      lines(await examined(processes, { objects: [deployment('webhook', 'i', wanted, ready)] })),
    ).toContain(line)
  })

  it.each([
    ['2026-11-21T11:59:50.000000Z', 'ok: pod-1 leads'],
    ['2026-11-21T11:00:00.000000Z', 'problem: no controller leads: pod-1_uuid renewed its Lease 3600 s ago'],
  ])('with a Lease renewed at %s: %s', async (renewed, line) => {
    expect(lines(await examined(processes, { objects: [lease(renewed)] }))).toContain(line)
  })

  it('without a holder nobody leads', async () => {
    const released = await examined(processes, { objects: [lease('2026-11-21T11:59:50Z', '')] })
    expect(lines(released)).toContain('problem: no controller leads: nothing is reconciled')
  })
})

describe('certificates', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const secret = (certificate: string) =>
    object('Secret', 'fitgate-ca', { data: { 'ca.crt': base64(certificate) } })
  const configured = (...bundles: readonly (string | undefined)[]) =>
    object('MutatingWebhookConfiguration', 'fitgate', {
      webhooks: bundles.map((bundle, i) => ({
        name: `w${i}`,
        clientConfig: bundle === undefined ? {} : { caBundle: base64(bundle) },
      })),
    })

  it('are well when every bundle has the authority that signs, beside others or alone', async () => {
    const [ours, other] = [await createAuthority(now), await createAuthority(now)]
    const objects = [
      secret(ours.certificate),
      configured(ours.certificate, other.certificate + ours.certificate),
    ]
    expect(lines(await examined(certificates, { objects }))).toEqual([
      'ok: the certificate authority is valid until 2028-11-20',
      'ok: the CA bundles of MutatingWebhookConfiguration fitgate are valid',
    ])
  })

  it('are told one by one where they are missing, unreadable, expired, or of somebody else', async () => {
    const [ours, other] = [await createAuthority(now), await createAuthority(now)]
    const old = await createAuthority(new Date('2020-01-01'))
    const objects = [
      secret(ours.certificate),
      configured(undefined, 'no PEM', old.certificate, other.certificate),
    ]
    expect(lines(await examined(certificates, { objects })).slice(1)).toEqual([
      expect.stringMatching(/^problem: w0 .* has no CA bundle/),
      expect.stringMatching(/^problem: the CA bundle of w1 .* is no certificate/),
      expect.stringMatching(/^problem: every certificate in the CA bundle of w2 .* has expired/),
      expect.stringMatching(/^problem: the CA bundle of w3 .* does not have the authority that signs now/),
    ])
  })

  it('that nobody renews are told of before they end', async () => {
    const ending = await createAuthority(new Date(now.getTime() - 725 * 86_400_000))
    expect(lines(await examined(certificates, { objects: [secret(ending.certificate)] }))).toEqual([
      expect.stringMatching(/^warning: the certificate authority expires on .* was not renewed/),
    ])
  })

  it('that may not be read are unknown, and the bundles are judged all the same', async () => {
    const old = await createAuthority(new Date('2020-01-01'))
    const found = await examined(certificates, { objects: [configured(old.certificate)], hidden: ['Secret'] })
    expect(found.map(({ status }) => status)).toEqual(['unknown', 'problem'])
  })
})

describe('the configuration', () => {
  const map = (text: string) => object('ConfigMap', 'fitgate-config-abc', { data: { 'config.yaml': text } })

  it('that is wrong is a problem, an exception that ran out a warning', async () => {
    expect(lines(await examined(configuration, { objects: [map('fti: warn')] }))).toEqual([
      expect.stringMatching(/^problem: .*did you mean "fit"/),
    ])
    const exception =
      'policies: {exceptions: [{name: old, policies: [pinned-images], namespaces: [a], owner: sam, reason: none, expires: "2026-01-01"}]}'
    expect(lines(await examined(configuration, { objects: [map(exception)] }))).toEqual([
      expect.stringMatching(/^warning: exception old of sam ran out on 2026-01-01/),
      expect.stringMatching(/^ok: /),
    ])
  })
})

describe('nodes', () => {
  const node = (name: string, labels: object, allocatable: object, capacity: object = allocatable) =>
    object('Node', name, { status: { capacity, allocatable } }, { labels })
  const mi300x = { 'amd.com/gpu.device-id': '74a1', 'amd.com/gpu.vram': '192G' }

  it('are counted with what they have', async () => {
    const objects = [node('a', mi300x, { 'amd.com/gpu': '8' }), node('b', {}, {})]
    expect(lines(await examined(nodes, { objects }))).toEqual(['ok: 1 of 2 nodes have AMD GPUs: MI300X'])
  })

  it('none with a GPU is a warning: hardware may be declared', async () => {
    expect(lines(await examined(nodes, { objects: [node('b', {}, {})] }))).toEqual([
      'warning: none of 1 nodes has an AMD GPU that anybody can see',
    ])
  })

  it('are named, three at most, where the labeller, the plugin or a device is missing', async () => {
    const objects = [
      ...['a', 'b', 'c', 'd', 'e'].map((name) => node(name, {}, { 'amd.com/gpu': '8' })),
      node('f', mi300x, {}),
      node('g', mi300x, { 'amd.com/gpu': '7' }, { 'amd.com/gpu': '8' }),
    ]
    expect(lines(await examined(nodes, { objects }))).toEqual([
      expect.stringMatching(/^problem: f is labelled .* no amd\.com/),
      expect.stringMatching(/^problem: a, b, c and 2 more nodes are offering AMD GPUs without labels/),
      expect.stringMatching(/^warning: g is short of devices/),
      expect.stringMatching(/^ok: 1 of 7/),
    ])
  })
})

describe('the age of the snapshot', () => {
  const pod = object('Pod', 'webhook-1', { status: { phase: 'Running' } })
  const path = '/api/v1/namespaces/fitgate-system/pods/webhook-1:8080/proxy/metrics'
  const seconds = now.getTime() / 1000
  const of = (age: string, expiry: number) =>
    examined(snapshotAge, {
      objects: [pod],
      answers: {
        [path]: `fitgate_snapshot_age_seconds ${age}\nfitgate_certificate_expiry_seconds ${expiry}\n`,
      },
    })

  it.each([
    ['4.2', seconds + 86_400, ['ok: webhook-1 heard of the cluster 4 s ago']],
    [
      '901',
      seconds + 86_400,
      [expect.stringMatching(/^warning: webhook-1 has had no word from the controller for 901 s/)],
    ],
    ['Nan', seconds + 86_400, [expect.stringMatching(/^problem: webhook-1 has no snapshot/)]],
    [
      '4.2',
      seconds - 1,
      [
        'ok: webhook-1 heard of the cluster 4 s ago',
        expect.stringMatching(/^problem: the certificate of webhook-1 has expired/),
      ],
    ],
  ])('%s s, certificate until %i', async (age, expiry, expected) => {
    expect(lines(await of(age, expiry))).toEqual(expected)
  })

  it('is unknown where the metrics may not be read, and where there are no pods', async () => {
    expect((await examined(snapshotAge, { objects: [pod] })).map(({ status }) => status)).toEqual(['unknown'])
    expect((await examined(snapshotAge, {})).map(({ status }) => status)).toEqual(['unknown'])
  })
})

describe('the order of webhooks', () => {
  const rules = [{ apiGroups: ['apps'], resources: ['deployments'], operations: ['CREATE'] }]
  const configured = (name: string, webhook: object) =>
    object('MutatingWebhookConfiguration', name, {
      webhooks: [{ name: `w.${name}`, clientConfig: {}, ...webhook }],
    })

  it('is told, and is wrong where fitgate is not asked again after somebody else', async () => {
    const later = configured('istio', { rules, failurePolicy: 'Ignore' })
    const again = configured('fitgate', { rules, reinvocationPolicy: 'IfNeeded' })
    expect(lines(await examined(webhookOrder, { objects: [later, again] }))).toEqual([
      'ok: workloads are also changed by istio; fitgate is asked again after istio',
    ])
    expect(lines(await examined(webhookOrder, { objects: [later] }))).toEqual([
      'ok: workloads are also changed by istio',
    ])
    const once = configured('fitgate', { rules, reinvocationPolicy: 'Never' })
    expect(lines(await examined(webhookOrder, { objects: [later, once] }))).toEqual([
      'warning: istio may change workloads after fitgate, and w.fitgate is not asked again',
    ])
    expect(lines(await examined(webhookOrder, { objects: [again, configured('b', { rules: [] })] }))).toEqual(
      ['ok: no other mutating webhook changes workloads'],
    )
  })
})
