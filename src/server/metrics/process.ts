/**
 * The registry of a process: runtime metrics, its certificate and its snapshot, and `/metrics` itself.
 * @module
 */
import { Hono } from 'hono'
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { CertificateSource } from '../certificates/source.ts'

/** A registry with the metrics of Node (or Deno) itself. */
export function createRegistry(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry
}

export function metricsApp(registry: Registry): Hono {
  const app = new Hono()
  app.get('/metrics', async (c) =>
    c.body(await registry.metrics(), 200, { 'content-type': registry.contentType }),
  )
  return app
}

/** Age of the snapshot that decisions rest on; `NaN` while there is none. */
export function snapshotAge(registry: Registry, ageSeconds: () => number | undefined): void {
  new Gauge({
    name: 'fitgate_snapshot_age_seconds',
    help: 'Seconds since the controller last confirmed the snapshot',
    registers: [registry],
    collect() {
      this.set(ageSeconds() ?? Number.NaN)
    },
  })
}

export function certificateExpiry(registry: Registry, source: CertificateSource): void {
  new Gauge({
    name: 'fitgate_certificate_expiry_seconds',
    help: 'Unix time at which the server certificate expires',
    registers: [registry],
    collect() {
      const certificate = source.current()
      this.set(certificate ? certificate.notAfter.getTime() / 1000 : Number.NaN)
    },
  })
}

/** Counts looks at the certificate authority and at certificate files: hand the result to whoever reads them. */
export function certificateReads(registry: Registry): (error?: unknown) => void {
  const registers = [registry]
  const counter = (name: string, help: string) => {
    // A process of all roles reads the authority and files.
    const known = registry.getSingleMetric(name)
    return known instanceof Counter ? known : new Counter({ name, help, registers })
  }
  const reads = counter(
    'certwatcher_read_certificate_total',
    'Times the authority or the certificate was read',
  )
  const errors = counter(
    'certwatcher_read_certificate_errors_total',
    'Times the authority or the certificate could not be read',
  )
  return (error) => {
    reads.inc()
    if (error !== undefined) errors.inc()
  }
}
