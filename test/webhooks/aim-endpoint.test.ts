import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePin } from '../../src/decide/pin.ts'
import { annotations } from '../../src/vocabulary/names.ts'
import { mutateEndpoint, validateEndpoint } from '../../webhooks/aim-endpoint.ts'
import { cluster, nodes } from '../decide/builders.ts'
import {
  context,
  creating,
  deleting,
  endpoint,
  fits,
  patched,
  pinIn,
  pinned,
  stored,
  type TestObject,
  tooLarge,
  updating,
  withMetadata,
} from './builders.ts'

const mutated = (object: TestObject) => patched(object, mutateEndpoint(creating(object), context()))
const created = (object = endpoint()) => stored(mutated(object))
const scaled = { ...fits, resources: { gpuCount: 2 } }

describe('creating an endpoint', () => {
  it('pins the plan, and nothing else of the object changes', () => {
    const before = endpoint()
    const after = mutated(before)
    const pin = parsePin(pinIn(after))
    expect(pin?.candidate).toMatchObject({ accelerator: 'MI300X', gpuCount: 1, precision: 'bf16' })
    expect(pin?.owner).toEqual({ name: 'default/qwen' })
    expect({ ...after, metadata: { ...after.metadata, annotations: undefined } }).toEqual({
      ...before,
      metadata: { ...before.metadata, annotations: undefined },
    })
  })

  it('means the same in the flat form', () => {
    const flat = endpoint({
      modelId: 'Qwen/Qwen3-32B',
      gpuCount: 1,
      precision: 'bfloat16',
      autoSelect: true,
    })
    expect(parsePin(pinIn(mutated(flat)))?.candidate).toEqual(
      parsePin(pinIn(mutated(endpoint({ ...fits, recipe: { precision: 'bf16' } }))))?.candidate,
    )
  })

  it('is idempotent: a second call on the result patches nothing', () => {
    const again = mutateEndpoint(creating(mutated(endpoint())), context())
    expect(again.operations).toEqual([])
  })

  it("ignores the pin that a copy brings along, another's or its own", () => {
    const foreign = pinIn(mutated(endpoint({ ...fits, resources: { gpuCount: 2 } }))) ?? ''
    const copy = withMetadata(endpoint(), pinned(foreign))
    expect(pinIn(mutated(copy))).toBe(pinIn(mutated(endpoint())))
  })

  it('removes a copied pin when nothing can be chosen', () => {
    const copy = withMetadata(endpoint(tooLarge), pinned(pinIn(mutated(endpoint())) ?? ''))
    expect(pinIn(mutated(copy))).toBeUndefined()
  })

  it('works while the name is still to be generated, and the pin holds once there is one', () => {
    const nameless = withMetadata(endpoint(), { name: undefined, generateName: 'qwen-' })
    const after = mutated(nameless)
    expect(parsePin(pinIn(after))?.owner).toEqual({})
    const named = withMetadata(after, { name: 'qwen-x7k2p', uid: 'uid-9' })
    expect(validateEndpoint(creating(named), context())).toMatchObject({ allowed: true })
  })

  it('lists every problem at once, with paths and near misses, before the schema gets to refuse the first', () => {
    const wrong = endpoint({
      model: { id: 'Qwen/Qwen3-32B' },
      resources: { gpuCount: 'two' },
      recipe: { precision: 'fp9', backend: 'vlm' },
    })
    for (const handler of [mutateEndpoint, validateEndpoint]) {
      const answer = handler(creating(wrong), context())
      expect(answer).toMatchObject({ allowed: false, denial: 'invalid' })
      expect(answer.message).toMatch(/^\d problems:/)
      expect(answer.message).toContain('spec.resources.gpuCount')
      expect(answer.message).toContain('spec.recipe.precision')
      expect(answer.message).toContain('did you mean "vllm"?')
    }
  })

  it.each([
    ['gpuCount 0', { ...fits, resources: { gpuCount: 0 } }],
    ['gpuCount 9', { ...fits, resources: { gpuCount: 9 } }],
    ['both forms of one field', { ...fits, modelId: 'Qwen/Qwen3-32B' }],
    ['no model', { resources: { gpuCount: 1 } }],
    ['an empty spec', {}],
  ])('refuses %s', (_what, spec) => {
    expect(mutateEndpoint(creating(endpoint(spec)), context())).toMatchObject({
      allowed: false,
      denial: 'invalid',
    })
  })
})

