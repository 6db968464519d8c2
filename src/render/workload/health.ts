/**
 * Probes with a start-up budget, and a pause before the engine is stopped. For pods that serve; a Job's come and go by themselves.
 * @module
 */
import { drainSeconds } from '../pod-template.ts'
import { probes } from '../probes.ts'
import { checkpointBytes, startUpBudgetSeconds } from '../start-up.ts'
import { asStored } from './api-defaults.ts'
import { workloadMedium } from './cache.ts'
import { type Concern, isAt } from './concern.ts'
import { isTree } from './place.ts'
import { servingPort } from './port.ts'
import type { Target } from './target.ts'

const kinds = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const

const isServer = ({ serves, workload }: Target) => serves && workload.kind.kind !== 'Job'

export const health: Concern = {
  scope: 'container',
  writes: (steps, value) =>
    kinds.some((kind) => isAt(steps, kind)) && isTree(value) && isTree(value.httpGet) && !('exec' in value),
  isOpen: (target, steps) => isServer(target) && target.container[steps[0] ?? ''] === undefined,
  propose(plan) {
    const { target, candidate, modelId } = plan
    const port = servingPort(target, candidate.engine.backend)
    if (port === undefined) return []
    const budget = startUpBudgetSeconds(checkpointBytes(modelId, candidate), workloadMedium(plan))
    const all = probes(port, budget)
    return kinds.map((kind) => ({ steps: [kind], value: asStored.probe(all[kind]) }))
  },
}

const pause = { preStop: { sleep: { seconds: drainSeconds } } }

export const drain: Concern = {
  scope: 'container',
  writes: (steps, value) =>
    isAt(steps, 'lifecycle') &&
    isTree(value) &&
    isTree(value.preStop) &&
    Object.keys(value).length === 1 &&
    Object.keys(value.preStop).join() === 'sleep',
  isOpen: (target) => isServer(target) && target.container.lifecycle === undefined,
  propose: ({ target, candidate }) =>
    servingPort(target, candidate.engine.backend) === undefined
      ? []
      : [{ steps: ['lifecycle'], value: pause }],
}
