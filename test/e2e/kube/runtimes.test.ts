import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { controlPlane } from '../control-plane.ts'
import { type Cluster, openCluster } from './cluster.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const smoke = fileURLToPath(new URL('smoke.ts', import.meta.url))
let cluster: Cluster

beforeAll(async () => {
  cluster = await openCluster()
})
afterAll(() => cluster.close())

describe('the same source, through resets, cut lines, silence and an absent server', () => {
  it.each([
    ['node', [smoke]],
    ['deno', ['run', '-A', smoke]],
  ])('works on %s', async (runtime, args) => {
    const namespace = `${cluster.namespace}-${runtime}`
    const metadata = { name: namespace }
    const { direct } = cluster
    await direct.request('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata })
    const { stdout } = await promisify(execFile)(
      `${root}node_modules/.bin/${runtime}`,
      [...args, controlPlane.kubeconfig, namespace],
      { cwd: root, timeout: 60_000 },
    )
    await direct.request('DELETE', `/api/v1/namespaces/${namespace}`)
    expect(JSON.parse(stdout)).toEqual({
      events: expect.arrayContaining(['added smoke 1', 'modified smoke 2', 'modified smoke 3']),
      settled: true,
      answered: 90,
      leader: true,
      reconciled: expect.any(Number),
      silent: true,
      truncated: true,
      unreachable: true,
    })
  })
})
