/**
 * Addresses to listen on, as flags spell them.
 * @module
 */
import type { Address } from './host.ts'

/** `0.0.0.0:9443`, `[::1]:9443`, `:9443`; `undefined` when it is not an address. */
export function parseAddress(text: string): Address | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text)
  if (!match) return undefined
  const port = Number(match[3])
  if (port > 65_535) return undefined
  return { host: match[1] ?? (match[2] || '0.0.0.0'), port }
}
