import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kinds } from '../../../src/api/kinds.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeObject, ObjectRef, ResourceType } from '../../../src/kube/types.ts'
import { createAuthority } from '../../../src/server/certificates/authority.ts'
import { run } from '../../cli/run.ts'
import { eventually } from '../eventually.ts'
import { type Installed, installed } from './installed.ts'

let cluster: Installed

beforeAll(async () => {
  cluster = await installed('selfAdmissionIntervalSeconds: 0\nauditIntervalSeconds: 0\n')
})
afterAll(() => cluster?.remove())

interface Finding {
  readonly check: string
  readonly status: string
  readonly message: string
  readonly fix?: string
}

async function doctor(): Promise<{ readonly code: number; readonly findings: readonly Finding[] }> {
  const { sandbox, fitgate } = cluster
  const metrics = `${fitgate.webhook.http}/metrics`
  const { code, out, err } = await run(
    'doctor',
    '--kubeconfig',
    sandbox.kubeconfig,
    '--metrics',
    metrics,
    '-o',
    'json',
  )
  expect(err).toBe('')
  return { code, ...(JSON.parse(out) as { findings: Finding[] }) }
}

/** The problems and warnings of a check, with their fixes: nobody is told of one without. */
async function wrong(check: string): Promise<string> {
  const { findings } = await doctor()
  const found = findings.filter(({ status }) => status === 'problem' || status === 'warning')
  for (const { fix, message } of found) expect(fix, message).toBeTruthy()
  return found
    .filter((finding) => finding.check === check)
    .map(({ status, message }) => `${status}: ${message}`)
    .join('\n')
}

const mutating = { type: resources.mutatingWebhookConfiguration, ref: { name: 'fitgate' } }
const clusterRole: ResourceType = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  plural: 'clusterroles',
  kind: 'ClusterRole',
  namespaced: false,
}

/** Breaks an object, looks, and mends it. */
async function whileBroken(
  type: ResourceType,
  ref: ObjectRef,
  patch: object,
  undo: object,
  look: () => Promise<void>,
): Promise<void> {
  await cluster.client.patch(type, ref, 'merge', patch)
  try {
    await look()
  } finally {
    await cluster.client.patch(type, ref, 'merge', undo)
  }
}

describe('fitgate doctor on an installation that is well', () => {
  it('finds no problem, ends with 0, and says of each check what it saw', async () => {
    const { code, findings } = await doctor()
    expect(findings.filter(({ status }) => status === 'problem')).toEqual([])
    expect(findings.filter(({ status }) => status === 'warning')).toEqual([])
    expect(code).toBe(0)
    expect(new Set(findings.map(({ check }) => check)).size).toBe(11)
    // its processes are no pods here
    expect(findings.filter(({ status }) => status === 'unknown').map(({ check }) => check)).toEqual([
      'processes',
      'processes',
    ])
    const reachable = findings.find(({ check }) => check === 'reachability')
    expect(reachable).toMatchObject({
      status: 'ok',
      message: expect.stringContaining('refuse what cannot run'),
    })
  })

  it('writes a table for people', async () => {
    const { code, out } = await run('doctor', '--kubeconfig', cluster.sandbox.kubeconfig)
    expect(code).toBe(0)
    expect(out).toMatch(/\n {2}ok {7}certificates {4}/)
    expect(out).toMatch(/0 problems, 0 warnings, \d unknown\n$/)
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
  })
})

