/**
 * A proxy in front of the real API server that does to its clients what networks and busy servers do.
 * It speaks plain HTTP to the client, adds the credentials itself unless the client brings its own, and counts everything.
 *
 * @example
 * const proxy = await startFaultProxy(await loadKubeconfig(controlPlane.kubeconfig))
 * const client = createClient(proxy.source)
 * proxy.inject({ kind: 'reset' }, { when: ({ isWatch }) => isWatch })
 * @module
 */
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { ConnectionSource } from '../../src/kube/config.ts'
import { type Fault, PassUntil, ShiftDates, shiftDates, statusBody, Throttle } from './faults.ts'

export interface ProxiedRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly isWatch: boolean
  readonly isWrite: boolean
  readonly headers: http.IncomingHttpHeaders
  /** Milliseconds on a clock that only grows. */
  readonly at: number
}

export interface InjectOptions {
  /** Default: any request. */
  readonly when?: (request: ProxiedRequest) => boolean
  /** Requests it happens to. Default 1. */
  readonly times?: number
}

export interface FaultProxy {
  /** How a client reaches the API server through the proxy. */
  readonly source: ConnectionSource
  /** Everything that came, in order. */
  readonly requests: readonly ProxiedRequest[]
  /** Connections accepted so far. */
  readonly connections: number
  /** Faults that have happened so far. */
  readonly faults: number
  /** Faults of the future. The first that matches a request is the one that happens. */
  inject(fault: Fault, options?: InjectOptions): void
  /** Asked for every request that no injected fault matches. */
  chaos(choose: (request: ProxiedRequest) => Fault | undefined): void
  /** No more faults. */
  calm(): void
  /** Forgets the requests so far, so that a long run does not fill the memory. */
  forget(): void
  /** Resets every open connection. */
  cut(): void
  /** Refuses connections, and resets those that are open. */
  down(): Promise<void>
  up(): Promise<void>
  /** Nothing passes any more, either way, and no connection closes: a network partition. */
  partition(): void
  /** Connections that were open while partitioned are reset. */
  heal(): void
  close(): Promise<void>
}

export async function startFaultProxy(upstream: ConnectionSource): Promise<FaultProxy> {
  const secure = upstream.server.protocol === 'https:'
  const agent = new (secure ? https : http).Agent({ keepAlive: true })
  const requests: ProxiedRequest[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  let faults = 0
  let planned: { fault: Fault; when: (request: ProxiedRequest) => boolean; times: number }[] = []
  let chaos: (request: ProxiedRequest) => Fault | undefined = () => undefined
  let partitioned = false

  const server = http.createServer((request, response) => {
    const { method = 'GET', url = '/', headers } = request
    const isWatch = /[?&]watch=true\b/.test(url)
    const isWrite = method !== 'GET' && method !== 'HEAD'
    const seen = { method, path: url, isWatch, isWrite, headers, at: performance.now() }
    requests.push(seen)
    if (partitioned) return
    // Whoever went away no longer needs an answer.
    response.on('error', () => response.destroy())
    const fault = faultOf(seen)
    if (fault) faults++
    void exchange(seen, request, response, fault).catch(() => reset(response))
  })
  server.on('connection', (socket) => {
    connections++
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
  })

  function faultOf(request: ProxiedRequest): Fault | undefined {
    const plan = planned.find(({ when }) => when(request))
    if (!plan) return chaos(request)
    plan.times--
    planned = planned.filter(({ times }) => times > 0)
    return plan.fault
  }

  async function exchange(
    { method, path }: ProxiedRequest,
    request: http.IncomingMessage,
    response: http.ServerResponse,
    fault: Fault | undefined,
  ): Promise<void> {
    const body: Buffer[] = []
    for await (const chunk of request) body.push(chunk)
    if (fault?.kind === 'reset') return reset(response)
    if (fault?.kind === 'answer') return answer(response, fault)
    if (fault?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.ms))
    const { headers: credentials, ...tls } = await upstream.options()
    const { host: _, connection: __, ...headers } = request.headers
    const forwarded = (secure ? https : http).request({
      ...tls,
      agent,
      method,
      path,
      host: upstream.server.hostname,
      port: upstream.server.port,
      headers: { ...headers, ...(headers.authorization ? {} : credentials) },
    })
    response.on('close', () => forwarded.destroy())
    forwarded.on('error', () => reset(response))
    forwarded.on('response', (answered) => {
      answered.on('error', () => reset(response))
      if (fault?.kind === 'loseAnswer') {
        answered.resume().on('end', () => reset(response))
        return
      }
      // A body that ends early must look as if it were whole.
      if (fault?.kind === 'truncateAfter') delete answered.headers['content-length']
      response.writeHead(answered.statusCode ?? 502, answered.headers)
      response.flushHeaders()
      pass(answered, response, fault)
    })
    const sent = Buffer.concat(body)
    forwarded.end(fault?.kind === 'skew' ? shiftDates(sent.toString('utf8'), -fault.seconds) : sent)
  }

  function pass(
    answered: http.IncomingMessage,
    response: http.ServerResponse,
    fault: Fault | undefined,
  ): void {
    const source = filtered(answered, response, fault)
    source.on('data', (chunk) => {
      if (!partitioned) response.write(chunk)
    })
    source.on('end', () => {
      if (!partitioned) response.end()
    })
  }

  async function listen(port = 0): Promise<number> {
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    return (server.address() as AddressInfo).port
  }

  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  const port = await listen()

  return {
    source: { server: new URL(`http://127.0.0.1:${port}`), options: async () => ({ headers: {} }) },
    requests,
    get connections() {
      return connections
    },
    get faults() {
      return faults
    },
    inject(fault, { when = () => true, times = 1 } = {}) {
      planned.push({ fault, when, times })
    },
    chaos(choose) {
      chaos = choose
    },
    calm() {
      planned = []
      chaos = () => undefined
    },
    forget() {
      requests.length = 0
    },
    cut,
    async down() {
      const closed = new Promise((resolve) => server.close(resolve))
      cut()
      await closed
    },
    async up() {
      await listen(port)
    },
    partition() {
      partitioned = true
    },
    heal() {
      partitioned = false
      cut()
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      cut()
      agent.destroy()
      await closed
    },
  }
}

function filtered(answered: http.IncomingMessage, response: http.ServerResponse, fault: Fault | undefined) {
  switch (fault?.kind) {
    case 'resetAfter':
      return answered.pipe(new PassUntil(fault.bytes, () => reset(response)))
    case 'truncateAfter':
      return answered.pipe(new PassUntil(fault.bytes, () => response.end()))
    case 'blackHoleAfter':
      return answered.pipe(new PassUntil(fault.bytes, () => {}))
    case 'throttle':
      return answered.pipe(new Throttle(fault.bytesPerSecond))
    case 'skew':
      return answered.pipe(new ShiftDates(fault.seconds))
    default:
      return answered
  }
}

function answer(response: http.ServerResponse, fault: Extract<Fault, { kind: 'answer' }>): void {
  response.writeHead(fault.code, {
    'content-type': 'application/json',
    ...(fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) }),
  })
  response.end(fault.body ?? statusBody(fault.code, fault.reason ?? 'Injected'))
}

function reset(response: http.ServerResponse): void {
  response.socket?.resetAndDestroy()
}
