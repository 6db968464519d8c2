/**
 * What is spread over several pods is scaled by groups or not at all.
 * @module
 */

import { defaultEngine } from '../src/catalog/engines.ts'
import { readArguments } from '../src/engines/read.ts'
import { isDistributed, spansPods } from './distributed.ts'
import { fieldAt, integerOf } from './json.ts'
import { isOwnKind } from './ours.ts'
import type { Policy, PolicyContext, Violation } from './policy.ts'
import { scaledBy } from './scale-target.ts'
import { servingsOf } from './serving.ts'
import type { PolicySubject } from './subject.ts'

export const noDistributedAutoscaling: Policy = {
  id: 'no-distributed-autoscaling',
  title: 'No autoscaler on the pods of a distributed engine',
  why: 'An engine that is spread over pods has a fixed number of ranks: a pod more is idle, a pod less stops them all.',
  severity: 'error',
  appliesTo: (subject) => isOwnKind(subject) || subject.kind === 'HorizontalPodAutoscaler',
  check: (subject, context) => (isOwnKind(subject) ? ofEndpoint(subject) : ofAutoscaler(subject, context)),
}

function ofEndpoint({ object, wanted }: PolicySubject): Violation[] {
  const most = integerOf(fieldAt(object, 'spec', 'scaling', 'maxReplicas')) ?? 1
  if (wanted === undefined || most < 2) return []
  const { engineArgs, backend = 'vllm', gpuCount = 1 } = wanted.intent
  const { settings } = readArguments(defaultEngine(backend), engineArgs, '')
  if (!spansPods(settings, gpuCount)) return []
  return [
    {
      path: 'spec.scaling.maxReplicas',
      message: `an autoscaler up to ${most} replicas, and spec.engineArgs spread one engine over several pods`,
      fix: 'leave maxReplicas out, or serve each replica on one node',
    },
  ]
}

/** A LeaderWorkerSet is scaled by whole groups. */
function ofAutoscaler(subject: PolicySubject, context: PolicyContext): Violation[] {
  const target = scaledBy(subject, context)
  if (target === undefined || target.kind === 'LeaderWorkerSet') return []
  if (!servingsOf(target).some(isDistributed)) return []
  return [
    {
      path: 'spec.scaleTargetRef',
      message: `the pods of ${target.kind} ${target.name} are ranks of one engine`,
      fix: 'use a LeaderWorkerSet and scale that: it adds and removes whole groups',
    },
  ]
}
