import { describe, expect, it } from 'vitest'
import type {
  InferenceService,
  InferenceServiceStatus,
} from '../../../src/api/inference/inference-service.ts'
import { inferenceServiceStatus } from '../../../src/api/inference/inference-service-status.ts'
import type { Child } from '../../../src/controllers/aim-endpoint/child.ts'
import type { GroupView } from '../../../src/controllers/groups/service.ts'
import type { ServiceSituation } from '../../../src/controllers/inference-service/plan.ts'
import { deploymentAnnotations } from '../../../src/render/deployment.ts'
import { findCondition } from '../../../src/vocabulary/conditions.ts'
import { noGroups } from '../aim-endpoint/builders.ts'
import { applied, member, now, pinned, plan } from './builders.ts'

const later = (seconds: number) => new Date(Date.parse(now) + seconds * 1000).toISOString()
const condition = ({ conditions }: InferenceServiceStatus, type: string) => findCondition(conditions, type)
const kinds = (children: readonly Child[] = []) => children.map(({ kind }) => kind)

const spec = { resources: { totalGpus: 16 }, distributed: { enabled: true, size: 2 } }
const chat = (more: object = {}, metadata: object = {}) => pinned('chat', { ...spec, ...more }, metadata)
const members = ['a', 'b'].map((node) => ({ node, resource: 'amd.com/gpu', count: 8 }))
const promise = { id: 'uid-of-chat.0.new', index: 0, members, expiresAt: later(60) }
const promised = (object: InferenceService): InferenceService => ({
  ...object,
  status: { groups: [promise] },
})

/** The LeaderWorkerSet as its controller left it. */
function live(object: InferenceService, status: object, creationTimestamp = now): Child[] {
  return applied(promised(object)).map((child) =>
    child.kind === 'LeaderWorkerSet'
      ? { ...child, metadata: { ...child.metadata, creationTimestamp }, status: { ...status } }
      : child,
  )
}
const up = { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1 }
const bound = [0, 1].map((rank) => member({ rank, state: 'bound' }))
const view = (more: Partial<GroupView>): Partial<ServiceSituation> => ({ groups: { ...noGroups, ...more } })
const setOf = (children: readonly Child[] = []) => children.find(({ kind }) => kind === 'LeaderWorkerSet')

