/**
 * What the fields of an InferenceService demand of each other.
 * @module
 */
import { topologyIsLabel, wholeNodes } from '../fields/distributed.ts'
import { atMostOneHour } from '../fields/duration.ts'
import { qualifiedKeys } from '../fields/names.ts'
import { moreThanZero } from '../fields/quantity.ts'
import { tolerationRules } from '../fields/tolerations.ts'
import { isSet, optionalPath, type Rule, violatedIf } from '../rule.ts'
import type { InferenceServiceSpec } from './inference-service-spec.ts'

type ServiceRule = Rule<InferenceServiceSpec>

const isOn = (path: string) => `${optionalPath(path)}.orValue(false)`

const parallelSizes = ['tensor_parallel_size', 'pipeline_parallel_size', 'data_parallel_size'] as const

const parallelRules: readonly ServiceRule[] = [
  {
    path: 'resources.autoOptimize',
    about: ['vllm.engineArgs', 'resources.totalGpus'],
    cel: `${optionalPath('resources.autoOptimize')}.orValue(true) || ${optionalPath('resources.totalGpus')}.orValue(1) <= 1 || ${parallelSizes
      .map((name) => isSet(`vllm.engineArgs.${name}`))
      .join(' || ')}`,
    message: 'is false, but nothing says how the GPUs are shared',
    fix: 'set vllm.engineArgs.tensor_parallel_size (and pipeline_parallel_size), or leave autoOptimize out',
    violations: ({ resources, vllm }) =>
      violatedIf(
        resources?.autoOptimize === false &&
          (resources.totalGpus ?? 1) > 1 &&
          parallelSizes.every((name) => vllm?.engineArgs?.[name] === undefined),
      ),
  },
  wholeNodes(
    {
      path: 'resources.totalGpus',
      cel: optionalPath('resources.totalGpus'),
      read: ({ resources }) => ({ value: resources?.totalGpus, path: 'resources.totalGpus' }),
    },
    ({ distributed }) => distributed,
  ),
  {
    path: 'model.temperature',
    about: ['vllm.engineArgs'],
    cel: `!(${isSet('model.temperature')} && ${isSet('vllm.engineArgs.override_generation_config')})`,
    message: 'is set by vllm.engineArgs.override_generation_config too',
    fix: 'keep one of the two',
    violations: ({ model, vllm }) =>
      violatedIf(
        model.temperature !== undefined && vllm?.engineArgs?.override_generation_config !== undefined,
      ),
  },
]

const isOther = "has(self.backend) && self.backend != 'vllm'"

const engineRules: readonly ServiceRule[] = [
  {
    path: 'vllm.engineArgs',
    about: ['backend'],
    cel: `!(${isOther}) || !${isSet('vllm.engineArgs')}`,
    message: 'is for vLLM, but backend is another engine',
    fix: 'remove it: sizes and lengths follow from resources.totalGpus, distributed.size and model.maxTokens; or serve with vllm',
    violations: ({ backend = 'vllm', vllm }) =>
      violatedIf(backend !== 'vllm' && vllm?.engineArgs !== undefined),
  },
  {
    path: 'model.temperature',
    about: ['backend'],
    cel: `!(${isOther}) || !${isSet('model.temperature')}`,
    message: 'is a default that vLLM alone takes, but backend is another engine',
    fix: 'remove it and set it in requests, or serve with vllm',
    violations: ({ backend = 'vllm', model }) =>
      violatedIf(backend !== 'vllm' && model.temperature !== undefined),
  },
]

