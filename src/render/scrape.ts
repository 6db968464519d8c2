/**
 * Whether and how Prometheus finds the engine's metrics.
 * @module
 */

export interface AskedMonitoring {
  readonly enabled?: boolean
  readonly prometheus?: { readonly enabled?: boolean; readonly path?: string }
}

/** On where monitoring is, unless the switch of its own says no. */
export function isScraped(monitoring: AskedMonitoring = {}): boolean {
  return monitoring.enabled === true && monitoring.prometheus?.enabled !== false
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
