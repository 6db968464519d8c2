/**
 * The parts of an object as CEL variables: the same that `subject.ts` reads, for every kind that has pods and for AIMEndpoint.
 * @module
 */
import { annotations } from '../../src/vocabulary/names.ts'
import type { CelNames, CelVariable } from './names.ts'
import { literal } from './names.ts'

/** What `isGpuResource` accepts, for both JavaScript and RE2. */
export const gpuResourcePattern = '^amd\\.com/(gpu|[a-z]{3}_nps[0-9])$'

function partsOf(object: string, names: CelNames): CelVariable[] {
  const group = `${object}.spec.leaderWorkerTemplate`
  const short = (name: string) => name.slice('variables.'.length)
  const kind = 'object.kind'
  return [
    {
      name: short(names.specs),
      expression: [
        `${kind} == 'AIMEndpoint' || ${kind} == 'PodDisruptionBudget' ? []`,
        `${kind} == 'Pod' ? [${object}.spec]`,
        `${kind} == 'CronJob' ? [${object}.spec.jobTemplate.spec.template.spec]`,
        `${kind} == 'LeaderWorkerSet' ? (has(${group}.leaderTemplate) && has(${group}.leaderTemplate.spec) ? [${group}.leaderTemplate.spec] : []) + [${group}.workerTemplate.spec]`,
        `[${object}.spec.template.spec]`,
      ].join(' : '),
    },
    {
      name: short(names.containers),
      expression: `${names.specs}.map(s, s.containers + s.?initContainers.orValue([]))`,
    },
    {
      name: short(names.images),
      expression: [
        `${kind} == 'AIMEndpoint' ? (has(${object}.spec.image) && has(${object}.spec.image.repository) ? [[${object}.spec.image.repository + (!has(${object}.spec.image.tag) ? '' : (${object}.spec.image.tag.startsWith('sha256:') ? '@' : ':') + ${object}.spec.image.tag)]] : [])`,
        `${names.containers}.map(list, list.filter(c, has(c.image)).map(c, c.image))`,
      ].join(' : '),
    },
    {
      name: short(names.environments),
      expression: [
        `${kind} == 'AIMEndpoint' ? [[${object}.spec.?env.orValue([])]]`,
        `${names.containers}.map(list, list.map(c, c.?env.orValue([])))`,
      ].join(' : '),
    },
  ]
}

const namesOf = (prefix: string, object: string): CelNames => ({
  specs: `variables.${prefix}Specs`,
  containers: `variables.${prefix}Containers`,
  images: `variables.${prefix}Images`,
  environments: `variables.${prefix}Environments`,
  object,
})

/** Of the object as it would become. */
export const celNow: CelNames = namesOf('new', 'object')
/** Of the object before the update. */
export const celBefore: CelNames = namesOf('old', 'oldObject')

const asksForGpus = (amounts: string) =>
  `c.?resources.?${amounts}.orValue({}).exists(r, r.matches(${literal(gpuResourcePattern)}))`

/** Evaluated when an expression first asks for them, so the old object's cost nothing on creation. */
export const celVariables: readonly CelVariable[] = [
  ...partsOf('object', celNow),
  ...partsOf('oldObject', celBefore),
  {
    // as `isOurs` has it
    name: 'ours',
    expression: [
      `object.kind == 'AIMEndpoint' || object.kind == 'PodDisruptionBudget'`,
      `${literal(annotations.model)} in object.metadata.?annotations.orValue({})`,
      `${celNow.containers}.exists(list, list.exists(c, ${asksForGpus('requests')} || ${asksForGpus('limits')}))`,
    ].join(' || '),
  },
]
