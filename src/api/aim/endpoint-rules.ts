/**
 * What the fields of an AIMEndpoint demand of each other.
 * @module
 */
import { z } from 'zod'
import { isDistributedCel, topologyIsLabel, wholeNodes } from '../fields/distributed.ts'
import { atMostOneHour } from '../fields/duration.ts'
import { oneSource } from '../fields/env.ts'
import { qualifiedKeys } from '../fields/names.ts'
import { moreThanZero, requestWithinLimit } from '../fields/quantity.ts'
import { tolerationRules } from '../fields/tolerations.ts'
import { isSet, optionalPath, type Rule, violatedIf } from '../rule.ts'
import {
  type AIMEndpointSpec,
  autoSelectWish,
  cacheWish,
  endpointFormRules,
  gpuCountWish,
  readWish,
} from './endpoint-forms.ts'

type EndpointRule = Rule<AIMEndpointSpec>

const autoSelectCel = `${optionalPath('autoSelect')}.or(${optionalPath('recipe.autoSelect')})`
const autoSelect = (spec: AIMEndpointSpec) => readWish(autoSelectWish, spec)
/** No AMD node has more. */
const mostOnOneNode = 8
const belowSpec = (path: string) => path.replace(/^spec\./, '')

const recipeRules: readonly EndpointRule[] = [
  {
    path: 'recipe.autoSelect',
    cel: `${autoSelectCel}.orValue(true) || ${isSet('recipe.customRecipe')}`,
    message: 'is false, but no recipe is named',
    fix: 'name one in recipe.customRecipe.name, or leave autoSelect out: precision, backend and gpuCount narrow the choice by themselves',
    violations: (spec) =>
      autoSelect(spec).value === false && spec.recipe?.customRecipe === undefined
        ? [{ path: belowSpec(autoSelect(spec).path) }]
        : [],
  },
  {
    path: 'recipe.autoSelect',
    cel: `!(${autoSelectCel}.orValue(false) && ${isSet('recipe.customRecipe')})`,
    message: 'is true, but recipe.customRecipe names a recipe',
    fix: 'keep one of the two',
    violations: (spec) =>
      autoSelect(spec).value === true && spec.recipe?.customRecipe !== undefined
        ? [{ path: belowSpec(autoSelect(spec).path) }]
        : [],
  },
  {
    path: 'recipe.customRecipe.namespace',
    cel: `!${isSet('recipe.customRecipe.namespace')}`,
    message: 'is not possible: an AIMRecipe belongs to the whole cluster',
    fix: 'remove it, the name is enough',
    violations: (spec) => violatedIf(spec.recipe?.customRecipe?.namespace !== undefined),
  },
]

/** Fields whose machinery comes later: off is fine, on is refused. */
const laterRules: readonly EndpointRule[] = [
  {
    path: 'deployment.canary.enabled',
    cel: `!${optionalPath('deployment.canary.enabled')}.orValue(false)`,
    message: 'is not available yet: traffic is not split between versions',
    fix: 'remove it: deployment.strategy rolls a change out replica by replica',
    violations: (spec) => violatedIf(spec.deployment?.canary?.enabled === true),
  },
  {
    path: 'monitoring.grafana.enabled',
    cel: `!${optionalPath('monitoring.grafana.enabled')}.orValue(false)`,
    message: 'is not available yet: no dashboard is made',
    fix: 'remove it',
    violations: (spec) => violatedIf(spec.monitoring?.grafana?.enabled === true),
  },
  {
    path: 'monitoring.prometheus.interval',
    cel: `!${isSet('monitoring.prometheus.interval')}`,
    message: 'is not available yet: it would need a ServiceMonitor',
    fix: "remove it: the scraper's own interval applies",
    violations: (spec) => violatedIf(spec.monitoring?.prometheus?.interval !== undefined),
  },
]

const autoscaled = (spec: AIMEndpointSpec) => (spec.scaling?.maxReplicas ?? 1) > 1
const maxReplicasCel = optionalPath('scaling.maxReplicas')

const autoscalerFields = [
  'targetCPUUtilization',
  'targetMemoryUtilization',
  'targetGPUUtilization',
  'scaleDownDelay',
  'scaleUpDelay',
] as const

