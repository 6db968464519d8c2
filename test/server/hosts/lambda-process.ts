/**
 * A Lambda function as a process: loads the handler once, takes one event a line and gives one result a line.
 * @module
 */
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Surroundings } from '../webhook-process.ts'
import type { Bundles } from './bundled.ts'
import type { Environment } from './host-process.ts'
import type { Answered, Asked } from './reviews.ts'

/** What the platform's own loop does, as far as a handler can tell. */
const loop = `
  import { createInterface } from 'node:readline'
  const { handler } = await import(process.argv[1])
  for await (const line of createInterface({ input: process.stdin }))
    process.stdout.write(JSON.stringify(await handler(JSON.parse(line), {})) + '\\n')`

interface Result {
  readonly statusCode: number
  readonly headers?: Readonly<Record<string, string>>
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>
  readonly body: string
  readonly isBase64Encoded: boolean
}

export interface LambdaProcess {
  functionUrl(asked: Asked, base64: boolean): Promise<Answered>
  loadBalancer(asked: Asked): Promise<Answered>
  stop(): Promise<void>
}

const recorded = async (name: string) =>
  JSON.parse(await readFile(new URL(`${name}.json`, import.meta.url), 'utf8'))

/** @param env default: the signed file `snapshot.json` among the bundles */
export async function startLambda(
  bundles: Bundles,
  around: Surroundings,
  env: Environment = {
    FITGATE_SNAPSHOT_FILE: join(bundles.folder, 'snapshot.json'),
    FITGATE_SNAPSHOT_KEY: around.material.snapshotKey,
  },
): Promise<LambdaProcess> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', loop, bundles.path('lambda')], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = new Promise<void>((done) => child.once('exit', () => done()))
  const results = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const invoke = async (event: unknown): Promise<Result> => {
    child.stdin.write(`${JSON.stringify(event)}\n`)
    const { value, done } = await results.next()
    if (done) throw new Error('the function ended')
    return JSON.parse(value)
  }
  const encoded = (body: string | undefined) => Buffer.from(body ?? '').toString('base64')
  return {
    async functionUrl({ path, method = 'POST', type = 'application/json', body = '' }, base64) {
      const event = await recorded('function-url-event')
      const { http } = event.requestContext
      const result = await invoke({
        ...event,
        rawPath: path,
        headers: {
          ...event.headers,
          'content-type': type,
          'content-length': String(Buffer.byteLength(body)),
        },
        requestContext: { ...event.requestContext, http: { ...http, method, path } },
        body: base64 ? encoded(body) : body,
        isBase64Encoded: base64,
      })
      return answered(result, result.headers?.['content-type'])
    },
    async loadBalancer({ path, method = 'POST', type = 'application/json', body = '' }) {
      const event = await recorded('load-balancer-event')
      const multiValueHeaders = { ...event.multiValueHeaders, 'content-type': [type] }
      const result = await invoke({
        ...event,
        path,
        httpMethod: method,
        multiValueHeaders,
        body: encoded(body),
      })
      return answered(result, result.multiValueHeaders?.['content-type']?.[0])
    },
    async stop() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

function answered(result: Result, contentType: string | undefined): Answered {
  if (!contentType?.startsWith('application/json') || result.isBase64Encoded)
    throw new Error(`the API server cannot read ${JSON.stringify(result)}`)
  return { status: result.statusCode, body: JSON.parse(result.body) }
}
