/**
 * Load on a server from the loopback, closed (the next request follows the answer) and open (requests come when they come, whether or
 * not earlier ones were answered). Bounded in time; every answer is looked at.
 * @module
 */
import type { Buffer } from 'node:buffer'
import { type Answer, Connection, type Target } from './connection.ts'

export interface LoadOptions {
  readonly target: Target
  readonly requests: readonly Buffer[]
  readonly seconds: number
  readonly connections: number
  /** Whether an answer is as it should be. Default: its status is 200. */
  readonly isGood?: (answer: Answer) => boolean
}

export interface Loaded {
  readonly answered: number
  readonly failed: number
  readonly firstFailure?: string
  readonly seconds: number
  /** Of each answer, ascending; from when the request was due. */
  readonly latenciesMs: Float64Array
}

/** As fast as the server answers. */
export async function closedLoop(options: LoadOptions): Promise<Loaded> {
  const counted = counter(options)
  const began = performance.now()
  const end = began + options.seconds * 1000
  let next = 0
  await Promise.all(
    Array.from({ length: options.connections }, async () => {
      const line = new Line(options.target)
      while (performance.now() < end) {
        const sent = performance.now()
        await counted.one(line, options.requests[next++ % options.requests.length], sent)
      }
      line.close()
    }),
  )
  return counted.result((performance.now() - began) / 1000)
}

/** @param options.rate requests a second, evenly spaced */
export async function openLoop(options: LoadOptions & { readonly rate: number }): Promise<Loaded> {
  const counted = counter(options)
  const idle = Array.from({ length: options.connections }, () => new Line(options.target))
  await Promise.all(idle.map((line) => line.ready()))
  const total = Math.floor(options.rate * options.seconds)
  const waiting: number[] = []
  const under = new Set<Promise<void>>()
  const began = performance.now()
  const due = (i: number) => began + (i * 1000) / options.rate
  const start = (line: Line, i: number) => {
    const going = counted.one(line, options.requests[i % options.requests.length], due(i)).then(() => {
      under.delete(going)
      const later = waiting.shift()
      if (later === undefined) idle.push(line)
      else start(line, later)
    })
    under.add(going)
  }
  for (let i = 0; i < total; ) {
    // Timers are a millisecond coarse: the loop turns on its own core instead.
    if (performance.now() < due(i)) {
      await new Promise((resolve) => setImmediate(resolve))
      continue
    }
    const line = idle.pop()
    if (line) start(line, i)
    else waiting.push(i)
    i++
  }
  while (under.size > 0) await Promise.all(under)
  for (const line of idle) line.close()
  return counted.result((performance.now() - began) / 1000)
}

/** A connection that is opened anew when the server asked for it. */
class Line {
  readonly #target: Target
  #connection: Promise<Connection> | undefined

  constructor(target: Target) {
    this.#target = target
  }

  ready(): Promise<Connection> {
    this.#connection ??= Connection.open(this.#target)
    return this.#connection
  }

  async send(bytes: Buffer): Promise<Answer> {
    try {
      const answer = await (await this.ready()).send(bytes)
      if (answer.closes) this.close()
      return answer
    } catch (error) {
      this.close()
      throw error
    }
  }

  close(): void {
    void this.#connection?.then(
      (connection) => connection.close(),
      () => {},
    )
    this.#connection = undefined
  }
}

function counter({ isGood = ({ status }) => status === 200 }: LoadOptions) {
  const latencies: number[] = []
  let failed = 0
  let firstFailure: string | undefined
  const fail = (why: string) => {
    failed++
    firstFailure ??= why
  }
  return {
    async one(line: Line, bytes: Buffer | undefined, due: number): Promise<void> {
      if (bytes === undefined) throw new Error('there is nothing to send')
      try {
        const answer = await line.send(bytes)
        latencies.push(performance.now() - due)
        if (!isGood(answer)) fail(`${answer.status} ${answer.body.toString()}`)
      } catch (error) {
        fail(String(error))
      }
    },
    result: (seconds: number): Loaded => ({
      answered: latencies.length,
      failed,
      firstFailure,
      seconds,
      latenciesMs: Float64Array.from(latencies).sort(),
    }),
  }
}
