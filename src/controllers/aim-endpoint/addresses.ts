/**
 * Where an endpoint is reached, from its Service.
 * @module
 */
import type { AIMEndpointStatus } from '../../api/aim/endpoint.ts'
import type { ServiceChild } from './child.ts'

const bracketed = (host: string) => (host.includes(':') ? `[${host}]` : host)

/** Nothing without a Service. A node port is open on every node, so its URL names none. */
export function addresses(service: ServiceChild | undefined): NonNullable<AIMEndpointStatus['endpoints']> {
  const port = service?.spec.ports?.[0]
  if (service === undefined || port === undefined) return {}
  const { name, namespace } = service.metadata
  const given = service.status?.loadBalancer?.ingress?.[0]
  const host = given?.hostname ?? given?.ip
  return {
    internal: `http://${name}.${namespace}.svc:${port.port}`,
    ...(port.nodePort === undefined ? {} : { external: `http://<node>:${port.nodePort}` }),
    ...(host === undefined ? {} : { loadBalancer: `http://${bracketed(host)}:${port.port}` }),
  }
}
