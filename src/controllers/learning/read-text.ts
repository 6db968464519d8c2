/**
 * One short HTTP read of something that may be anybody's: bounded in time and size, no redirects.
 * @module
 */

/** Seconds for the whole read, and its most bytes; the metrics of an engine are some tens of KiB. */
const patienceSeconds = 3
const maxBytes = 1 << 20

/** @throws Error where there is no answer in time, none that is good, or it is too long */
export async function readText(url: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, {
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(patienceSeconds * 1000)]),
  })
  if (!response.ok || response.body === null) {
    await response.body?.cancel()
    throw new Error(`answered ${response.status}`)
  }
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of response.body) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw new Error(`answered more than ${maxBytes} bytes`)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
