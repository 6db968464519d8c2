import { describe, expect, it } from 'vitest'
import { formatWorkloadPin, parseWorkloadPin, type WorkloadPin } from '../../../src/decide/workload-pin.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import { mutateWorkload, validateWorkload } from '../../../webhooks/workload.ts'
import { cluster, nodes } from '../../decide/builders.ts'
import { context, patched, type TestObject, withMetadata } from '../builders.ts'
import {
  annotated,
  answered,
  created,
  creating,
  deployment,
  engineOf,
  type Fields,
  pinTextOf,
  podOf,
  updated,
  updating,
} from './builders.ts'
import { withEngine, withPod } from './generated.ts'

const stored = (object: TestObject) => withMetadata(object, { uid: 'uid-1' })
const live = stored(created(deployment()))

function pinOf(object: TestObject): WorkloadPin {
  const pin = parseWorkloadPin(pinTextOf(object))
  if (pin === undefined) throw new Error('there is no pin')
  return pin
}

const pinnedAs = (object: TestObject, pin: WorkloadPin) =>
  annotated(object, { [annotations.decision]: formatWorkloadPin(pin) })

/** The cluster has other hardware now, so a new decision would be another. */
const elsewhere = context({ hardware: cluster(nodes('MI355X', 2)) })
const acceleratorOf = (object: TestObject) => pinOf(object).candidate.accelerator

describe('a pin', () => {
  it('tells the plan, the intent, the owner and the version that wrote it', () => {
    expect(pinOf(live)).toMatchObject({
      candidate: { accelerator: 'MI300X', image: engineOf(live).image },
      owner: { name: 'default/qwen' },
      fitgate: 'test',
      renderer: 'test',
    })
  })

  it('holds while the intent is the same, whatever is known now', () => {
    expect(updated(live, live, elsewhere)).toEqual(live)
    expect(updated(live, stored(deployment()), elsewhere)).toEqual(live)
  })

  it('gives way to a new intent', () => {
    const longer = annotated(live, { [annotations.maxModelLen]: '4096' })
    const after = updated(live, longer, elsewhere)
    expect(acceleratorOf(after)).toBe('MI355X')
    expect(engineOf(after).args).toContain('--max-model-len=4096')
  })

  it('gives way when an upgrade is asked for, once', () => {
    const asking = annotated(live, { [annotations.upgrade]: 'now' })
    const after = updated(live, asking, elsewhere)
    expect(acceleratorOf(after)).toBe('MI355X')
    expect(updated(after, after, context())).toEqual(after)
    const original = stored(deployment({ annotations: { [annotations.upgrade]: 'now' } }))
    expect(updated(after, original, context())).toEqual(after)
  })

  it('of another object is as good as none: a copy gets its own', () => {
    const copy = withMetadata(created(deployment()), { name: 'copy' })
    const after = created(copy)
    expect(pinOf(after)).toMatchObject({ owner: { name: 'default/copy' }, ledger: { entries: [] } })
    // what the copy came with is its owner's: it stays when the annotation goes
    const left = updated(after, annotated(after, { [annotations.model]: undefined }))
    expect(engineOf(left)).toMatchObject({ args: engineOf(copy).args })
  })

  it('of its own object is believed at a creation: what is restored from a backup is what it was', () => {
    expect(created(created(deployment()), elsewhere)).toEqual(created(deployment()))
  })

  it('that was brought back with its pods is held', () => {
    const changed = updated(live, annotated(live, { [annotations.maxModelLen]: '4096' }))
    const back = updated(changed, live)
    expect(podOf(back)).toEqual(podOf(live))
    expect(pinOf(back).held).toBe(true)
    expect(updated(back, back)).toEqual(back)
  })

  it('without a ledger asks for its plan to be rendered', () => {
    const other = pinOf(stored(created(deployment(), elsewhere)))
    const { ledger: _, ...asked } = other
    const after = updated(live, pinnedAs(live, { ...asked, owner: pinOf(live).owner }), elsewhere)
    expect(pinOf(after)).toMatchObject({ candidate: { accelerator: 'MI355X' } })
    expect(pinOf(after).held).toBeUndefined()
    expect(podOf(after)).toEqual(podOf(created(deployment(), elsewhere)))
  })

  it('of a plan that cannot be is not believed', () => {
    const { ledger: _, ...pin } = pinOf(live)
    const settings = { ...pin.candidate.settings, tensorParallel: 3 }
    const impossible = { ...pin, candidate: { ...pin.candidate, gpuCount: 3, settings } }
    expect(updated(live, pinnedAs(live, impossible))).toEqual(live)
  })
})

