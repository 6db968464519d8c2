/**
 * A bearer token in a file that somebody else rotates, such as the kubelet the token of a service account.
 * @module
 */
import { readFile } from 'node:fs/promises'
import { type Clock, systemClock } from './clock.ts'
import type { Credentials } from './credentials.ts'

/** Kubelets rotate at four fifths of a life of an hour or more; a file that was refused is read again at once. */
const freshMs = 10_000

export function tokenFile(path: string, clock: Clock = systemClock): Credentials {
  let held: { readonly token: string; readonly readAt: number; readonly refused: boolean } | undefined

  async function read(): Promise<string> {
    try {
      const token = (await readFile(path, 'utf8')).trim()
      if (token === '') throw new Error(`${path}: the token file is empty`)
      held = { token, readAt: clock.now(), refused: false }
      return token
    } catch (error) {
      // In the middle of a rotation the file may be away for a moment; the token before is good until it is refused.
      if (held && !held.refused) return held.token
      throw error
    }
  }

  return {
    async current() {
      const fresh = held && !held.refused && clock.now() - held.readAt < freshMs
      return { token: fresh && held ? held.token : await read() }
    },
    refused() {
      if (held) held = { ...held, refused: true }
      return held !== undefined
    },
  }
}
