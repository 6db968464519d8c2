/**
 * What S3 means by its errors.
 * @module
 */
import { isRecord } from '../../vocabulary/model-files/json-record.ts'
import type { Outcome } from '../../vocabulary/model-files/outcome.ts'
import { FetchError, wordsOf } from '../fetch-error.ts'

const credentials =
  'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE; --s3-unsigned is for public buckets'

/** @param what an s3:// URL */
export function s3Error(error: unknown, what: string): unknown {
  if (error instanceof FetchError || !(error instanceof Error)) return error
  // the client wraps what its connection threw
  if (error.cause instanceof FetchError) return error.cause
  if (error.name === 'AbortError') return error
  const { status, retryAfterSeconds } = answerOf(error)
  const said = (outcome: Outcome, words: string) =>
    new FetchError(outcome, `${what}: ${words}`, { cause: error, retryAfterSeconds })
  switch (error.name) {
    case 'CredentialsProviderError':
      return said('AuthRequired', `no credentials were found; ${credentials}`)
    case 'NoSuchBucket':
      return said('NotFound', 'there is no such bucket; check name, region and endpoint')
    case 'SlowDown':
    case 'TooManyRequests':
      return said('RateLimited', 'the store asks for fewer requests')
    case 'TimeoutError':
      return said('Stalled', 'the store did not answer in time')
  }
  switch (status) {
    case 301:
    case 307:
      return said('BadInput', 'the bucket is in another region; name it with --s3-region')
    case 401:
    case 403:
      return said('AuthRequired', `these credentials may not read it (${error.name}); ${credentials}`)
    case 404:
      return said('NotFound', 'there is no such object; check bucket and prefix')
    case 412:
    case 416:
      return said('SourceChanged', 'it changed since it was listed; start again')
    case 429:
      return said('RateLimited', 'the store asks for fewer requests')
    default:
      return said('Unavailable', wordsOf(error) || error.name)
  }
}

function answerOf(error: Error): {
  readonly status: number | undefined
  readonly retryAfterSeconds: number | undefined
} {
  const metadata = '$metadata' in error && isRecord(error.$metadata) ? error.$metadata : {}
  const response = '$response' in error && isRecord(error.$response) ? error.$response : {}
  const headers = isRecord(response.headers) ? response.headers : {}
  const wait = Number(headers['retry-after'] ?? Number.NaN)
  return {
    status: typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined,
    retryAfterSeconds: Number.isFinite(wait) ? wait : undefined,
  }
}
