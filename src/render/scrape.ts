/**
 * Whether and how Prometheus finds the engine's metrics.
 * @module
 */

export interface AskedMonitoring {
  readonly enabled?: boolean
  readonly prometheus?: { readonly enabled?: boolean; readonly path?: string }
}

/** Its own switch decides; without one, monitoring's. Monitoring that is switched off is off as a whole. */
export function isScraped(monitoring: AskedMonitoring = {}): boolean {
  return monitoring.enabled !== false && (monitoring.prometheus?.enabled ?? monitoring.enabled) === true
}

/** Pod annotations that the usual Prometheus scrape configuration reads. */
export function scrapeAnnotations(
  monitoring: AskedMonitoring | undefined,
  port: number,
): Record<string, string> {
  if (!isScraped(monitoring)) return {}
  return {
    'prometheus.io/scrape': 'true',
    'prometheus.io/port': String(port),
    'prometheus.io/path': monitoring?.prometheus?.path ?? '/metrics',
  }
}
