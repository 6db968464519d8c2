/**
 * Which hosts and addresses may be connected to. The same lists as admission's, held against where a name really leads.
 * @module
 */
import { isWithin, parseAddress } from '../../vocabulary/cidr.ts'
import { withStoreHosts } from '../../vocabulary/model-files/store-hosts.ts'
import { matchesAny } from '../../vocabulary/pattern.ts'

export interface Reach {
  /** Names, with `*`; where neither list is given, any host may be asked. */
  readonly hosts: readonly string[]
  /** Address blocks: for addresses written as such, and for names that lead to addresses which are not public. */
  readonly cidrs: readonly string[]
}

/** Not for models without being listed. Source: IANA special-purpose address registries. */
const special = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
  '::/127',
  '64:ff9b::/96',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
]
/** Where clouds hand out credentials: never unless listed. */
const linkLocal = ['169.254.0.0/16', 'fe80::/10', 'fd00:ec2::254/128']

const limited = ({ hosts, cidrs }: Reach) => hosts.length + cidrs.length > 0

/** Why a host may not be asked, before its name is looked up; `undefined` where it may, as far as its name goes. */
export function refusedHost(host: string, reach: Reach): string | undefined {
  const name = host.replace(/\.$/, '').toLowerCase()
  if (parseAddress(name) !== undefined) return refusedAddress(name, reach, false)
  if (!limited(reach) || matchesAny(withStoreHosts(reach.hosts), name)) return undefined
  // a name that is not listed may still lead into a listed block
  return reach.cidrs.length > 0
    ? undefined
    : `${name} is not among the allowed hosts (${reach.hosts.join(', ')})`
}

/** Why an address may not be connected to. `named`: a name led here that is itself allowed. */
export function refusedAddress(address: string, reach: Reach, named: boolean): string | undefined {
  if (isWithin(address, reach.cidrs)) return undefined
  if (isWithin(address, linkLocal)) return `${address} is link-local, where machines keep their credentials`
  if (!limited(reach)) return undefined
  if (!named) return `${address} is in no allowed block (${reach.cidrs.join(', ') || 'none'})`
  return isWithin(address, special) ? `${address} is not public and in no allowed block` : undefined
}

/** Whether the name itself is on the list, so that it may lead to any public address. */
export function isListed(host: string, reach: Reach): boolean {
  return matchesAny(withStoreHosts(reach.hosts), host.replace(/\.$/, '').toLowerCase())
}
