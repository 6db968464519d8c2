/**
 * Probes on `/health`, which both engines serve: start-up with a budget, then readiness and liveness.
 * vLLM answers 503 there only after its engine died, so liveness restarts what is dead and not what is busy.
 * @module
 */

/** Periods and thresholds in seconds, from the values the upstream chart documents; start-up is ours, sized by the checkpoint. */
const startUpPeriod = 10

export interface Probes {
  readonly startupProbe: object
  readonly readinessProbe: object
  readonly livenessProbe: object
}

export function probes(port: number, startUpSeconds: number): Probes {
  const httpGet = { path: '/health', port }
  return {
    startupProbe: {
      httpGet,
      periodSeconds: startUpPeriod,
      timeoutSeconds: 5,
      failureThreshold: Math.ceil(startUpSeconds / startUpPeriod),
    },
    readinessProbe: { httpGet, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
    livenessProbe: { httpGet, periodSeconds: 30, timeoutSeconds: 10, failureThreshold: 3 },
  }
}
