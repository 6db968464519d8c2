/**
 * What an upgrade adds to a workload for a plan, only where the user left it out.
 * @module
 */

import type { Workload } from '../../api/workload/workload.ts'
import type { Candidate } from '../../decide/decision.ts'
import type { WantedDevice } from '../../inventory/affinity.ts'
import type { KnownCache } from '../../inventory/known-caches.ts'
import { affinity, toleration } from './affinity.ts'
import { cacheVolume, cacheVolumeMount } from './cache.ts'
import { command } from './command.ts'
import type { Concern } from './concern.ts'
import { environment } from './env.ts'
import { gpus, hostResources } from './gpus.ts'
import { hardenedContainer, hardenedHome, hardenedPod } from './harden.ts'
import { drain, health } from './health.ts'
import { image } from './image.ts'
import type { Place } from './place.ts'
import { serviceLinks, terminationGrace } from './pod-settings.ts'
import { port } from './port.ts'
import { selectedLabel, selector } from './selector.ts'
import { sharedMemoryMount, sharedMemoryVolume } from './shared-memory.ts'
import { type Target, targetsOf } from './target.ts'

/** Everything that is ever added; a new kind of addition is a row. */
const concerns: readonly Concern[] = [
  selector,
  selectedLabel,
  image,
  command,
  environment,
  port,
  gpus,
  hostResources,
  health,
  drain,
  sharedMemoryMount,
  sharedMemoryVolume,
  cacheVolumeMount,
  cacheVolume,
  affinity,
  toleration,
  serviceLinks,
  terminationGrace,
  hardenedPod,
  hardenedContainer,
  hardenedHome,
]

/** One place, and the value that is added there. */
export interface Addition {
  readonly place: Place
  readonly value: unknown
}

/** What is known beside the plan itself. */
export interface Surroundings {
  /** Other kinds of device on which the very same pod runs, in order of preference. */
  readonly alsoOn: readonly WantedDevice[]
  readonly modelId: string
  readonly revision?: string
  /** Unique to the object, also while its name is still to be generated. */
  readonly identity: string
  /** What is known of the cache that the object names. */
  readonly cache?: KnownCache
}

/** Additions for every pod template, those to the pod that serves first. */
export function additions(
  workload: Workload,
  candidate: Candidate,
  surroundings: Surroundings,
): readonly Addition[] {
  const member = memberOf(candidate)
  const found = targetsOf(workload).flatMap((target) =>
    concerns.flatMap((concern) =>
      concern
        .propose({ target, candidate: member, ...surroundings })
        .filter(({ steps }) => concern.isOpen(target, steps))
        .map(({ steps, value }) => ({ place: [...target.places[concern.scope], ...steps], value })),
    ),
  )
  // the object's own places are proposed once a template
  return [...new Map(found.map((addition) => [addition.place.join('\n'), addition])).values()]
}

/** What one pod of a group takes of its plan. */
function memberOf({ nodes = 1, ...candidate }: Candidate): Candidate {
  return { ...candidate, gpuCount: candidate.gpuCount / nodes }
}

/** Whether an upgrade writes such a value at such a place of such a workload: what a pin brings is held to it. */
export function mayAdd(workload: Workload, { place, value }: Addition): boolean {
  return targetsOf(workload).some((target) =>
    concerns.some((concern) => {
      const steps = stepsBelow(target, concern, place)
      return steps !== undefined && concern.writes(steps, value) && concern.isOpen(target, steps)
    }),
  )
}

function stepsBelow({ places }: Target, { scope }: Concern, place: Place): Place | undefined {
  const start = places[scope]
  return start.every((step, i) => place[i] === step) ? place.slice(start.length) : undefined
}