const scalingRules: readonly ServiceRule[] = [
  {
    path: 'autoscaling.minReplicas',
    cel: `${optionalPath('autoscaling.minReplicas')}.orValue(1) <= ${optionalPath('autoscaling.maxReplicas')}.orValue(5)`,
    message: 'is above autoscaling.maxReplicas (5 where it is not set)',
    violations: ({ autoscaling: { minReplicas = 1, maxReplicas = 5 } = {} }) =>
      minReplicas > maxReplicas ? [{ message: `is ${minReplicas}, above maxReplicas ${maxReplicas}` }] : [],
  },
  {
    path: 'replicas',
    cel: `!(has(self.replicas) && ${isOn('autoscaling.enabled')})`,
    message: 'is owned by the autoscaler',
    fix: 'remove replicas and set autoscaling.minReplicas, or switch autoscaling off',
    violations: ({ replicas, autoscaling }) =>
      violatedIf(replicas !== undefined && autoscaling?.enabled === true),
  },
  {
    path: 'autoscaling.enabled',
    cel: `!(${isOn('autoscaling.enabled')} && ${isOn('distributed.enabled')}) || ${optionalPath('autoscaling.scales')}.orValue('replicas') == 'groups'`,
    message: 'is true, and so is distributed.enabled: the pods of a group do not scale one by one',
    fix: 'set autoscaling.scales to groups, so that whole groups come and go, or switch one of the two off',
    violations: ({ autoscaling, distributed }) =>
      violatedIf(
        autoscaling?.enabled === true && distributed?.enabled === true && autoscaling.scales !== 'groups',
      ),
  },
  {
    path: 'autoscaling.scales',
    cel: `${optionalPath('autoscaling.scales')}.orValue('replicas') != 'groups' || ${isOn('distributed.enabled')}`,
    message: 'is groups, but distributed.enabled is not true',
    violations: ({ autoscaling, distributed }) =>
      violatedIf(autoscaling?.scales === 'groups' && distributed?.enabled !== true),
  },
  atMostOneHour('autoscaling.scaleDownDelay', ({ autoscaling }) => autoscaling?.scaleDownDelay),
]

const storageRules: readonly ServiceRule[] = [
  moreThanZero('storage.sharedMemory', ({ storage }) => storage?.sharedMemory),
  {
    path: 'storage.readOnly',
    cel: `!${isOn('storage.readOnly')} || ${isSet('storage.modelCache')}`,
    message: 'is true, but no modelCache is named: an empty volume could never be filled',
    fix: 'name a ModelCache in storage.modelCache, or remove readOnly',
    violations: ({ storage }) => violatedIf(storage?.readOnly === true && storage.modelCache === undefined),
  },
]

/** Fields without machinery behind them: off is fine, on is refused. */
const refusedRules: readonly ServiceRule[] = [
  {
    path: 'distributed.mpi.enabled',
    cel: `!${isOn('distributed.mpi.enabled')}`,
    message: 'is not possible: vLLM does not start by MPI',
    fix: 'remove it: vLLM starts its own processes on every node, or Ray with vllm.engineArgs.distributed_executor_backend: ray',
    violations: ({ distributed }) => violatedIf(distributed?.mpi?.enabled === true),
  },
  {
    path: 'networking.ports.grpc',
    cel: `!${isSet('networking.ports.grpc')}`,
    message: 'is not possible: the engine serves HTTP, nothing would listen',
    fix: 'remove it',
    violations: ({ networking }) => violatedIf(networking?.ports?.grpc !== undefined),
  },
  {
    path: 'networking.ingress.enabled',
    cel: `!${isOn('networking.ingress.enabled')}`,
    message: 'is not available yet: it names no host',
    fix: 'remove it, and point an Ingress or an HTTPRoute of your own at the Service',
    violations: ({ networking }) => violatedIf(networking?.ingress?.enabled === true),
  },
]

const variableName = '^[A-Za-z_][A-Za-z0-9_]*$'

const environmentRule: ServiceRule = {
  path: 'vllm.envVars',
  cel: `!${isSet('vllm.envVars')} || self.vllm.envVars.all(name, name.matches('${variableName}'))`,
  message: 'every key is a variable name (letters, digits and "_")',
  violations: ({ vllm }) =>
    Object.keys(vllm?.envVars ?? {})
      .filter((name) => !new RegExp(variableName).test(name))
      .map((name) => ({ message: `key "${name}" is no variable name (letters, digits and "_")` })),
}

/** All rules over `spec`, in the order they are reported. */
export const inferenceServiceRules: readonly ServiceRule[] = [
  ...parallelRules,
  ...engineRules,
  ...scalingRules,
  ...storageRules,
  topologyIsLabel(({ distributed }) => distributed),
  environmentRule,
  qualifiedKeys('nodeSelector', (spec: InferenceServiceSpec) => spec.nodeSelector),
  ...tolerationRules('tolerations', (spec: InferenceServiceSpec) => spec.tolerations),
  ...refusedRules,
]
