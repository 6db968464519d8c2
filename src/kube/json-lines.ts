/**
 * A stream of bytes as JSON values, one a line, as a watch sends them.
 * @module
 */
import { ApiError } from './api-error.ts'

/** etcd takes 1.5 MiB an object by default; JSON of it, both ways of counting included, stays well below this. */
const defaultMaxLine = 16 * 2 ** 20

/**
 * @param maxLine characters a line may have before the stream is given up, so that memory is bounded
 * @throws ApiError `BadAnswer` for a line that is too long, cut short, or not JSON
 */
export async function* jsonLines(
  chunks: AsyncIterable<Uint8Array>,
  maxLine = defaultMaxLine,
): AsyncGenerator<unknown, void, undefined> {
  const decoder = new TextDecoder()
  let pending = ''
  for await (const chunk of chunks) {
    const lines = decoder.decode(chunk, { stream: true }).split('\n')
    lines[0] = pending + (lines[0] ?? '')
    pending = lines.pop() ?? ''
    if (pending.length > maxLine) throw bad(`a line of more than ${maxLine} characters`)
    for (const line of lines) {
      if (line.trim() !== '') yield parse(line)
    }
  }
  if (pending.trim() !== '') throw bad('the stream ended inside a line')
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw bad('a line that is not JSON', cause)
  }
}

function bad(message: string, cause?: unknown): ApiError {
  return new ApiError({ code: 0, reason: 'BadAnswer', message: `watch: ${message}`, cause })
}
