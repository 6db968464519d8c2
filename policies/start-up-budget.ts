/**
 * Probes leave an engine the time it needs to load.
 * @module
 */
import { parseCacheReference } from '../src/api/cache/reference.ts'
import { checkpointBytes, type Medium, mediumOf, startUpBudgetSeconds } from '../src/decide/start-up.ts'
import { findCache } from '../src/inventory/known-caches.ts'
import { annotations } from '../src/vocabulary/names.ts'
import { field, integerOf, type JsonRecord, recordOf, textOf } from './json.ts'
import { isGpuWorkload } from './ours.ts'
import { targetsFor } from './placement.ts'
import type { Policy, PolicyContext } from './policy.ts'
import { type Serving, servingsOf } from './serving.ts'
import type { PolicySubject } from './subject.ts'

export const startUpBudget: Policy = {
  id: 'start-up-budget',
  title: 'Probes wait until the checkpoint is loaded',
  why: 'A probe that gives up before the weights are read restarts the engine, which then reads them again, for ever.',
  severity: 'warning',
  appliesTo: isGpuWorkload,
  check: (subject, context) =>
    servingsOf(subject).flatMap((serving) => {
      const probe = deadlineOf(serving.container.value)
      const needed = neededSeconds(serving, mediumFor(subject, context), context)
      if (probe === undefined || needed === undefined || probe.seconds >= needed) return []
      const threshold = Math.ceil((needed - probe.delay) / probe.period)
      return [
        {
          path: `${serving.container.path}.${probe.name}`,
          message: `gives up after ${probe.seconds} s, and ${serving.model?.id} may take ${needed} s to load`,
          fix:
            probe.name === 'startupProbe'
              ? `write failureThreshold: ${threshold}`
              : `add a startupProbe with failureThreshold: ${Math.ceil(needed / 10)} and periodSeconds: 10`,
        },
      ]
    }),
}

interface Deadline {
  readonly name: 'startupProbe' | 'livenessProbe'
  /** When the kubelet kills a container that never answered. */
  readonly seconds: number
  readonly delay: number
  readonly period: number
}

/** Liveness waits for the start-up probe; without one it is the deadline. Defaults of the API: 0 s, 10 s, 3 times. */
function deadlineOf(container: JsonRecord): Deadline | undefined {
  const name = (['startupProbe', 'livenessProbe'] as const).find((each) => field(container, each) != null)
  if (name === undefined) return undefined
  const probe = recordOf(container[name])
  const delay = integerOf(probe.initialDelaySeconds) ?? 0
  const period = integerOf(probe.periodSeconds) ?? 10
  return { name, seconds: delay + period * (integerOf(probe.failureThreshold) ?? 3), delay, period }
}

/** What is read from a cache that the object names was downloaded before. */
function mediumFor({ annotations: written, namespace }: PolicySubject, { decision }: PolicyContext): Medium {
  const cache = parseCacheReference(textOf(written[annotations.cache]) ?? '')
  return cache === undefined ? 'anywhere' : mediumOf(findCache(decision.caches, namespace, cache))
}

/** Only of models whose size is known. */
function neededSeconds(
  { model, pod, resource, gpus }: Serving,
  medium: Medium,
  context: PolicyContext,
): number | undefined {
  if (model?.known === undefined || resource === undefined) return undefined
  const accelerator = targetsFor(pod, resource, context)[0]?.accelerator.name ?? ''
  return startUpBudgetSeconds(checkpointBytes(model.known.id, { gpuCount: gpus, accelerator }), medium)
}