const scalingRules: readonly EndpointRule[] = [
  {
    path: 'scaling.minReplicas',
    cel: `${optionalPath('scaling.minReplicas')}.orValue(1) <= ${maxReplicasCel}.orValue(1000)`,
    message: 'is above scaling.maxReplicas',
    violations: ({ scaling: { minReplicas = 1, maxReplicas = 1000 } = {} }) =>
      minReplicas > maxReplicas ? [{ message: `is ${minReplicas}, above maxReplicas ${maxReplicas}` }] : [],
  },
  {
    path: 'replicas',
    cel: `!has(self.replicas) || ${maxReplicasCel}.orValue(1) <= 1`,
    message: 'is owned by the autoscaler that scaling.maxReplicas asks for',
    fix: 'remove replicas and set scaling.minReplicas, or remove scaling.maxReplicas',
    violations: (spec) => violatedIf(spec.replicas !== undefined && autoscaled(spec)),
  },
  {
    path: 'replicas',
    cel: `!has(self.replicas) || self.replicas == 0 || self.replicas >= ${optionalPath('scaling.minReplicas')}.orValue(1)`,
    message: 'is below scaling.minReplicas',
    violations: ({ replicas, scaling }) => {
      const least = scaling?.minReplicas ?? 1
      if (replicas === undefined || replicas === 0 || replicas >= least) return []
      return [{ message: `is ${replicas}, below scaling.minReplicas ${least}` }]
    },
  },
  ...autoscalerFields.map(
    (field): EndpointRule => ({
      path: `scaling.${field}`,
      cel: `!${isSet(`scaling.${field}`)} || ${maxReplicasCel}.orValue(1) > 1`,
      message: 'says how to scale, but scaling.maxReplicas is not above 1',
      fix: 'set scaling.maxReplicas above 1 for an autoscaler, or remove it',
      violations: ({ scaling }) =>
        violatedIf(scaling?.[field] !== undefined && (scaling.maxReplicas ?? 1) <= 1),
    }),
  ),
  atMostOneHour('scaling.scaleDownDelay', (spec) => spec.scaling?.scaleDownDelay),
  atMostOneHour('scaling.scaleUpDelay', (spec) => spec.scaling?.scaleUpDelay),
]

const cacheRules: readonly EndpointRule[] = [
  {
    path: 'cache.size',
    cel: `!${optionalPath('cache.enabled')}.orValue(false) || ${isSet('cache.size')}`,
    message: 'is required when the cache is enabled',
    fix: 'write a size such as 500Gi',
    violations: ({ cache }) => violatedIf(cache?.enabled === true && cache.size === undefined),
  },
  ...(['enabled', 'size', 'storageClass', 'accessMode'] as const).map(
    (field): EndpointRule => ({
      path: `cache.${field}`,
      about: ['cacheName'],
      cel: `!(${isSet('cache.name')} || has(self.cacheName)) || !${field === 'enabled' ? `${optionalPath('cache.enabled')}.orValue(false)` : isSet(`cache.${field}`)}`,
      message: 'is for a volume of its own, but an AIMCache is named',
      fix: 'keep one of the two',
      violations: (spec) => {
        const found = spec.cache?.[field]
        const isNamed = readWish(cacheWish, spec).value !== undefined
        return violatedIf(isNamed && found !== undefined && found !== false)
      },
    }),
  ),
  moreThanZero('cache.size', (spec) => spec.cache?.size),
  {
    path: 'cache.accessMode',
    cel: `!${optionalPath('cache.enabled')}.orValue(false) || ${optionalPath('cache.accessMode')}.orValue('') != 'ReadWriteOncePod' || (${maxReplicasCel}.orValue(1) <= 1 && ${optionalPath('replicas')}.or(${optionalPath('scaling.minReplicas')}).orValue(1) <= 1)`,
    message: 'is ReadWriteOncePod, which only one replica can mount',
    fix: 'use ReadWriteMany, or one replica',
    violations: (spec) =>
      violatedIf(
        spec.cache?.enabled === true &&
          spec.cache.accessMode === 'ReadWriteOncePod' &&
          (autoscaled(spec) || (spec.replicas ?? spec.scaling?.minReplicas ?? 1) > 1),
      ),
  },
]

const gpuCount = (spec: AIMEndpointSpec) => {
  const { value, path } = readWish(gpuCountWish, spec)
  return { value, path: belowSpec(path) }
}
const gpuCountCel = `${optionalPath('gpuCount')}.or(${optionalPath('resources.gpuCount')}).or(${optionalPath('recipe.gpuCount')})`

/** Nodes that replicas span share no disk, and roll group by group. */
const groupRules: readonly EndpointRule[] = [
  {
    path: 'resources.gpuCount',
    about: ['distributed.enabled'],
    cel: `${isDistributedCel} || ${gpuCountCel}.orValue(1) <= ${mostOnOneNode}`,
    message: `is more than the ${mostOnOneNode} GPUs of a node`,
    fix: 'set distributed.enabled to true, so that a replica may span nodes',
    violations: (spec) => {
      const { value = 1, path } = gpuCount(spec)
      if (spec.distributed?.enabled === true || value <= mostOnOneNode) return []
      return [{ path, message: `is ${value}, more than the ${mostOnOneNode} GPUs of a node` }]
    },
  },
  wholeNodes(
    { path: 'resources.gpuCount', cel: gpuCountCel, read: gpuCount },
    ({ distributed }) => distributed,
  ),
  ...(['size', 'exclusiveTopology'] as const).map(
    (field): EndpointRule => ({
      path: `distributed.${field}`,
      about: ['distributed.enabled'],
      cel: `!${isSet(`distributed.${field}`)} || ${isDistributedCel}`,
      message: 'is about replicas that span nodes, but distributed.enabled is not true',
      fix: 'set distributed.enabled to true, or remove it',
      violations: ({ distributed }) =>
        violatedIf(distributed?.[field] !== undefined && distributed.enabled !== true),
    }),
  ),
  topologyIsLabel(({ distributed }) => distributed),
  {
    path: 'cache.accessMode',
    about: ['distributed.enabled'],
    cel: `!(${isDistributedCel} && ${optionalPath('cache.enabled')}.orValue(false)) || ${optionalPath('cache.accessMode')}.orValue('ReadWriteOnce') == 'ReadWriteMany'`,
    message: 'is for one node, and the pods of a replica are on several',
    fix: 'use ReadWriteMany, or name an AIMCache',
    violations: ({ cache, distributed }) =>
      violatedIf(
        distributed?.enabled === true && cache?.enabled === true && cache.accessMode !== 'ReadWriteMany',
      ),
  },
  {
    path: 'deployment.strategy',
    about: ['distributed.enabled'],
    cel: `!(${isDistributedCel} && ${isSet('deployment.strategy')})`,
    message:
      'is not for replicas that span nodes: their groups are replaced one at a time, beside the others where there is room',
    fix: 'remove it',
    violations: ({ deployment, distributed }) =>
      violatedIf(distributed?.enabled === true && deployment?.strategy !== undefined),
  },
]

