/**
 * A plain workload that asks for fitgate, judged as its owner wrote it.
 * @module
 */
import { toIntentRequest } from '../../api/workload/workload.ts'
import { workloadKindOf } from '../../api/workload/workload-kinds.ts'
import type { DecisionContext } from '../../decide/context.ts'
import { decide } from '../../decide/decide.ts'
import { pinHolds } from '../../decide/pin.ts'
import { recheck } from '../../decide/recheck.ts'
import { parseWorkloadPin } from '../../decide/workload-pin.ts'
import { understandWorkload } from '../../decide/written/understand-workload.ts'
import { originalOf } from '../../render/workload/original.ts'
import { annotations } from '../../vocabulary/names.ts'
import type { ObjectMeta } from '../../vocabulary/object-meta.ts'
import { fitFindings } from './fit-findings.ts'
import type { JsonObject } from './judge-object.ts'
import type { ObjectFinding } from './object-finding.ts'

/** Nothing for a workload without `fitgate.dev/model`: nothing was asked. */
export function judgeWorkload(object: JsonObject, context: DecisionContext): ObjectFinding[] {
  const metadata = (object.metadata ?? {}) as Partial<ObjectMeta>
  const written = metadata.annotations
  if (written?.[annotations.model] === undefined) return []
  if (workloadKindOf(object.apiVersion, object.kind) === undefined) return []
  const pin = parseWorkloadPin(written[annotations.decision])
  const { workload, errors, warnings } = understandWorkload(originalOf(object, pin))
  const fields = [
    ...errors.map(
      (error): ObjectFinding => ({ ...error, rule: 'field', outcome: 'denied', severity: 'error' }),
    ),
    ...warnings.map(
      (warning): ObjectFinding => ({ ...warning, rule: 'field', outcome: 'warned', severity: 'warning' }),
    ),
  ]
  if (workload === undefined || workload.settings.paused) return fields
  const request = toIntentRequest(workload)
  const { uid, namespace = '', name = '' } = metadata
  const held = pin !== undefined && pinHolds(pin, request.intent, { ...(uid && { uid }), namespace, name })
  const decision = held ? recheck(request, pin, context) : decide(request, context)
  return [...fields, ...fitFindings(decision, request, context)]
}