describe('validating a new endpoint', () => {
  it('admits what fits', () => {
    expect(validateEndpoint(creating(created()), context())).toMatchObject({
      allowed: true,
      audit: { decision: 'Fits', snapshot: 'test' },
    })
  })

  it('refuses what no GPU can hold, with the arithmetic and what would fit', () => {
    const object = created(endpoint(tooLarge))
    const answer = validateEndpoint(creating(object), context())
    expect(answer).toMatchObject({ allowed: false, denial: 'forbidden', audit: { decision: 'DoesNotFit' } })
    expect(answer.message).toMatch(/weights/)
    expect(answer.message).toContain('Nearest that fit:')
  })

  it('judges the pinned plan, not a new one, when its own snapshot would choose otherwise', () => {
    const elsewhere = context({ hardware: cluster(nodes('MI355X', 4)) })
    const answer = validateEndpoint(creating(created()), elsewhere)
    expect(answer.allowed).toBe(true)
    const pin = parsePin(pinIn(created()))
    expect(answer.audit?.recipe).toBe(pin?.candidate.recipe.name)
  })

  it('admits a model nobody knows, with a warning', () => {
    const answer = validateEndpoint(
      creating(created(endpoint({ model: { id: 'acme/secret-9b' } }))),
      context(),
    )
    expect(answer).toMatchObject({ allowed: true, audit: { decision: 'Unknown' } })
    expect(answer.warnings).not.toEqual([])
  })

  it('admits with a warning where there is no AMD node and nothing is declared', () => {
    const answer = validateEndpoint(creating(endpoint()), context({ hardware: cluster() }))
    expect(answer.allowed).toBe(true)
    expect(answer.warnings).not.toEqual([])
  })

  it('refuses what the declared hardware cannot run, unless the snapshot is stale', () => {
    const declared = cluster(nodes('MI210', 0, { origin: 'declared', gpus: 1 }))
    const wanted = endpoint({ ...fits, recipe: { precision: 'bf16' } })
    expect(validateEndpoint(creating(wanted), context({ hardware: declared })).allowed).toBe(false)
    const stale = context({ hardware: declared, snapshot: { version: 'test', stale: true } })
    expect(validateEndpoint(creating(wanted), stale).allowed).toBe(true)
  })
})

