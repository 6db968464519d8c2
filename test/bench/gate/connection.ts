/**
 * One keep-alive HTTPS connection of a load generator: requests are bytes made beforehand, of answers only status and length are read.
 * A generator that did more would be measured in the server's place.
 * @module
 */
import { Buffer } from 'node:buffer'
import { connect, type TLSSocket } from 'node:tls'

export interface Target {
  readonly port: number
  readonly ca: string
}

/** The bytes of a POST of JSON. */
export function postBytes(path: string, body: string): Buffer {
  const length = Buffer.byteLength(body)
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\naccept: application/json, */*\r\ncontent-length: ${length}\r\n\r\n${body}`,
  )
}

/** An answer as far as it is read. */
export interface Answer {
  readonly status: number
  readonly body: Buffer
  /** The server wants the connection closed. */
  readonly closes: boolean
}

/** Sends one request at a time. */
export class Connection {
  readonly #socket: TLSSocket
  #received: Buffer = Buffer.alloc(0)
  #done: ((answer: Answer) => void) | undefined
  #failed: ((error: Error) => void) | undefined
  #error: Error | undefined

  private constructor(socket: TLSSocket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('error', (error) => this.#fail(error))
    socket.on('close', () => this.#fail(new Error('the connection was closed')))
  }

  static open({ port, ca }: Target): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, ca })
      socket.once('secureConnect', () => {
        socket.off('error', reject)
        resolve(new Connection(socket))
      })
      socket.once('error', reject)
    })
  }

  /** @throws Error when the connection ends before the answer did */
  send(bytes: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#error) {
        reject(this.#error)
        return
      }
      this.#done = resolve
      this.#failed = reject
      this.#socket.write(bytes)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #fail(error: Error): void {
    this.#error ??= error
    this.#failed?.(error)
  }

  #read(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    const end = this.#received.indexOf('\r\n\r\n')
    if (end < 0) return
    const head = this.#received.toString('latin1', 0, end)
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
    if (length === undefined) {
      this.#fail(new Error(`an answer without a length: ${head}`))
      return
    }
    const whole = end + 4 + Number(length)
    if (this.#received.length < whole) return
    const body = this.#received.subarray(end + 4, whole)
    this.#received = this.#received.subarray(whole)
    this.#done?.({ status: Number(head.slice(9, 12)), body, closes: /\r\nconnection: *close/i.test(head) })
  }
}