describe('a forged pin', () => {
  const forging = (entry: { readonly at: string; readonly value: unknown }) => {
    const pin = pinOf(live)
    const ledger = { entries: [...(pin.ledger?.entries ?? []), entry], made: [] }
    return created(pinnedAs(deployment(), { ...pin, ledger }))
  }
  const spec = '/spec/template/spec'
  const engine = `${spec}/containers/name=engine`

  it.each<{ at: string; value: unknown }>([
    { at: `${spec}/hostNetwork`, value: true },
    { at: `${spec}/serviceAccountName`, value: 'admin' },
    {
      at: `${spec}/volumes/name=fitgate-shared-memory`,
      value: { name: 'fitgate-shared-memory', hostPath: { path: '/' } },
    },
    { at: `${spec}/securityContext/runAsUser`, value: 0 },
    { at: `${engine}/securityContext`, value: { privileged: true } },
    { at: `${engine}/securityContext/privileged`, value: true },
    { at: `${engine}/lifecycle`, value: { postStart: { exec: { command: ['sh'] } } } },
    { at: `${engine}/startupProbe`, value: { exec: { command: ['sh'] } } },
    { at: `${spec}/containers/name=evil`, value: { name: 'evil', image: 'evil' } },
    { at: '/metadata/finalizers', value: ['evil'] },
    { at: '/spec/replicas', value: 1000 },
    { at: '/__proto__/polluted', value: true },
  ])('puts nothing at $at', (entry) => {
    const after = forging(entry)
    const without = { ...forging({ at: `${engine}/image`, value: engineOf(live).image }) }
    expect(podOf(after)).toEqual(podOf(without))
    expect({ ...after.metadata, annotations: {} }).toEqual({ ...without.metadata, annotations: {} })
    expect(after.spec).toEqual(without.spec)
    expect(pinTextOf(after)).not.toContain('evil')
  })

  it.each([
    ['too large', JSON.stringify({ ...pinOf(live), fitgate: 'x'.repeat(9000) })],
    ['of a newer version', JSON.stringify({ ...pinOf(live), v: 2 })],
    ['no JSON', '{'],
    ['nested beyond measure', `${'['.repeat(4000)}${']'.repeat(4000)}`],
  ])('that is %s is replaced by a true one', (_, text) => {
    const brought = annotated(deployment(), { [annotations.decision]: text })
    expect(created(brought)).toEqual(created(deployment()))
  })
})

describe('what the user does to an addition', () => {
  it('makes it theirs: it is neither written over nor taken back', () => {
    const probe = { tcpSocket: { port: 8000 } }
    const mine = withEngine(live, (engine) => ({ ...engine, livenessProbe: probe }))
    const after = updated(live, mine)
    expect(engineOf(after).livenessProbe).toEqual(probe)
    const left = updated(after, annotated(after, { [annotations.model]: undefined }))
    expect(engineOf(left).livenessProbe).toEqual(probe)
    expect(engineOf(left)).not.toHaveProperty('startupProbe')
  })

  it('counts also when they write the same, as their manifest shows', () => {
    const manifest = JSON.stringify({ ...live, metadata: { name: 'qwen' } })
    const committed = annotated(live, { 'kubectl.kubernetes.io/last-applied-configuration': manifest })
    const after = updated(live, committed)
    expect(podOf(after)).toEqual(podOf(live))
    const left = updated(after, annotated(after, { [annotations.model]: undefined }))
    expect(podOf(left)).toEqual(podOf(live))
  })

  it('counts also under server-side apply, as the owner of the fields', () => {
    const fieldsV1 = {
      'f:spec': {
        'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"engine"}': { 'f:livenessProbe': {} } } } },
      },
    }
    const owned = withMetadata(live, {
      managedFields: [{ manager: 'kubectl', operation: 'Apply', fieldsType: 'FieldsV1', fieldsV1 }],
    })
    const left = updated(live, annotated(owned, { [annotations.model]: undefined }))
    expect(engineOf(left)).toHaveProperty('livenessProbe')
    expect(engineOf(left)).not.toHaveProperty('readinessProbe')
  })

  it('is taken up again when they write a command of their own', () => {
    const own = withEngine(live, (engine) => ({
      ...engine,
      command: ['vllm', 'serve', 'Qwen/Qwen3-32B'],
      args: [],
    }))
    const after = updated(live, own)
    expect(engineOf(after)).toMatchObject({ command: ['vllm', 'serve', 'Qwen/Qwen3-32B'], args: [] })
  })
})

