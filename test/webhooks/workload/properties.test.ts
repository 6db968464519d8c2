import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maxPinBytes } from '../../../src/decide/pin.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import { mutateWorkload, validateWorkload } from '../../../webhooks/workload.ts'
import { context, type TestObject } from '../builders.ts'
import {
  annotated,
  answered,
  created,
  creating,
  type Fields,
  pinTextOf,
  podOf,
  updated,
  updating,
} from './builders.ts'
import { anyDeployment, anyWorkload, injected } from './generated.ts'

const given = context()
const later = context({ fitgate: 'later' })

/** As it is stored: with a UID. */
const stored = (object: TestObject): TestObject => ({
  ...object,
  metadata: { ...object.metadata, uid: 'uid-1' },
})

/** Everything of `wanted` is in `object`; lists of named items may have more, in any order. */
function keeps(object: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    const list = object as readonly unknown[]
    const isNamed = wanted.every((item) => typeof item === 'object' && item !== null && 'name' in item)
    if (!isNamed) return JSON.stringify(object) === JSON.stringify(wanted)
    return wanted.every((item: Fields) =>
      keeps(
        list.find((one) => (one as Fields).name === item.name),
        item,
      ),
    )
  }
  if (typeof wanted !== 'object' || wanted === null) return wanted === null || object === wanted
  if (typeof object !== 'object' || object === null) return false
  return Object.entries(wanted).every(([key, value]) => keeps((object as Fields)[key], value))
}

describe('whatever a workload says', () => {
  it('a second pass has nothing to do, at its creation and after it', () => {
    fc.assert(
      fc.property(anyWorkload, (object) => {
        const once = created(object, given)
        expect(mutateWorkload(creating(once), given).operations ?? []).toEqual([])
        expect(answered(stored(once), stored(once), later).operations ?? []).toEqual([])
      }),
    )
  })

  it('applying the original again changes nothing, and neither does a newer fitgate', () => {
    fc.assert(
      fc.property(anyWorkload, (object) => {
        const live = stored(created(object, given))
        expect(updated(live, stored(object), later)).toEqual(live)
      }),
    )
  })

  it('an injector before it, after it or on both sides ends at the same pods', () => {
    const sorted = (object: TestObject) => {
      const byName = (list: unknown) =>
        (list as { readonly name: string }[] | undefined)?.toSorted((a, b) => (a.name < b.name ? -1 : 1))
      const pod = podOf(object)
      return {
        ...pod,
        volumes: byName(pod.volumes),
        containers: byName(pod.containers)?.map((one: Fields) => ({
          ...one,
          env: byName(one.env),
          volumeMounts: byName(one.volumeMounts),
        })),
      }
    }
    fc.assert(
      fc.property(anyDeployment, (object) => {
        // two containers that nobody can tell apart: the user has to name one
        fc.pre(mutateWorkload(creating(injected(object)), given).allowed)
        const after = injected(created(object, given))
        const reinvoked = created(after, given)
        const before = created(injected(object), given)
        expect(sorted(reinvoked)).toEqual(sorted(before))
        expect(podOf(reinvoked)).toEqual(podOf(after))
        expect(mutateWorkload(creating(reinvoked), given).operations ?? []).toEqual([])
      }),
    )
  })

  it('what the user wrote stays as it is, unless a conversion is asked for', () => {
    fc.assert(
      fc.property(
        anyWorkload.map((object) => annotated(object, { [annotations.convert]: undefined })),
        (object) => {
          expect(keeps(created(object, given), object)).toBe(true)
        },
      ),
    )
  })

  it('removing the annotation restores the original, but for what the object cannot be without', () => {
    fc.assert(
      fc.property(anyDeployment, (object) => {
        const live = stored(created(object, given))
        const left = updated(live, annotated(live, { [annotations.model]: undefined }), later)
        const wanted = annotated(stored(object), { [annotations.model]: undefined })
        expect(withoutNecessities(left, object)).toEqual(withoutNecessities(wanted, object))
      }),
    )
  })

  it('the pin is at most 8 KiB, and nothing is added without one', () => {
    fc.assert(
      fc.property(anyWorkload, (object) => {
        const once = created(object, given)
        const pin = pinTextOf(once)
        if (pin === undefined) expect(once).toEqual(object)
        else expect(new TextEncoder().encode(pin).length).toBeLessThanOrEqual(maxPinBytes)
      }),
    )
  })

  it('what was mutated is judged alike by a replica that knows another cluster', () => {
    fc.assert(
      fc.property(anyWorkload, (object) => {
        const once = created(object, given)
        if (pinTextOf(once) === undefined) return
        const other = context({ hardware: undefined })
        expect(validateWorkload(creating(once), given).allowed).toBe(true)
        expect(validateWorkload(creating(once), other).allowed).toBe(true)
      }),
    )
  })

  it('an update that asks for nothing new is never refused', () => {
    fc.assert(
      fc.property(anyWorkload, (object) => {
        const live = stored(created(object, given))
        const labelled = { ...live, metadata: { ...live.metadata, labels: { a: 'b' } } }
        expect(validateWorkload(updating(live, labelled), given)).toEqual({ allowed: true })
      }),
    )
  })
})

/** Selector, its label and the image stay where there was none. */
function withoutNecessities(object: TestObject, original: TestObject): unknown {
  const copy = structuredClone(object) as unknown as {
    spec: { selector?: unknown; template: { metadata: { labels: Record<string, string> } } }
  }
  if (original.spec.selector === null) {
    delete copy.spec.selector
    delete copy.spec.template.metadata.labels['fitgate.dev/workload']
  }
  for (const [i, one] of podOf(original).containers.entries())
    if (one.image === undefined)
      delete (podOf(copy as unknown as TestObject).containers[i] as { image?: unknown }).image
  return copy
}