describe('a service over several nodes', () => {
  it('waits with what it needs until it has places, and only what its pods need is made before', () => {
    const { children, groups, status } = plan(chat())
    expect(kinds(children?.apply)).toEqual(['ConfigMap', 'Service'])
    expect(groups?.plan.waits).toHaveLength(1)
    expect(groups?.requestOf(0)).toMatchObject({ members: 2, gpusPerMember: 8, apart: true })
    expect(condition(status, 'Placed')).toMatchObject({
      status: 'False',
      reason: 'NoCapacity',
      message: 'needs 2 nodes with 8 MI300X each, all at once; it is placed as soon as they are free',
    })
    expect(condition(status, 'Ready')).toMatchObject({ status: 'False', reason: 'WaitingForPlace' })
  })

  it('says whether waiting helps', () => {
    const competition = { nodes: 1, mostFree: 8, holders: 0, freesUp: false }
    const { status } = plan(chat(), view({ standingOf: () => ({ place: 1, of: 2, competition }) }))
    expect(condition(status, 'Placed')).toMatchObject({
      reason: 'NothingFreesUp',
      message: expect.stringContaining('1st of 2 in the queue'),
    })
    expect(status.queue).toBe('1st of 2; nothing frees up')
  })

  it('writes what it was given before it makes anything of it', () => {
    const given = plan(
      chat(),
      view({
        grantOf: () => ({
          placements: members.map(({ node, resource, count }) => ({
            node,
            kind: { accelerator: 'MI300X', resource },
            count,
            reserve: count,
          })),
          expiresAt: later(120),
        }),
      }),
    )
    expect(given.isReserving).toBe(true)
    expect(given.status.groups).toMatchObject([{ index: 0, members }])
    expect(inferenceServiceStatus.safeParse(JSON.parse(JSON.stringify(given.status))).success).toBe(true)
    const next = plan(promised(chat()))
    expect(next.isReserving).toBe(false)
    expect(kinds(next.children?.apply)).toEqual(['ConfigMap', 'Service', 'LeaderWorkerSet'])
    expect(JSON.stringify(setOf(next.children?.apply))).toContain(
      '"schedulingGates":[{"name":"fitgate.dev/placement"}]',
    )
  })

  it('is Ready when every group answers', () => {
    const object = chat()
    const { status } = plan(object, { live: live(object, up), ...view({ pods: bound }) })
    expect(condition(status, 'Placed')).toMatchObject({ status: 'True', reason: 'Scheduled' })
    expect(condition(status, 'Ready')).toMatchObject({ status: 'True', message: 'the group answers' })
    expect(status).toMatchObject({ replicas: 1, readyReplicas: 1, gpus: '2 nodes of 8 x MI300X' })
  })

  it('says that its nodes were chosen, and that a group was taken down and is tried again', () => {
    const object = promised(chat())
    expect(condition(plan(object, { live: live(object, up) }).status, 'Placed')?.reason).toBe('Reserved')
    const retry = { attempts: 1, after: later(30), message: 'pod chat-group-0-1 found no node' }
    const waits = { ...chat(), status: { retry } }
    const leader = member({ rank: 0, state: 'gated' })
    const { status, groups } = plan(waits, { live: live(waits, up), ...view({ pods: [leader] }) })
    expect(condition(status, 'Placed')).toMatchObject({
      reason: 'NotBound',
      message: expect.stringContaining(retry.message),
    })
    expect(groups?.plan.afterSeconds).toBe(30)
  })

  it('tells of a group that is taken down once', () => {
    const late = { ...promise, expiresAt: later(-1) }
    const object = { ...chat(), status: { groups: [late] } }
    const stuck = [0, 1].map((rank) =>
      member({ rank, state: rank === 0 ? 'bound' : 'letGo', reservation: promise.id }),
    )
    const first = plan(object, { live: live(object, up), ...view({ pods: stuck }) })
    expect(first.events.map(({ reason }) => reason)).toContain('GroupNotBound')
    expect(first.status).toMatchObject({ retry: { attempts: 1 } })
    const again = plan(
      { ...object, status: first.status },
      { live: live(object, up), ...view({ pods: stuck }) },
    )
    expect(again.events.map(({ reason }) => reason)).not.toContain('GroupNotBound')
    expect(again.groups?.plan.takeDown).toHaveLength(1)
  })

  it('keeps its template under a newer fitgate, and says that there is another', () => {
    const object = chat()
    const spec = JSON.parse(
      JSON.stringify(setOf(live(object, up))?.spec).replaceAll('RecreateGroupAfterStart', 'None'),
    )
    const before = live(object, up).map((child) =>
      child.kind === 'LeaderWorkerSet'
        ? {
            ...child,
            spec,
            metadata: {
              ...child.metadata,
              annotations: { ...child.metadata.annotations, [deploymentAnnotations.renderer]: '0.0.1' },
            },
          }
        : child,
    )
    const { children, status } = plan(object, { live: before, ...view({ pods: bound }) })
    expect(setOf(children?.apply)?.spec?.leaderWorkerTemplate).toMatchObject({ restartPolicy: 'None' })
    expect(condition(status, 'UpdateAvailable')?.status).toBe('True')
  })

  it('is told that nobody looks at its LeaderWorkerSet, after a while', () => {
    const object = promised(chat())
    const fresh = plan(object, { live: live(object, {}) })
    expect(condition(fresh.status, 'Ready')?.reason).not.toBe('LeaderWorkerSetUnavailable')
    expect(fresh.groups?.plan.afterSeconds).toBeLessThanOrEqual(20)
    const stale = plan(object, { live: live(object, {}, later(-30)) })
    expect(condition(stale.status, 'Ready')).toMatchObject({ reason: 'LeaderWorkerSetUnavailable' })
  })

  it('keeps to domains of its own where its topology is exclusive', () => {
    const object = chat({ distributed: { ...spec.distributed, exclusiveTopology: 'rack' } })
    const { groups } = plan(object, view({ takenDomains: () => ['r1'] }))
    const request = groups?.requestOf(0)
    expect(request?.together).toBe('rack')
    expect(request?.filter?.affinity?.[0]?.matchExpressions).toContainEqual({
      key: 'rack',
      operator: 'NotIn',
      values: ['r1'],
    })
  })

  it('is left to Kueue where its label says so: no gate, no promise, no place in the queue', () => {
    const { children, groups, status } = plan(chat({}, { labels: { 'kueue.x-k8s.io/queue-name': 'team' } }))
    const set = setOf(children?.apply)
    expect(set?.metadata.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'team' })
    expect(JSON.stringify(set)).not.toContain('schedulingGates')
    expect(groups?.plan).toMatchObject({ waits: [], reserved: [] })
    expect(condition(status, 'Placed')).toMatchObject({ status: 'Unknown', reason: 'Queued' })
    expect(status).not.toHaveProperty('queue')
  })
})

