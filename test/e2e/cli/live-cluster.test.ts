import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeObject } from '../../../src/kube/types.ts'
import { run } from '../../cli/run.ts'
import { eventually } from '../eventually.ts'
import { personAt } from '../kubectl.ts'
import { type Installed, installed } from './installed.ts'

let cluster: Installed
let kubeconfig: string

/** What policies have something to say about; no pods, as nothing has to run. */
const deployment = (name: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'default' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [
          {
            name: 'engine',
            image: 'rocm/vllm:latest',
            securityContext: { privileged: true },
            resources: { limits: { 'amd.com/gpu': '1' } },
          },
        ],
      },
    },
  },
})

const barePod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'bare', namespace: 'default' },
  spec: deployment('bare').spec.template.spec,
}

beforeAll(async () => {
  cluster = await installed('auditIntervalSeconds: 10\nselfAdmissionIntervalSeconds: 10\nlogLevel: debug\n')
  kubeconfig = cluster.sandbox.kubeconfig
  await cluster.client.create(resources.deployment, deployment('serve'))
  await cluster.client.create(resources.pod, barePod)
})
afterAll(() => cluster?.remove())

interface Report {
  readonly findings: {
    readonly rule: string
    readonly object: { readonly kind: string; readonly name: string }
  }[]
}

describe('fitgate snapshot of a live cluster', () => {
  it('is, to the version, what the controller publishes', async () => {
    const { code, out } = await run('snapshot', '--kubeconfig', kubeconfig)
    expect(code).toBe(0)
    const { version, hardware } = JSON.parse(out)
    expect(hardware.shapes.length).toBeGreaterThan(3)
    await eventually(async () =>
      expect(await readFile(cluster.fitgate.webhook.log, 'utf8')).toContain(`"version":"${version}"`),
    )
  })
})

describe('fitgate check against a live cluster', () => {
  it.each([
    ['qwen.yaml', 0],
    ['full.yaml', 0],
    ['llama-405b.yaml', 1],
    ['maverick.yaml', 1],
    ['recipe-phi-4-bad.yaml', 1],
  ])('says of %s what its admission does', async (name, code) => {
    const file = `manifests/samples/${name}`
    const checked = await run('check', '--kubeconfig', kubeconfig, file)
    const applied = await personAt(cluster.sandbox).run('apply', '--dry-run=server', '-f', file)
    expect([checked.code, applied.code], checked.out + applied.text).toEqual([code, code])
  })
})

describe('fitgate audit', () => {
  it('finds what exists, the owner and not what its controllers made of it, and bare pods', async () => {
    const { code, out } = await run('audit', '--kubeconfig', kubeconfig, '-o', 'json')
    expect(code).toBe(0)
    const { findings } = JSON.parse(out) as Report
    const privileged = findings.filter(({ rule }) => rule === 'no-privileged').map(({ object }) => object)
    expect(privileged).toEqual([
      expect.objectContaining({ kind: 'Deployment', name: 'serve' }),
      expect.objectContaining({ kind: 'Pod', name: 'bare' }),
    ])
  })

  it('ends with 1 where the platform enforces, and shows the worst first', async () => {
    const config = join(cluster.folder, 'enforce.yaml')
    await writeFile(config, 'policies: {mode: warn, modes: {no-privileged: enforce}}\n')
    const { code, out, err } = await run(
      'audit',
      '--kubeconfig',
      kubeconfig,
      '--config',
      config,
      '--limit',
      '1',
    )
    expect(code).toBe(1)
    expect(out).toContain('no-privileged')
    expect(err).toMatch(/1 of \d+ findings shown/)
  })

  it('writes SARIF that names objects', async () => {
    const { out } = await run('audit', '--kubeconfig', kubeconfig, '-o', 'sarif')
    const [{ results }] = JSON.parse(out).runs
    expect(JSON.stringify(results)).toContain('Deployment default/serve')
  })
})

describe('the controller', () => {
  const reportOf = async () => {
    const map = await cluster.client.get<KubeObject & { data?: Record<string, string> }>(
      resources.configMap,
      {
        namespace: 'fitgate-system',
        name: 'fitgate-audit',
      },
    )
    return { version: map?.metadata.resourceVersion, report: JSON.parse(map?.data?.['report.json'] ?? '{}') }
  }
  const metrics = async () => (await fetch(`${cluster.fitgate.controller.http}/metrics`)).text()
  const metric = async (line: RegExp) => Number(line.exec(await metrics())?.[1] ?? Number.NaN)

  it('does the same pass with its own rights, into one ConfigMap and metrics', async () => {
    const { report } = await eventually(async () => {
      const found = await reportOf()
      expect(found.report.counts?.['no-privileged']).toEqual({ warned: { default: 2 } })
      return found
    }, 60)
    expect(report.failures).toEqual([])
    expect(report.worst.join('\n')).toContain('no-privileged Deployment default/serve')
    expect(
      await metric(
        /fitgate_audit_findings\{policy="no-privileged",namespace="default",outcome="warned"\} (\d+)/,
      ),
    ).toBe(2)
  })

  it('writes nothing while nothing changes', async () => {
    const before = await reportOf()
    const lastAudit = () => metric(/^fitgate_audit_last_success_timestamp_seconds (\S+)$/m)
    const passed = await lastAudit()
    await eventually(async () => expect(await lastAudit()).toBeGreaterThan(passed), 60)
    expect((await reportOf()).version).toBe(before.version)
  })

  it('sees that the webhooks are asked, and that they are not when they are gone', async () => {
    const attempts = (outcome: string) =>
      metric(new RegExp(`fitgate_self_admission_attempts_total\\{outcome="${outcome}"\\} (\\d+)`))
    await eventually(async () => expect(await attempts('refused')).toBeGreaterThan(0), 60)
    expect(await attempts('admitted')).toBe(0)
    await cluster.fitgate.webhook.stop()
    await eventually(async () => expect(await attempts('unreachable')).toBeGreaterThan(0), 60)
    await cluster.fitgate.webhook.start()
    expect((await cluster.client.list(resources.aimEndpoint)).items).toEqual([])
  })
})
