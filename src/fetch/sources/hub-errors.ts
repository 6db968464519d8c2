/**
 * What the hub means by its refusals: it answers 401 to names that do not exist, so that nobody learns which private ones do.
 * @module
 */
import type { IncomingHttpHeaders } from 'node:http'
import { FetchError } from '../fetch-error.ts'
import { retryAfter, statusError } from '../http/status.ts'

export interface Refusal {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** The hub's own words. */
  readonly said?: string
  readonly file?: string
}

export interface Asked {
  readonly id: string
  readonly revision: string
  readonly hasToken: boolean
  readonly endpoint: string
}

export function hubError({ status, headers, said = '', file }: Refusal, asked: Asked): FetchError {
  const { id, revision, hasToken, endpoint } = asked
  const code = String(headers['x-error-code'] ?? '')
  const words = `${String(headers['x-error-message'] ?? '')} ${said}`
  const page = `${endpoint}/${id}`
  if (code === 'GatedRepo' || /\bgated\b|restricted/i.test(words)) {
    return new FetchError(
      'AuthRequired',
      hasToken
        ? `${id} is gated and this token's account was not let in: accept its terms at ${page}`
        : `${id} is gated: accept its terms at ${page}, then give a token (HF_TOKEN or --token-file)`,
    )
  }
  switch (status) {
    case 401:
      return new FetchError(
        'AuthRequired',
        hasToken
          ? `${id} does not exist, or this token may not read it (or is no longer valid)`
          : `${id} does not exist or is private: check the name, or give a token (HF_TOKEN or --token-file)`,
      )
    case 403:
      return new FetchError('AuthRequired', `${id}: this token may not read it; ask its owner at ${page}`)
    case 404:
      if (file !== undefined)
        return new FetchError(
          'SourceChanged',
          `${id}: ${file} is no longer at revision ${revision}; start again`,
        )
      return /revision/i.test(code + words)
        ? new FetchError(
            'NotFound',
            `${id} has no revision "${revision}"; see ${page}/tree/main for those it has`,
          )
        : new FetchError('NotFound', `${id} does not exist at ${endpoint}; check the name`)
    case 429:
      return new FetchError(
        'RateLimited',
        hasToken
          ? `${endpoint} limits the requests of this token's account`
          : `${endpoint} limits requests without a token: give one (HF_TOKEN or --token-file), or name a mirror (HF_ENDPOINT)`,
        { retryAfterSeconds: retryAfter(headers, Date.now()) },
      )
    default:
      return statusError({ status, headers, url: page }, Date.now())
  }
}