describe('a change that rolls out over groups', () => {
  const object = chat()
  const changed = chat({ vllm: { engineArgs: { max_num_seqs: 64 } } })
  const rollout = (child: Child | undefined) => child?.spec?.rolloutStrategy
  const surging = { rollingUpdateConfiguration: { maxSurge: 1, maxUnavailable: 0 } }
  const inPlace = { rollingUpdateConfiguration: { maxSurge: 0, maxUnavailable: 1 } }

  it('goes beside what runs where a whole group has room, else in its place', () => {
    const begin = (hasRoom: boolean) =>
      rollout(
        setOf(
          plan(changed, { live: live(object, up), ...view({ pods: bound, hasRoom: () => hasRoom }) }).children
            ?.apply,
        ),
      )
    expect(begin(true)).toMatchObject(surging)
    expect(begin(false)).toMatchObject(inPlace)
  })

  it('goes on in place when the extra group finds no room after all', () => {
    const begun = live(changed, { ...up, updatedReplicas: 0 }).map((child) =>
      child.kind === 'LeaderWorkerSet'
        ? { ...child, spec: { ...child.spec, rolloutStrategy: surging } }
        : child,
    )
    const extra = member({ group: 1, rank: 0, state: 'gated' })
    const during = (hasRoom: boolean) =>
      rollout(
        setOf(
          plan(changed, { live: begun, ...view({ pods: [...bound, extra], hasRoom: () => hasRoom }) })
            .children?.apply,
        ),
      )
    expect(during(true)).toMatchObject(surging)
    expect(during(false)).toMatchObject(inPlace)
  })

  it('that has stood for longer than any start takes is called stuck, with what helps', () => {
    const since = (lastTransitionTime: string) =>
      plan(changed, {
        live: live(changed, {
          ...up,
          updatedReplicas: 0,
          conditions: [{ type: 'UpdateInProgress', status: 'True', lastTransitionTime }],
        }),
        ...view({ pods: bound }),
      }).status
    expect(condition(since(now), 'Ready')).toMatchObject({ reason: 'RollingOut' })
    const waiting = plan(chat({ replicas: 2, vllm: { engineArgs: { max_num_seqs: 64 } } }), {
      live: live(changed, {
        ...up,
        conditions: [{ type: 'UpdateInProgress', status: 'True', lastTransitionTime: later(-90) }],
      }),
      ...view({ pods: [...bound, member({ group: 1, rank: 0, state: 'gated' })] }),
    })
    expect(condition(waiting.status, 'Ready')).toMatchObject({
      reason: 'RolloutStuck',
      message: expect.stringContaining('a group waits for nodes'),
    })
    expect(condition(since(later(-86_400)), 'Ready')).toMatchObject({
      reason: 'RolloutStuck',
      message: expect.stringMatching(/change the spec back.*delete pod chat-group-0/),
    })
  })
})
