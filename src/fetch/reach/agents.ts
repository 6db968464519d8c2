/**
 * Connections that only lead where they may: every address is looked at when it is connected to, so that a name which points elsewhere
 * a moment later, or a redirect, gains nothing.
 * @module
 */
import dns from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import { FetchError } from '../fetch-error.ts'
import { createPool, type Pool } from '../http/raw/pool.ts'
import { type Environment, proxyFor } from './proxy.ts'
import { isListed, type Reach, refusedAddress, refusedHost } from './rules.ts'

export interface Agents {
  /** @throws FetchError `SourceForbidden` when the host itself may not be asked */
  agentFor(url: URL): http.Agent
  /** Where it is connected to directly. @throws as `agentFor` */
  poolFor(url: URL): Pool | undefined
  /** Of a scheme, for clients that choose their hosts themselves. */
  readonly http: http.Agent
  readonly https: https.Agent
  close(): void
}

export interface AgentOptions {
  readonly reach: Reach
  readonly env: Environment
  /** Looks names up. Default: as the system does. */
  readonly lookup?: typeof dns.lookup
}

/** The kernel probes idle connections after this. */
const probeAfterMs = 30_000

export function createAgents({ reach, env, lookup = dns.lookup }: AgentOptions): Agents {
  const common = { keepAlive: true, keepAliveMsecs: probeAfterMs, scheduling: 'lifo' } as const
  const guarded = guardedLookup(reach, lookup)
  const direct = { ...common, lookup: guarded }
  const pool = createPool(guarded)
  const agents = { http: new http.Agent(direct), https: new https.Agent(direct) }
  const proxied = new Map<string, http.Agent>()

  const throughProxy = (url: URL, proxy: string) => {
    const key = `${url.protocol}${proxy}`
    const found = proxied.get(key)
    if (found !== undefined) return found
    const { Agent } = url.protocol === 'https:' ? https : http
    const agent = new Agent({ ...common, proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } })
    proxied.set(key, agent)
    return agent
  }

  /** @returns the proxy to go through */
  const checked = (url: URL) => {
    const proxy = proxyFor(url, env)
    const refused = refusedHost(url.hostname, reach)
    if (refused !== undefined) throw forbidden(url.hostname, refused)
    // the proxy looks the name up, so a name must be listed itself where anything is
    if (proxy !== undefined && reach.hosts.length + reach.cidrs.length > 0 && !isListed(url.hostname, reach))
      throw forbidden(url.hostname, 'it is not among the allowed hosts, and a proxy hides its addresses')
    return proxy
  }

  return {
    ...agents,
    agentFor(url) {
      const proxy = checked(url)
      if (proxy !== undefined) return throughProxy(url, proxy)
      return url.protocol === 'https:' ? agents.https : agents.http
    },
    poolFor: (url) => (checked(url) === undefined ? pool : undefined),
    close() {
      pool.close()
      for (const agent of [agents.http, agents.https, ...proxied.values()]) agent.destroy()
    },
  }
}

function guardedLookup(reach: Reach, lookup: typeof dns.lookup): LookupFunction {
  return (host, options, done) => {
    const named = isListed(host, reach)
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '', 0)
      for (const { address } of addresses) {
        const refused = refusedAddress(address, reach, named)
        if (refused !== undefined) return done(forbidden(host, refused), '', 0)
      }
      const [first] = addresses
      if (options.all) return done(null, addresses)
      if (first === undefined) return done(new Error(`${host} has no address`), '', 0)
      done(null, first.address, first.family)
    })
  }
}

/** The remedy is always the same two lists. */
export function forbidden(host: string, why: string): FetchError {
  return new FetchError(
    'SourceForbidden',
    `${host} may not be fetched from: ${why}; allow it with --allow-host or --allow-cidr`,
  )
}
