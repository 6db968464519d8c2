/**
 * Keeps one annotated workload to its plan, and moves it to a better one when its user lets us. Only annotations are written here: a
 * webhook renders, the API server says what came of it, and nothing is stored that no webhook has rendered.
 * @module
 */
import { parseWorkload, toIntentRequest } from '../../api/workload/workload.ts'
import type { DecisionContext } from '../../decide/context.ts'
import { decide } from '../../decide/decide.ts'
import type { Candidate } from '../../decide/decision.ts'
import { recheck } from '../../decide/recheck.ts'
import { parseWorkloadPin, type WorkloadPin } from '../../decide/workload-pin.ts'
import type { ReconcileResult } from '../../kube/controller.ts'
import type { EventRecorder } from '../../kube/events.ts'
import { keyOf } from '../../kube/key.ts'
import type { KubeClient, ResourceType } from '../../kube/types.ts'
import { checkpointBytes, startUpBudgetSeconds } from '../../render/start-up.ts'
import { originalOf } from '../../render/workload/original.ts'
import { annotations } from '../../vocabulary/names.ts'
import { firstFailure, workloadKey } from '../failures/failing-pods.ts'
import type { Pod } from '../feeds/pod.ts'
import type { WorkloadObject } from '../feeds/workload.ts'
import { onIdleHardware } from '../idle-hardware.ts'
import { withFailure } from './failing.ts'
import { formatRecord, parseRecord } from './record.ts'
import { keepingRepair, notedRepair, repairedDecision, withRepair } from './repair.ts'
import { rolloutOf } from './rollout.ts'
import { nextStep, planHash, type WorkloadStep } from './step.ts'
import type { Turn } from './turn.ts'

export interface WorkloadReconcilerOptions {
  readonly client: KubeClient
  readonly type: ResourceType
  /** As the watch last told it. */
  readonly workload: (key: string) => WorkloadObject | undefined
  /** Pods of a workload that fail, by `workloadKey`. */
  readonly failingPods: (workload: string) => readonly Pod[]
  /** `undefined` until the first snapshot. */
  readonly context: () => DecisionContext | undefined
  readonly turn: Turn
  readonly events: Pick<EventRecorder, 'record'>
  readonly now: () => Date
}

/** Until a plan that no webhook rendered is written again, seconds. */
const webhookAwaySeconds = 30

export function workloadReconciler(options: WorkloadReconcilerOptions) {
  const { workload, context, events } = options
  /** The last Event of each key, so that the same news is told once. */
  const told = new Map<string, string>()

  return async (key: string): Promise<ReconcileResult> => {
    const object = workload(key)
    const known = context()
    if (object === undefined) told.delete(key)
    if (object === undefined || object.metadata.deletionTimestamp || known === undefined) return {}
    const step = stepOf(object, known, options)
    if (step === undefined) return {}
    const isTold = await write(object, step, options)
    if (!isTold) return { requeueAfterSeconds: webhookAwaySeconds }
    const { event } = step
    if (event !== undefined && told.get(key) !== event.note) {
      told.set(key, event.note)
      events.record({ regarding: object, ...event })
    }
    return step.requeueAfterSeconds === undefined ? {} : { requeueAfterSeconds: step.requeueAfterSeconds }
  }
}

/** Keys of different kinds take turns with one another. */
export function turnKey(type: ResourceType, key: string): string {
  return `${type.kind}/${key}`
}

/** `undefined` where nothing is asked of us, or it cannot be understood: the webhook has told its user why. */
function stepOf(
  object: WorkloadObject,
  known: DecisionContext,
  { type, turn, now, failingPods }: WorkloadReconcilerOptions,
): WorkloadStep | undefined {
  const written = object.metadata.annotations ?? {}
  const pinText = written[annotations.decision]
  const pin = parseWorkloadPin(pinText)
  const { workload } = parseWorkload(originalOf(object, pin))
  if (workload?.settings.model === undefined) return undefined
  const request = toIntentRequest(workload)
  const { namespace = '', name, uid } = object.metadata
  const rollout = rolloutOf(object)
  const record = parseRecord(written[annotations.status])
  const noted = notedRepair(record, request.intent)
  // the first plan is the one that has room; a better one is better whatever is free
  const decision = repairedDecision(decide(request, pin === undefined ? known : onIdleHardware(known)), noted)
  const candidate = decision.chosen?.candidate
  const step = nextStep({
    upgrade: workload.settings.upgrade,
    paused: workload.settings.paused,
    pin,
    pinText,
    decision,
    hasRoom:
      candidate !== undefined &&
      (recheck(request, pinFor(candidate, decision.provenance), known).chosen?.capacity.replicasWithRoom ??
        0) > 0,
    owner: { namespace, name, ...(uid === undefined ? {} : { uid }) },
    rollout,
    record,
    budgetSeconds: startUpBudgetSeconds(
      candidate === undefined ? 0 : checkpointBytes(request.intent.model.id, candidate),
    ),
    hasTurn: turn.isFree(turnKey(type, keyOf(object))),
    now: now(),
  })
  const failure = firstFailure(failingPods(workloadKey(type.kind, keyOf(object))))
  const told = withFailure(step, { failure, record, rollout })
  const { upgrade, paused } = workload.settings
  const mayChange = upgrade !== 'hold' && !paused && rollout !== undefined && rollout.byHand === undefined
  const next = mayChange ? withRepair(told, { intent: request.intent, pin, failure, noted }) : told
  return keepingRepair(next, noted)
}

function pinFor(candidate: Candidate, { intent, fitgate }: { intent: string; fitgate: string }) {
  return { v: 1, intent, owner: {}, fitgate, candidate } as const
}

/**
 * One patch of annotations, and only if nobody wrote the object meanwhile. A plan is tried without being stored first: with webhooks
 * away, the annotation would say what the pods do not.
 *
 * @returns whether what was wanted is there now
 */
async function write(
  object: WorkloadObject,
  { record, decision, isQuiet }: WorkloadStep,
  { client, type, turn }: WorkloadReconcilerOptions,
): Promise<boolean> {
  const status = formatRecord(record)
  const before = object.metadata.annotations ?? {}
  const written = before[annotations.status]
  if (decision === undefined && (written === status || (isQuiet && written === undefined))) return true
  const { name, namespace, resourceVersion } = object.metadata
  const patch = {
    metadata: {
      resourceVersion,
      annotations: {
        [annotations.status]: status,
        ...(decision === undefined ? {} : { [annotations.decision]: decision }),
      },
    },
  }
  const wanted = parseWorkloadPin(decision)
  if (wanted !== undefined) {
    const tried = await client.patch<WorkloadObject>(type, { name, namespace }, 'merge', patch, {
      dryRun: true,
    })
    if (!isRendered(tried, wanted)) return false
  }
  if (record.state === 'Upgrading') turn.claim(turnKey(type, keyOf(object)))
  try {
    await client.patch(type, { name, namespace }, 'merge', patch)
  } catch (error) {
    turn.forget(turnKey(type, keyOf(object)))
    throw error
  }
  return true
}

/** Whether a webhook has taken the plan: it answers with a ledger of its own. */
function isRendered({ metadata }: WorkloadObject, wanted: WorkloadPin): boolean {
  const pin = parseWorkloadPin(metadata.annotations?.[annotations.decision])
  return pin?.ledger !== undefined && planHash(pin.candidate) === planHash(wanted.candidate)
}
