/**
 * Bodies of Lambda's events, as its adapter can take them.
 * @module
 */
import { Buffer } from 'node:buffer'

interface Carrying {
  readonly body?: unknown
  readonly isBase64Encoded?: unknown
}

/** The event with Base64 that is Base64: at anything else the adapter fails, where a body that says nothing is answered in words. */
export function decodable<Event extends Carrying>(event: Event): Event {
  if (!event.isBase64Encoded) return event
  const bytes = Buffer.from(typeof event.body === 'string' ? event.body : '', 'base64')
  return { ...event, body: bytes.toString('base64') }
}
