/**
 * An end for requests that do not arrive whole in time. Node's own limit counts from the opening of a connection too, and clients open
 * connections ahead: one that is first used after ten quiet seconds would be answered 408.
 * @module
 */
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

const tooLate = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'

/** The newest request of a connection; those before it have come whole. */
interface Arrival {
  request: IncomingMessage
  /** When its headers had come. */
  since: number
}

export class Arrivals {
  readonly #newest = new Map<Socket, Arrival>()
  readonly #sweeping: NodeJS.Timeout

  /** @param longestMs from the end of the headers to that of the body */
  constructor(longestMs: number) {
    this.#sweeping = setInterval(() => this.#sweep(longestMs), Math.min(1000, longestMs))
    this.#sweeping.unref()
  }

  /** For each request, so it costs as little as it can: nothing is listened to but the end of connections. */
  expect(request: IncomingMessage): void {
    const { socket } = request
    const since = performance.now()
    const before = this.#newest.get(socket)
    if (before !== undefined) {
      before.request = request
      before.since = since
      return
    }
    this.#newest.set(socket, { request, since })
    socket.once('close', () => this.#newest.delete(socket))
  }

  stop(): void {
    clearInterval(this.#sweeping)
  }

  #sweep(longestMs: number): void {
    const began = performance.now() - longestMs
    for (const [socket, { request, since }] of this.#newest) {
      if (since > began || request.complete) continue
      this.#newest.delete(socket)
      socket.end(tooLate, () => socket.destroy())
    }
  }
}
