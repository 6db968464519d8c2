/**
 * Some bytes of a file by HTTP, and proof that it is those that came.
 * @module
 */
import { FetchError } from '../fetch-error.ts'
import type { RemoteFile } from '../remote-file.ts'
import { type RequestOptions, type Response, request } from './request.ts'
import { bare, statusError } from './status.ts'

/** Asks for `from` to before `to`; the whole file without the header, where the server knows no ranges. */
export async function requestRange(
  url: string,
  file: RemoteFile,
  from: number,
  to: number,
  options: RequestOptions,
): Promise<Response> {
  // bytes are wanted as they are stored, or neither ranges nor checksums mean anything
  const headers: Record<string, string> = { ...options.headers, 'accept-encoding': 'identity' }
  if (file.ranges) headers.range = `bytes=${from}-${to - 1}`
  return request(url, { ...options, headers, inBlocks: true })
}

/** @throws FetchError unless the answer is exactly what was asked for; its body is then gone */
export function checkRange(answer: Response, file: RemoteFile, from: number, to: number): void {
  const problem = rangeProblem(answer, file, from, to)
  if (problem === undefined) return
  answer.body.destroy()
  throw problem
}

function rangeProblem(
  { status, headers, url }: Response,
  file: RemoteFile,
  from: number,
  to: number,
): FetchError | undefined {
  const place = bare(url)
  if (status === 206) {
    const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers['content-range'] ?? '') ?? []
    if (total !== undefined && total !== '*' && Number(total) !== file.bytes)
      return changed(place, file, Number(total))
    if (Number(first) === from && Number(last) === to - 1) return undefined
    return new FetchError('Unavailable', `${place} sent other bytes than it was asked for`)
  }
  if (status !== 200) return statusError({ status, headers, url }, Date.now())
  const length = headers['content-length']
  if (length !== undefined && Number(length) !== file.bytes) return changed(place, file, Number(length))
  // all of it, where a part would do: right only when that is what was wanted
  if (from === 0 && to === file.bytes) return undefined
  return new FetchError(
    'Unavailable',
    `${place} does not serve parts of files, so ${file.path} cannot be resumed`,
  )
}

const changed = (place: string, file: RemoteFile, bytes: number) =>
  new FetchError(
    'SourceChanged',
    `${place} has ${bytes} bytes now, ${file.bytes} when it was listed; start again to take what is there now`,
  )
