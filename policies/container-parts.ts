/**
 * Images and environment variables of an object with their paths, whatever its kind.
 * @module
 */
import { formatPath } from '../src/api/field-path.ts'
import { scalarText } from '../src/vocabulary/scalar-text.ts'
import { fieldAt, listOf, recordOf, textOf } from './json.ts'
import type { PlacedText } from './models.ts'
import type { PodContainer } from './pod.ts'
import type { PolicySubject } from './subject.ts'

export interface PlacedImage {
  /** As written: `host:5000/name:tag@sha256:…`. */
  readonly image: string
  readonly path: string
}

/** Images that are written; those left to fitgate are pinned by it. */
export function imagesOf(subject: PolicySubject): readonly PlacedImage[] {
  const own = subject.wanted?.intent.image
  if (own !== undefined) return [{ image: own, path: subject.wanted?.paths.image ?? 'spec.image' }]
  return subject.pods.flatMap(({ containers }) =>
    containers.flatMap(({ image, path }) => (image === '' ? [] : [{ image, path: `${path}.image` }])),
  )
}

export interface PlacedVariable {
  readonly name: string
  /** Absent where it comes from a Secret, a ConfigMap or a field. */
  readonly value?: string
  /** Of the value. */
  readonly path: string
}

/** Where an InferenceService has its variables: a map of plain values. */
export const engineVariables = ['spec', 'vllm', 'envVars'] as const

/** Environment variables of every container. */
export function environmentOf(subject: PolicySubject): readonly PlacedVariable[] {
  return [
    ...placed(fieldAt(subject.object, 'spec', 'env'), 'spec'),
    ...Object.entries(recordOf(fieldAt(subject.object, ...engineVariables))).flatMap(([name, value]) =>
      typeof value === 'string' ? [{ name, value, path: formatPath('', [...engineVariables, name]) }] : [],
    ),
    ...subject.pods.flatMap(({ containers }) => containers.flatMap(({ env, path }) => placed(env, path))),
  ]
}

/** Words of a container's command line, in both lists. */
export function wordsOf({ value, path }: PodContainer): readonly PlacedText[] {
  return (['command', 'args'] as const).flatMap((list) =>
    listOf(value[list]).map((word, index) => ({
      text: scalarText(word),
      path: formatPath(path, [list, index]),
    })),
  )
}

function placed(list: unknown, path: string): PlacedVariable[] {
  return listOf(list).map((entry, index) => {
    const value = textOf(fieldAt(entry, 'value'))
    return {
      name: textOf(fieldAt(entry, 'name')) ?? '',
      ...(value === undefined ? {} : { value }),
      path: formatPath(path, ['env', index, 'value']),
    }
  })
}
