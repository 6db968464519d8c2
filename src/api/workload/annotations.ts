/**
 * Every annotation of plain workloads: who writes it, what it may say, and what it means. The parser is made from this table, and
 * a test holds the README's to it.
 * @module
 */
import { z } from 'zod'
import { accelerators } from '../../catalog/accelerators.ts'
import { backends, objectives } from '../../catalog/recipe.ts'
import { annotations } from '../../vocabulary/names.ts'
import { precisionSpellings, precisions } from '../../vocabulary/precision.ts'
import { modelId } from '../aim/group.ts'
import { cacheReference } from '../cache/reference.ts'
import { labelName, objectName } from '../fields/names.ts'
import { fitModes } from '../intent.ts'

/** When a newer, better plan replaces the pinned one: never by itself, when one appears, once now, not until this is removed. */
export const upgradeModes = ['pin', 'auto', 'now', 'hold'] as const
export type UpgradeMode = (typeof upgradeModes)[number]

/** What an annotation may say. Words are compared without regard to case. */
export type AnnotationValue =
  | { readonly kind: 'text'; readonly schema: z.ZodType<string> }
  | {
      readonly kind: 'word'
      readonly allowed: readonly string[]
      /** How many of them are told to who wrote something else; the rest are other spellings. Default: all. */
      readonly shown?: number
    }
  | { readonly kind: 'words'; readonly allowed: readonly string[] }
  | { readonly kind: 'count'; readonly most: number }
  | { readonly kind: 'switch' }

export interface Annotation {
  /** `fitgate.dev/model`. */
  readonly name: string
  readonly writtenBy: 'people' | 'fitgate'
  readonly value: AnnotationValue
  /** What holds without it, in words. */
  readonly default: string
  /** One sentence. */
  readonly meaning: string
  /** It says something without `fitgate.dev/model` too. */
  readonly alone?: true
}

const exceptionNames = z
  .string()
  .max(1024)
  .regex(/^[\w.-]+(\s*,\s*[\w.-]+)*$/, 'names separated by commas')

/** More than any node has. */
const mostGpus = 64

const onOff: AnnotationValue = { kind: 'switch' }

/** Written by fitgate, read by `decide`: whatever a person writes there is as good as nothing. */
const document: AnnotationValue = { kind: 'text', schema: z.string() }

function byPeople(row: Omit<Annotation, 'writtenBy'>): Annotation {
  return { ...row, writtenBy: 'people' }
}

export const annotationTable: readonly Annotation[] = [
  byPeople({
    name: annotations.model,
    value: { kind: 'text', schema: modelId },
    default: 'nothing is added',
    meaning: 'The model to serve; its presence asks for the upgrade.',
  }),
  byPeople({
    name: annotations.recipe,
    value: { kind: 'text', schema: objectName },
    default: 'the best that fits',
    meaning: 'The AIMRecipe to use, and no other.',
  }),
  byPeople({
    name: annotations.precision,
    value: { kind: 'word', allowed: precisionSpellings, shown: precisions.length },
    default: "the repository's own, then fp8 made at load",
    meaning: 'Format of the weights.',
  }),
  byPeople({
    name: annotations.gpus,
    value: { kind: 'count', most: mostGpus },
    default: 'what the container asks for, else the fewest on which it fits',
    meaning: 'GPUs of a pod, exactly.',
  }),
  byPeople({
    name: annotations.maxGpus,
    value: { kind: 'count', most: mostGpus },
    default: 'a whole node',
    meaning: 'GPUs of a pod, at most; the fewest on which it fits are taken.',
  }),
  byPeople({
    name: annotations.maxModelLen,
    value: { kind: 'count', most: 100_000_000 },
    default: "the container's argument, else the longest that fits",
    meaning: 'Tokens of the longest request.',
  }),
  byPeople({
    name: annotations.objective,
    value: { kind: 'word', allowed: objectives },
    default: 'neither',
    meaning: 'What to prefer among plans of equal standing.',
  }),
  byPeople({
    name: annotations.engine,
    value: { kind: 'word', allowed: backends },
    default: "the container's, else vllm",
    meaning: 'The inference engine.',
  }),
  byPeople({
    name: annotations.container,
    value: { kind: 'text', schema: labelName },
    default: 'the one that starts an engine, else the only one',
    meaning: 'The container that serves, where there are several.',
  }),
  byPeople({
    name: annotations.accelerator,
    value: {
      kind: 'words',
      allowed: accelerators.filter(({ vendor }) => vendor === 'amd').map(({ name }) => name),
    },
    default: 'any on which it fits',
    meaning: 'The accelerators it may run on, separated by commas.',
  }),
  byPeople({
    name: annotations.fit,
    value: { kind: 'word', allowed: fitModes },
    default: "the namespace's mode, else the platform's",
    meaning: 'What an estimated refusal does: deny, warn, or nothing.',
    alone: true,
  }),
  byPeople({
    name: annotations.upgrade,
    value: { kind: 'word', allowed: upgradeModes },
    default: 'pin',
    meaning:
      'When a better plan replaces the one in force: never by itself (pin), when there is one (auto), once (now), not until this is removed (hold).',
  }),
  byPeople({
    name: annotations.paused,
    value: onOff,
    default: 'false',
    meaning: 'Leave the object as it is: nothing is added, changed or taken back.',
  }),
  byPeople({
    name: annotations.convert,
    value: { kind: 'word', allowed: ['cuda'] },
    default: 'nothing of the user is rewritten',
    meaning:
      'Rewrite what was made for NVIDIA: image, nvidia.com resources, selectors, tolerations and CUDA_VISIBLE_DEVICES.',
  }),
  byPeople({
    name: annotations.harden,
    value: onOff,
    default: 'false',
    meaning: 'Add a security context without root, privilege escalation and capabilities.',
  }),
  byPeople({
    name: annotations.cache,
    value: { kind: 'text', schema: cacheReference },
    default: 'whatever volume the pod mounts, else the hub at every start',
    meaning:
      'The AIMCache of the namespace that holds the model (or `modelcache/NAME`): mounted read-only, and the engine stays off the network.',
  }),
  byPeople({
    name: annotations.policyException,
    value: { kind: 'text', schema: exceptionNames },
    default: 'every policy holds',
    meaning: 'Exceptions of the platform that this object relies on, by name, separated by commas.',
    alone: true,
  }),
  {
    name: annotations.decision,
    writtenBy: 'fitgate',
    value: document,
    default: '',
    meaning: 'The plan in force and what was added for it.',
    alone: true,
  },
  {
    name: annotations.status,
    writtenBy: 'fitgate',
    value: document,
    default: '',
    meaning: 'How the workload is doing.',
    alone: true,
  },
]

/** Words that a table shows of an open list, at most. */
const mostShown = 7

/** What an annotation may say, for documents; empty where its meaning says it all. */
export function valueWords(value: AnnotationValue): string {
  switch (value.kind) {
    case 'word':
    case 'words': {
      const more = value.allowed.length > mostShown ? ', …' : ''
      return `\`${value.allowed.slice(0, mostShown).join('`, `')}\`${more}`
    }
    case 'switch':
      return '`true`, `false`'
    case 'count':
    case 'text':
      return ''
    default:
      return value satisfies never
  }
}