describe('fitgate doctor tells of', () => {
  it('webhooks that are down', async () => {
    await cluster.fitgate.webhook.stop()
    expect(await wrong('reachability')).toMatch(/problem: .*failed calling webhook "endpoints\.fitgate\.dev"/)
    expect(await wrong('snapshot-age')).toMatch(/problem: .*does not answer/)
    expect((await doctor()).code).toBe(1)
    await cluster.fitgate.webhook.start()
    await eventually(async () => expect(await wrong('reachability')).toBe(''))
  })

  it('a webhook configuration that is gone, or not as installed', async () => {
    const { client } = cluster
    const kept = await client.get<KubeObject & { webhooks: { name: string }[] }>(mutating.type, mutating.ref)
    if (kept === undefined) throw new Error('not installed')
    await client.patch(mutating.type, mutating.ref, 'json', [
      { op: 'replace', path: '/webhooks/0/failurePolicy', value: 'Ignore' },
    ])
    expect(await wrong('webhooks')).toMatch(/warning: endpoints\.fitgate\.dev .*failurePolicy/)
    await client.delete(mutating.type, mutating.ref)
    expect(await wrong('webhooks')).toContain(
      'problem: MutatingWebhookConfiguration fitgate is not installed',
    )
    const { resourceVersion: _, uid: __, ...metadata } = kept.metadata
    await client.create(mutating.type, { ...kept, metadata: { name: metadata.name } })
    await eventually(async () => expect(await wrong('webhooks')).toBe(''))
  })

  it('a CA bundle that trusts somebody else, or nobody any more', async () => {
    await cluster.fitgate.controller.stop()
    const bundle = async (now: Date) =>
      Buffer.from((await createAuthority(now)).certificate).toString('base64')
    const write = (value: string) =>
      cluster.client.patch(mutating.type, mutating.ref, 'json', [
        { op: 'replace', path: '/webhooks/0/clientConfig/caBundle', value },
      ])
    await write(await bundle(new Date()))
    expect(await wrong('certificates')).toMatch(/problem: .*does not have the authority that signs now/)
    await write(await bundle(new Date('2020-01-01')))
    expect(await wrong('certificates')).toMatch(/problem: every certificate .* has expired/)
    await cluster.fitgate.controller.start()
    await eventually(async () => expect(await wrong('certificates')).toBe(''))
  })

  it('a controller that leads no more', async () => {
    await cluster.fitgate.controller.stop()
    expect(await wrong('processes')).toContain('problem: no controller leads')
    await cluster.fitgate.controller.start()
    await eventually(async () => expect(await wrong('processes')).toBe(''))
  })

  it('rights that are missing', async () => {
    const ref = { name: 'fitgate-controller' }
    const role = await cluster.client.get<KubeObject & { rules: { resources: string[] }[] }>(clusterRole, ref)
    const rules = role?.rules ?? []
    const fewer = rules.filter((rule) => !rule.resources.includes('nodes'))
    await whileBroken(clusterRole, ref, { rules: fewer }, { rules }, () =>
      eventually(async () =>
        expect(await wrong('rights')).toMatch(/problem: service account .* may not list nodes, watch nodes/),
      ),
    )
    await eventually(async () => expect(await wrong('rights')).toBe(''))
  })

  it("definitions that are somebody else's", async () => {
    const name = 'aimrecipes.aim.engine.amd.com'
    const label = (value: string | null) => ({ metadata: { labels: { 'app.kubernetes.io/part-of': value } } })
    await whileBroken(
      resources.customResourceDefinition,
      { name },
      label('other'),
      label('fitgate'),
      async () => expect(await wrong('definitions')).toMatch(/problem: .*aimrecipes.* is another operator's/),
    )
  })

  it('nodes without labels, without a device plugin, and with labels that contradict each other', async () => {
    const amounts = (gpus: object) => ({
      capacity: { cpu: '8', ...gpus },
      allocatable: { cpu: '8', ...gpus },
    })
    const node = (name: string, labels: Record<string, string>, gpus: object) => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels },
      status: amounts(gpus),
    })
    const odd = [
      node('no-labels', {}, { 'amd.com/gpu': '8' }),
      node('no-plugin', { 'amd.com/gpu.device-id': '74a1', 'amd.com/gpu.vram': '192G' }, {}),
      node(
        'contradicting',
        { 'amd.com/gpu.device-id': '74a1', 'amd.com/gpu.vram': '288G' },
        { 'amd.com/gpu': '8' },
      ),
    ]
    for (const object of odd) await cluster.client.create(resources.node, object)
    const found = await wrong('nodes')
    expect(found).toMatch(/problem: no-labels is offering AMD GPUs without labels/)
    expect(found).toMatch(/problem: no-plugin is labelled as having AMD GPUs and no amd\.com/)
    expect(found).toMatch(/warning: contradicting is labelled in ways that contradict/)
    for (const { metadata } of odd) await cluster.client.delete(resources.node, metadata)
  })

  it("another's webhook that fails closed on pods while nobody answers it", async () => {
    const type = resources.validatingWebhookConfiguration
    const foreign = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'other' },
      webhooks: [
        {
          name: 'pods.other.example',
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
          failurePolicy: 'Fail',
          clientConfig: { service: { namespace: 'default', name: 'gone' } },
          namespaceSelector: { matchLabels: { 'no-namespace': 'has-this' } },
          rules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE'], resources: ['*'] }],
        },
      ],
    }
    await cluster.client.create(type, foreign)
    expect(await wrong('webhook-order')).toMatch(/warning: pods\.other\.example .* has no ready endpoint/)
    await cluster.client.delete(type, { name: 'other' })
  })

  it('nothing wrong where it may not look', async () => {
    const { sandbox } = cluster
    const { code, out } = await run(
      'doctor',
      '--kubeconfig',
      sandbox.kubeconfig,
      '--namespace',
      'nowhere',
      '-o',
      'json',
    )
    const { findings } = JSON.parse(out) as { findings: Finding[] }
    const defined = findings.filter(({ check, status }) => check === 'definitions' && status === 'ok')
    expect(defined).toHaveLength(kinds.length)
    expect(code).toBe(1)
  })
})
