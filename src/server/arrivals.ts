/**
 * An end for requests that do not arrive whole in time. Node's own limit counts from the opening of a connection too, and clients open
 * connections ahead: one that is first used after ten quiet seconds would be answered 408.
 * @module
 */
import type { IncomingMessage } from 'node:http'

const tooLate = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'

export class Arrivals {
  /** Requests whose bodies are on their way → when their headers had come. */
  readonly #since = new Map<IncomingMessage, number>()
  readonly #sweeping: NodeJS.Timeout
  readonly #gone: (this: IncomingMessage) => void

  /** @param longestMs from the end of the headers to that of the body */
  constructor(longestMs: number) {
    const since = this.#since
    // one for all requests: `this` tells them apart
    this.#gone = function () {
      since.delete(this)
    }
    this.#sweeping = setInterval(() => this.#sweep(longestMs), Math.min(1000, longestMs))
    this.#sweeping.unref()
  }

  expect(request: IncomingMessage): void {
    this.#since.set(request, performance.now())
    request.on('close', this.#gone)
  }

  stop(): void {
    clearInterval(this.#sweeping)
  }

  #sweep(longestMs: number): void {
    const began = performance.now() - longestMs
    // in the order in which they came
    for (const [request, since] of this.#since) {
      if (since > began) return
      this.#since.delete(request)
      if (!request.complete) request.socket.end(tooLate, () => request.socket.destroy())
    }
  }
}
