/**
 * Places that models may be fetched from.
 * @module
 */
import type { AllowedSources } from '../src/inventory/policy-config.ts'
import { isWithin, parseAddress } from '../src/vocabulary/cidr.ts'
import { withStoreHosts } from '../src/vocabulary/model-files/store-hosts.ts'
import { matchesAny } from '../src/vocabulary/pattern.ts'
import { bringsModels } from './ours.ts'
import type { Policy } from './policy.ts'
import { rulesFor } from './rules.ts'
import { sourcesOf } from './sources.ts'

export const allowedSources: Policy = {
  id: 'allowed-sources',
  title: 'Models come from allowed hosts',
  why: 'Weights from anywhere are code and data from anywhere; connecting is still checked where it happens, as names can point elsewhere.',
  severity: 'error',
  appliesTo: bringsModels,
  check(subject, context) {
    const { sources } = rulesFor(subject, context)
    if (sources === undefined) return []
    const allowed = [...(sources.hosts ?? []), ...(sources.cidrs ?? [])].join(', ') || 'none'
    return sourcesOf(subject)
      .filter(({ host }) => !isAllowed(host, sources))
      .map(({ host, path }) => ({
        path,
        message: `models would come from ${host} (allowed: ${allowed})`,
      }))
  },
}

/** Names are held against names, addresses against blocks. */
function isAllowed(host: string, { hosts = [], cidrs = [] }: AllowedSources): boolean {
  return parseAddress(host) === undefined ? matchesAny(withStoreHosts(hosts), host) : isWithin(host, cidrs)
}