describe('what is left alone', () => {
  const nothing = { allowed: true }
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'x', uid: 'y', controller: true }

  it.each<[string, TestObject]>([
    ['has no annotation', annotated(deployment(), { [annotations.model]: undefined })],
    ['is paused', deployment({ annotations: { [annotations.paused]: 'true' } })],
    ['was made by a controller', withMetadata(deployment(), { ownerReferences: [owner] })],
    ['is on its way out', withMetadata(deployment(), { deletionTimestamp: '2026-01-01T00:00:00Z' })],
  ])('is what %s', (_, object) => {
    expect(mutateWorkload(creating(object), context())).toEqual(nothing)
    expect(validateWorkload(creating(object), context())).toEqual(nothing)
  })

  it('is a Job and a Pod after their creation', () => {
    const job = { ...deployment(), apiVersion: 'batch/v1', kind: 'Job' }
    const stripped = withPod(job, { containers: [{ name: 'engine' }] })
    expect(engineOf(created(job))).toHaveProperty('image')
    expect(answered(stored(created(job)), stored(stripped))).toEqual(nothing)
  })

  it('is a subresource', () => {
    const request = { ...creating(deployment()), subResource: 'status' }
    expect(mutateWorkload(request, context())).toEqual(nothing)
  })

  it('is an annotated object that was already wrong in the same way', () => {
    const wrong = stored(deployment({ annotations: { [annotations.precision]: 'fp5' } }))
    expect(mutateWorkload(creating(wrong), context())).toMatchObject({ allowed: false, denial: 'invalid' })
    expect(answered(wrong, withMetadata(wrong, { labels: { a: 'b' } }))).toEqual(nothing)
  })
})

describe('a workload that cannot run', () => {
  const huge = deployment({
    annotations: { [annotations.model]: 'meta-llama/Llama-3.1-405B-Instruct', [annotations.gpus]: '1' },
  })

  it('is refused where it is mutated, before the API server finds its image missing', () => {
    const answer = mutateWorkload(creating(huge), context())
    expect(answer).toMatchObject({ allowed: false, denial: 'forbidden' })
    expect(answer.message).toContain('cannot run')
  })

  it('is not refused for what it did not ask anew', () => {
    const answer = validateWorkload(updating(stored(huge), stored(huge)), context())
    expect(answer).toEqual(nothing())
  })

  it('has the additions of the plan before taken back when its new wish has none', () => {
    const unknown = annotated(live, { [annotations.recipe]: 'no-such-recipe' })
    const after = updated(live, unknown)
    expect(pinTextOf(after)).toBeUndefined()
    expect(podOf(after)).toEqual(podOf(deployment()))
  })
})

describe('what does not fit into 8 KiB', () => {
  it('is not added at all, and said', () => {
    const env = Array.from({ length: 120 }, (_, i) => ({ name: `V${i}`, value: 'x'.repeat(100) }))
    const recipe: Fields = {
      name: 'qwen3-32b-mi300x-bf16',
      modelId: 'Qwen/Qwen3-32B',
      type: 'optimized',
      hardware: 'MI300X',
      precision: 'bf16',
      backend: 'vllm',
      configurations: [{ gpuCount: 1, enabled: true, args: ['--max-model-len=32768'], env }],
    }
    const answer = mutateWorkload(creating(deployment()), context({ recipes: [recipe as never] }))
    expect(answer.operations).toBeUndefined()
    expect(answer.warnings?.[0]).toContain('does not fit into the annotation')
    expect(patched(deployment(), answer)).toEqual(deployment())
  })
})

function nothing() {
  return { allowed: true }
}
