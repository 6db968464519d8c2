/**
 * What the Kubernetes API answers when it does not do what was asked, and what happens when it does not answer.
 * @module
 */

/** One cause of a refusal: a field of a 422, or a manager that owns a field of a 409. */
export interface ApiErrorCause {
  readonly reason?: string
  readonly message?: string
  readonly field?: string
}

/** Reasons this client gives itself, when there is no `Status` of the server to take one from. */
export type ClientReason =
  /** The kubeconfig's token file, certificate or exec plugin could not be read. */
  | 'NoCredentials'
  /** No connection, or it broke before the answer was complete. */
  | 'Unreachable'
  /** No complete answer in time. */
  | 'ClientTimeout'
  /** The caller's signal fired. */
  | 'Aborted'
  /** The answer is not what the API promises: cut short, or not JSON. */
  | 'BadAnswer'
  /** Not sent, because whoever wrote had lost the right to (`Fence`). */
  | 'Fenced'
  /** A watch that sent nothing, not even a bookmark, for longer than allowed. */
  | 'Silent'

export interface ApiErrorInit {
  /** HTTP status, or 0 when there was no answer. */
  readonly code: number
  /** The server's `reason` (`NotFound`, `Conflict`, `Invalid`, …) or a {@link ClientReason}. */
  readonly reason: string
  readonly message: string
  readonly retryAfterSeconds?: number
  readonly causes?: readonly ApiErrorCause[]
  /** The underlying error, such as Node's `ECONNREFUSED`. */
  readonly cause?: unknown
}

/** The only error the client throws. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: number
  readonly reason: string
  readonly retryAfterSeconds: number | undefined
  readonly causes: readonly ApiErrorCause[]

  constructor(init: ApiErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause })
    this.code = init.code
    this.reason = init.reason
    this.retryAfterSeconds = init.retryAfterSeconds
    this.causes = init.causes ?? []
  }
}

/** What the server sends as a body with a failure; everything is optional because proxies answer too. */
interface Status {
  readonly reason?: unknown
  readonly message?: unknown
  readonly details?: { readonly causes?: unknown; readonly retryAfterSeconds?: unknown }
}

/** For answers that come without a `reason`, from a proxy or an aggregated API. */
const reasonsByCode: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
}

/**
 * The error of an answer with a failing status.
 * @param what the request in words, `GET /api/v1/nodes`, for answers that explain nothing
 * @param body the parsed body, or its text
 * @param retryAfter the `Retry-After` header; only the form in seconds is used by Kubernetes
 */
export function apiErrorOf(what: string, code: number, body: unknown, retryAfter?: string): ApiError {
  const status: Status = body !== null && typeof body === 'object' ? body : {}
  const reason = typeof status.reason === 'string' && status.reason !== '' ? status.reason : undefined
  const message = typeof status.message === 'string' && status.message !== '' ? status.message : undefined
  const causes = status.details?.causes
  const text = typeof body === 'string' ? body.trim().slice(0, 200) : ''
  return new ApiError({
    code,
    reason: reason ?? reasonsByCode[code] ?? 'Unknown',
    message: message ?? `${what} answered ${code}${text === '' ? '' : `: ${text}`}`,
    retryAfterSeconds: secondsOf(retryAfter) ?? secondsOf(status.details?.retryAfterSeconds),
    causes: Array.isArray(causes) ? causes : [],
  })
}

function secondsOf(value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const seconds = Number(value)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.code === 404
}

/** The server understood and said no: asking again in a moment would be answered alike. */
export function isRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && [400, 403, 422].includes(error.code)
}

/** A precondition failed, a field is owned by another manager, or the name is taken. */
export function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.code === 409
}

/** The resourceVersion or the continue token is no longer known to the server: list again. */
export function isGone(error: unknown): boolean {
  return error instanceof ApiError && error.code === 410
}