describe('updating an endpoint', () => {
  const old = created()

  it('re-emits the pin exactly when the intent stays, also when the update comes without it', () => {
    const replaced = stored(withMetadata(endpoint(), { labels: { team: 'a' } }))
    const after = patched(replaced, mutateEndpoint(updating(old, replaced), context()))
    expect(pinIn(after)).toBe(pinIn(old))
  })

  it('keeps the pin whatever the snapshot says now, without asking the core', () => {
    const gone = context({ hardware: cluster() })
    const after = patched(old, mutateEndpoint(updating(old, old), gone))
    expect(pinIn(after)).toBe(pinIn(old))
    expect(validateEndpoint(updating(old, old), gone)).toEqual({ allowed: true })
  })

  it("puts its own pin back over another object's", () => {
    const other = pinIn(mutated(endpoint({ ...fits, resources: { gpuCount: 4 } }))) ?? ''
    const update = withMetadata(old, pinned(other))
    expect(pinIn(patched(update, mutateEndpoint(updating(old, update), context())))).toBe(pinIn(old))
  })

  it('never believes a pin because it was brought: where one binds it stays, where none does it decides itself', () => {
    const pin = parsePin(pinIn(old))
    const forged = {
      ...pin,
      owner: { uid: 'uid-1' },
      candidate: { ...pin?.candidate, gpuCount: 8, image: 'evil/image:1' },
    }
    const update = withMetadata(old, pinned(JSON.stringify(forged)))
    expect(pinIn(patched(update, mutateEndpoint(updating(old, update), context())))).toBe(pinIn(old))
    const bare = stored(endpoint())
    const first = withMetadata(bare, pinned(JSON.stringify(forged)))
    const decided = parsePin(pinIn(patched(first, mutateEndpoint(updating(bare, first), context()))))
    expect(decided?.candidate).toMatchObject({ gpuCount: 1, image: pin?.candidate.image })
  })

  it('cannot be led past the judgement by an annotation that was wrong before', () => {
    const lame = withMetadata(old, {
      ...old.metadata,
      annotations: { ...old.metadata.annotations, 'fitgate.dev/fit': 'bogus' },
    })
    const update = { ...lame, spec: tooLarge }
    expect(validateEndpoint(updating(lame, update), context()).allowed).toBe(false)
  })

  it('decides again when the intent changes', () => {
    const update = { ...old, spec: scaled }
    const after = patched(update, mutateEndpoint(updating(old, update), context()))
    const pin = parsePin(pinIn(after))
    expect(pin?.candidate.gpuCount).toBe(2)
    expect(pin?.owner).toEqual({ uid: 'uid-1', name: 'default/qwen' })
    expect(validateEndpoint(updating(old, after), context()).allowed).toBe(true)
  })

  it('refuses a change to what cannot run', () => {
    const update = { ...old, spec: tooLarge }
    const after = patched(update, mutateEndpoint(updating(old, update), context()))
    expect(pinIn(after)).toBeUndefined()
    expect(validateEndpoint(updating(old, after), context()).allowed).toBe(false)
  })

  it('leaves a change of the spec that is no change of intent its pin', () => {
    const update = { ...old, spec: { ...fits, scaling: { maxReplicas: 3 } } }
    const answer = mutateEndpoint(updating(old, update), context({ hardware: cluster() }))
    expect(pinIn(patched(update, answer))).toBe(pinIn(old))
    expect(validateEndpoint(updating(old, update), context())).toEqual({ allowed: true })
  })

  it('refuses problems that the update brings in, not those that were there', () => {
    const lame = stored(endpoint({ ...fits, resources: { gpuCount: 0 } }))
    const same = { ...lame, spec: { ...lame.spec, scaling: { maxReplicas: 2 } } }
    const worse = { ...lame, spec: { ...lame.spec, recipe: { backend: 'vlm' } } }
    expect(validateEndpoint(updating(lame, same), context()).allowed).toBe(true)
    const answer = validateEndpoint(updating(lame, worse), context())
    expect(answer.allowed).toBe(false)
    expect(answer.message).not.toContain('gpuCount')
  })

  it('always admits what leaves the spec alone or is being deleted, whatever the spec and the cluster', () => {
    const anySpec = fc.oneof(
      fc.constantFrom(fits, scaled, tooLarge, {}),
      fc.dictionary(fc.constantFrom('model', 'resources', 'gpuCount', 'x'), fc.jsonValue()),
    )
    const anyContext = fc.constantFrom(
      context(),
      context({ hardware: cluster() }),
      context({ hardware: undefined }),
    )
    fc.assert(
      fc.property(anySpec, anySpec, anyContext, fc.boolean(), (before, after, given, isDeleted) => {
        const object = stored(endpoint(before as TestObject['spec']))
        const update = isDeleted
          ? withMetadata({ ...object, spec: after as TestObject['spec'] }, { deletionTimestamp: 'now' })
          : withMetadata(object, { labels: { a: 'b' } })
        expect(mutateEndpoint(updating(object, update), given).allowed).toBe(true)
        expect(validateEndpoint(updating(object, update), given)).toEqual({ allowed: true })
      }),
    )
  })

  it('warns of a wrong word in our annotation where it refuses nothing', () => {
    const update = withMetadata(old, {
      annotations: { ...old.metadata.annotations, [annotations.fit]: 'wran' },
    })
    const answer = mutateEndpoint(updating(old, update), context())
    expect(answer.allowed).toBe(true)
    expect(answer.warnings?.[0]).toContain('did you mean "warn"?')
  })
})

it('a deletion passes both webhooks', () => {
  expect(mutateEndpoint(deleting(created()), context())).toEqual({ allowed: true })
  expect(validateEndpoint(deleting(created()), context())).toEqual({ allowed: true })
})
