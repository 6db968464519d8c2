/**
 * Environment: what the plan counts on and what the engine needs to start in its budget. A name the container sets stays as it is.
 * @module
 */
import type { EnvironmentVariable } from '../../catalog/recipe.ts'
import { raisedReadyTimeout } from '../env.ts'
import { checkpointBytes, startUpBudgetSeconds } from '../start-up.ts'
import { cacheEnvironment, workloadMedium } from './cache.ts'
import { type Concern, isAt, type Plan } from './concern.ts'
import { leavesCommand, leavesProgram } from './launch.ts'
import { isTree, readAt } from './place.ts'

const fields = ['name', 'value', 'valueFrom']

export const environment: Concern = {
  scope: 'container',
  writes: (steps, value) =>
    isAt(steps, 'env', '*') &&
    isTree(value) &&
    steps[1] === `name=${value.name}` &&
    Object.keys(value).every((key) => fields.includes(key)),
  isOpen: ({ container }, steps) => readAt(container, steps) === undefined,
  propose: (plan) =>
    variables(plan).map((variable) => ({ steps: ['env', `name=${variable.name}`], value: { ...variable } })),
}

/** The recipe's win over our own, as they do where fitgate writes the whole pod. */
function variables(plan: Plan): readonly EnvironmentVariable[] {
  const { target, candidate, modelId } = plan
  const startUpSeconds = startUpBudgetSeconds(checkpointBytes(modelId, candidate), workloadMedium(plan))
  const { backend } = candidate.engine
  const isKnown = leavesCommand(target) || leavesProgram(target) || target.workload.command.engine === backend
  const own = [...cacheEnvironment(plan), ...(isKnown ? raisedReadyTimeout(backend, startUpSeconds) : [])]
  const byName = new Map([...own, ...candidate.env].map((variable) => [variable.name, variable]))
  return [...byName.values()]
}
