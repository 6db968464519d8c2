/**
 * One connection to a server, over which one answer comes after the other.
 * @module
 */
import { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'
import { BlockBody, blockBytes } from './block-body.ts'
import { type Head, headEnd, readHead } from './head.ts'

/** An answer that only Node's own client understands. */
export class NotPlain extends Error {
  override readonly name = 'NotPlain'
}

export interface RawAnswer extends Head {
  readonly body: BlockBody
}

const mostHeadBytes = 64 * 2 ** 10
/** Heads, and what comes where no block has room. Everything is taken from there at once, so one will do for all. */
const scratch = new Uint8Array(2 ** 14)

/** What a socket's bytes go to. */
export interface Reader {
  /** Where the next bytes are put. */
  room(): Uint8Array
  /** @returns whether to go on reading */
  read(data: Uint8Array): boolean
}

export interface ConnectionEvents {
  /** It can be asked again. */
  onFree(connection: Connection): void
  /** It can never be asked again. */
  onEnd(connection: Connection): void
}

export class Connection {
  readonly #socket: Socket
  readonly #events: ConnectionEvents
  readonly #block = new Uint8Array(blockBytes)
  #head = new Uint8Array()
  #asked: PromiseWithResolvers<RawAnswer> | undefined
  #body: BlockBody | undefined
  #signal: AbortSignal | undefined
  readonly #abort = () => this.#end(this.#signal?.reason)

  /** @param connect makes the socket */
  constructor(connect: (reader: Reader) => Socket, events: ConnectionEvents) {
    this.#events = events
    this.#socket = connect({
      room: () => this.#body?.room ?? scratch,
      read: (data) => this.#read(data),
    })
    this.#socket.on('error', (error) => this.#end(error))
    this.#socket.on('end', () => this.#end())
    this.#socket.on('close', () => this.#end())
  }

  /**
   * @param text the head of a request without a body
   * @param signal ends the request, and the connection, until all of the answer was taken
   */
  ask(text: string, signal: AbortSignal): Promise<RawAnswer> {
    const asked = Promise.withResolvers<RawAnswer>()
    this.#asked = asked
    this.#head = new Uint8Array()
    this.#signal = signal
    signal.addEventListener('abort', this.#abort)
    this.#socket.ref()
    this.#socket.write(text, 'latin1')
    this.#socket.resume()
    return asked.promise
  }

  close(): void {
    this.#end()
  }

  #end(error: unknown = Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' })): void {
    this.#asked?.reject(error)
    this.#asked = undefined
    this.#body?.fail(error)
    this.#settle()
    this.#socket.destroy()
    this.#events.onEnd(this)
  }

  #settle(): void {
    this.#body = undefined
    this.#signal?.removeEventListener('abort', this.#abort)
    this.#signal = undefined
  }

  /** @returns whether to go on reading */
  #read(data: Uint8Array): boolean {
    const body = this.#body
    if (body !== undefined && data.length <= body.missing) return body.take(data)
    if (body === undefined && this.#asked !== undefined) return this.#readHead(data)
    // more than was asked for: what the next answer would begin with is not ours
    this.#end()
    return false
  }

  #readHead(data: Uint8Array): boolean {
    const head = new Uint8Array(this.#head.length + data.length)
    head.set(this.#head)
    head.set(data, this.#head.length)
    this.#head = head
    const end = headEnd(head)
    if (end === undefined) {
      if (head.length > mostHeadBytes) this.#end(new NotPlain('the head of an answer has no end'))
      return head.length <= mostHeadBytes
    }
    const read = readHead(Buffer.from(head.buffer, 0, end).toString('latin1'))
    if (read === undefined) {
      this.#end(new NotPlain('an answer of another kind'))
      return false
    }
    this.#head = new Uint8Array()
    const rest = head.subarray(end)
    // what comes before the answer itself, such as hints
    if (read.status < 200) return rest.length === 0 || this.#readHead(rest)
    this.#begin(read)
    return rest.length === 0 || this.#read(rest)
  }

  #begin(head: Head): void {
    const body: BlockBody = new BlockBody(head.bytes, this.#block, {
      resume: () => this.#socket.resume(),
      release: () => this.#release(head),
      destroy: () => {
        // the connection may be another's already
        if (this.#body === body) this.#end()
      },
    })
    this.#body = body
    this.#asked?.resolve({ ...head, body })
    this.#asked = undefined
  }

  #release({ keepsOpen }: Head): void {
    this.#settle()
    if (!keepsOpen || this.#socket.destroyed) {
      this.#end()
      return
    }
    // an idle one keeps no process alive, and notices when the server closes it
    this.#socket.unref()
    this.#socket.resume()
    this.#events.onFree(this)
  }
}
