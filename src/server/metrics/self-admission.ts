/**
 * Metrics of the dry run by which the controller sees whether the API server reaches the webhooks.
 * @module
 */
import { Counter, Gauge, type Registry } from 'prom-client'
import { type SelfAdmissionHooks, selfAdmissionOutcomes } from '../../controllers/self-admission.ts'

export function selfAdmissionMetrics(registry: Registry): SelfAdmissionHooks {
  const registers = [registry]
  const attempts = new Counter({
    name: 'fitgate_self_admission_attempts_total',
    help: 'Dry runs of what the webhooks must refuse, by what became of them: refused is healthy',
    labelNames: ['outcome'],
    registers,
  })
  const last = new Gauge({
    name: 'fitgate_self_admission_last_success_timestamp_seconds',
    help: 'Unix time at which the webhooks last refused a dry run',
    registers,
  })
  const seconds = new Gauge({
    name: 'fitgate_self_admission_duration_seconds',
    help: 'Time the last dry run took',
    registers,
  })
  for (const outcome of selfAdmissionOutcomes) attempts.inc({ outcome }, 0)
  return {
    onAttempt({ outcome, seconds: took }) {
      attempts.inc({ outcome })
      seconds.set(took)
      if (outcome === 'refused') last.setToCurrentTime()
    },
  }
}
