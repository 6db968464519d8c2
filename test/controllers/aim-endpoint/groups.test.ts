import { describe, expect, it } from 'vitest'
import type { AIMEndpoint, AIMEndpointStatus } from '../../../src/api/aim/endpoint.ts'
import { aimEndpointStatus } from '../../../src/api/aim/endpoint-status.ts'
import type { Child } from '../../../src/controllers/aim-endpoint/child.ts'
import type { EndpointSituation } from '../../../src/controllers/aim-endpoint/plan.ts'
import type { GroupView } from '../../../src/controllers/groups/service.ts'
import { deploymentAnnotations } from '../../../src/render/deployment.ts'
import { findCondition } from '../../../src/vocabulary/conditions.ts'
import { cluster, knowing, nodes } from '../../decide/builders.ts'
import { applied, noGroups, pinned, plan } from './builders.ts'

const wide = (more: object = {}) =>
  pinned('wide', { gpuCount: 16, distributed: { enabled: true, size: 2 }, ...more }, context)
const context = knowing(cluster(nodes('MI300X', 4)))
const members = ['a', 'b'].map((node) => ({ node, resource: 'amd.com/gpu', count: 8 }))
const promise = { id: 'wide.0', index: 0, members, expiresAt: '2026-11-21T10:01:00Z' }
const promised = (object: AIMEndpoint): AIMEndpoint => ({ ...object, status: { groups: [promise] } })
const planned = (object: AIMEndpoint, view: Partial<GroupView> = {}, more: Partial<EndpointSituation> = {}) =>
  plan(object, { context, groups: { ...noGroups, ...view }, ...more })

const kinds = (children: readonly Child[] = []) => children.map(({ kind }) => kind)
const placed = ({ conditions }: AIMEndpointStatus) => findCondition(conditions, 'Placed')

describe('an endpoint whose replicas span nodes', () => {
  it('waits as a whole, and only what its pods need is made before', () => {
    const { children, groups, status } = planned(wide())
    expect(kinds(children?.apply)).toEqual(['ConfigMap', 'Service'])
    expect(groups?.requestOf(0)).toMatchObject({ members: 2, gpusPerMember: 8, apart: true })
    expect(placed(status)).toMatchObject({
      reason: 'NoCapacity',
      message: 'needs 2 nodes with 8 MI300X each, all at once; it is placed as soon as they are free',
    })
    expect(status).toMatchObject({ phase: 'Waiting', gpus: '2 nodes of 8 x MI300X' })
  })

  it('writes what it was given before it makes anything of it', () => {
    const placements = members.map(({ node, resource, count }) => ({
      node,
      kind: { accelerator: 'MI300X', resource },
      count,
      reserve: count,
    }))
    const given = planned(wide(), { grantOf: () => ({ placements, expiresAt: promise.expiresAt }) })
    expect(given).toMatchObject({ isReserving: true, status: { groups: [{ index: 0, members }] } })
    expect(aimEndpointStatus.safeParse(JSON.parse(JSON.stringify(given.status))).success).toBe(true)
    const next = planned(promised(wide()))
    expect(next.isReserving).toBe(false)
    expect(kinds(next.children?.apply)).toEqual(['ConfigMap', 'Service', 'LeaderWorkerSet'])
  })

  it('keeps groups of one domain each, where a label names them', () => {
    const exclusiveTopology = 'example.com/rack'
    const object = promised(wide({ distributed: { enabled: true, size: 2, exclusiveTopology } }))
    const { groups, children } = planned(object, { takenDomains: () => ['r1'] })
    expect(groups?.requestOf(0)).toMatchObject({ together: exclusiveTopology })
    expect(JSON.stringify(groups?.requestOf(0))).toContain('"operator":"NotIn","values":["r1"]')
    expect(JSON.stringify(children?.apply)).toContain(`exclusive-topology":"${exclusiveTopology}"`)
  })

  it('has its autoscaler count groups', () => {
    const scaled = planned(promised(wide({ scaling: { maxReplicas: 3 } }))).children?.apply
    const autoscaler = scaled?.find(({ kind }) => kind === 'HorizontalPodAutoscaler')
    expect(autoscaler?.spec).toMatchObject({
      scaleTargetRef: { kind: 'LeaderWorkerSet', name: 'wide-group' },
    })
  })

  it('makes a Deployment in place of its groups when it may not span nodes any more', () => {
    const live = applied(promised(wide()), { context })
    const { children } = planned(pinned('wide', { gpuCount: 8 }, context), {}, { live })
    expect(kinds(children?.apply)).toContain('Deployment')
    expect(children?.remove.map(({ kind }) => kind)).toEqual(['LeaderWorkerSet'])
  })
  it('names the groups of an older fitgate as what to delete to have them written anew', () => {
    const { renderer } = deploymentAnnotations
    const live = applied(promised(wide()), { context }).map((child): Child => {
      if (child.kind !== 'LeaderWorkerSet') return child
      const annotations = { ...child.metadata.annotations, [renderer]: '0.0.1' }
      const leaderWorkerTemplate = { size: 2, workerTemplate: { spec: { containers: [] } } }
      return {
        ...child,
        metadata: { ...child.metadata, annotations },
        spec: { ...child.spec, leaderWorkerTemplate },
      }
    })
    const { status } = planned(promised(wide()), {}, { live })
    const message = findCondition(status.conditions, 'UpdateAvailable')?.message
    expect(message).toContain('delete LeaderWorkerSet wide-group')
  })
})
