/**
 * Which proxy a URL is fetched through, from the usual variables in either case: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY.
 * @module
 */
import { isWithin } from '../../vocabulary/cidr.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** `undefined`: directly. */
export function proxyFor(url: URL, env: Environment): string | undefined {
  const of = (name: string) => env[name.toLowerCase()] || env[name] || undefined
  const proxy = of(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') ?? of('ALL_PROXY')
  if (proxy === undefined || isExempt(url, of('NO_PROXY') ?? '')) return undefined
  return proxy.includes('://') ? proxy : `http://${proxy}`
}

/** `*`, `example.com` with everything below it, `.example.com`, `host:8080`, `10.0.0.0/8`. */
function isExempt({ hostname, port, protocol }: URL, list: string): boolean {
  const host = hostname.toLowerCase()
  const ownPort = port || (protocol === 'https:' ? '443' : '80')
  return list.split(/[\s,]+/).some((entry) => {
    const word = entry.toLowerCase()
    if (word === '' || word === '*') return word === '*'
    if (word.includes('/')) return isWithin(host, [word])
    const [, name = word, wantedPort] = /^(.*?):(\d+)$/.exec(word) ?? []
    if (wantedPort !== undefined && wantedPort !== ownPort) return false
    const bare = name.replace(/^\*?\./, '')
    return host === bare || host.endsWith(`.${bare}`)
  })
}