const address = z.union([z.ipv4(), z.ipv6()])

const serviceRules: readonly EndpointRule[] = [
  qualifiedKeys('service.annotations', (spec) => spec.service?.annotations),
  {
    path: 'service.loadBalancerIP',
    cel: `!${isSet('service.loadBalancerIP')} || ${optionalPath('service.type')}.orValue('') == 'LoadBalancer'`,
    message: 'needs service.type LoadBalancer',
    violations: ({ service }) =>
      violatedIf(service?.loadBalancerIP !== undefined && service.type !== 'LoadBalancer'),
  },
  {
    path: 'service.loadBalancerIP',
    cel: `!${isSet('service.loadBalancerIP')} || isIP(self.service.loadBalancerIP)`,
    message: 'is no IP address',
    violations: ({ service }) =>
      violatedIf(service?.loadBalancerIP !== undefined && !address.safeParse(service.loadBalancerIP).success),
  },
]

const isZero = (portion: number | string | undefined) => portion === 0 || portion === '0%'
const isZeroCel = (path: string) => `${isSet(path)} && (self.${path} == 0 || self.${path} == '0%')`

const strategyRules: readonly EndpointRule[] = [
  {
    path: 'deployment.strategy.rollingUpdate',
    cel: `!${isSet('deployment.strategy.rollingUpdate')} || ${optionalPath('deployment.strategy.type')}.orValue('RollingUpdate') == 'RollingUpdate'`,
    message: 'needs deployment.strategy.type RollingUpdate',
    violations: ({ deployment }) =>
      violatedIf(
        deployment?.strategy?.rollingUpdate !== undefined && deployment.strategy.type === 'Recreate',
      ),
  },
  {
    path: 'deployment.strategy.rollingUpdate.maxUnavailable',
    cel: `!(${isZeroCel('deployment.strategy.rollingUpdate.maxSurge')} && ${isZeroCel('deployment.strategy.rollingUpdate.maxUnavailable')})`,
    message: 'is 0, and so is maxSurge: nothing could ever be replaced',
    fix: 'set one of them to 1',
    violations: ({ deployment: { strategy: { rollingUpdate = {} } = {} } = {} }) =>
      violatedIf(isZero(rollingUpdate.maxSurge) && isZero(rollingUpdate.maxUnavailable)),
  },
]

const imageRules: readonly EndpointRule[] = [
  {
    path: 'image.tag',
    cel: `!${isSet('image.tag')} || ${isSet('image.repository')}`,
    message: 'needs image.repository: tags of different images do not compare',
    violations: ({ image }) => violatedIf(image?.tag !== undefined && image.repository === undefined),
  },
  {
    path: 'image.tag',
    cel: `!(${isSet('image.tag')} && ${isSet('image.repository')}) || !self.image.repository.matches('@|:[^/]*$')`,
    message: 'is the second tag: image.repository has one',
    fix: 'keep one of the two',
    violations: ({ image }) =>
      violatedIf(image?.tag !== undefined && /@|:[^/]*$/.test(image.repository ?? '')),
  },
]

/** All rules over `spec`, in the order they are reported. */
export const endpointRules: readonly EndpointRule[] = [
  ...endpointFormRules,
  ...recipeRules,
  requestWithinLimit('resources.memory', 'resources.memoryLimit', ({ resources }) => [
    resources?.memory,
    resources?.memoryLimit,
  ]),
  requestWithinLimit('resources.cpu', 'resources.cpuLimit', ({ resources }) => [
    resources?.cpu,
    resources?.cpuLimit,
  ]),
  ...scalingRules,
  ...serviceRules,
  ...cacheRules,
  ...groupRules,
  ...strategyRules,
  ...imageRules,
  oneSource('env', (spec) => spec.env),
  qualifiedKeys('nodeSelector', (spec) => spec.nodeSelector),
  ...tolerationRules('tolerations', (spec: AIMEndpointSpec) => spec.tolerations),
  ...laterRules,
]
