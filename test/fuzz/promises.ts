/**
 * What holds for the answer to any body whatever.
 * @module
 */
import { Buffer } from 'node:buffer'
import type { Hono } from 'hono'
import jsonpatch from 'jsonpatch'

interface Answered {
  readonly uid: string
  readonly allowed: boolean
  readonly patch?: string
  readonly warnings?: readonly string[]
  readonly status?: { readonly code: number; readonly message: string }
  readonly auditAnnotations?: Readonly<Record<string, string>>
}

const statuses = [200, 400, 413, 415]
const maxAnnotationBytes = 256 * 1024

/** Sends a body; throws an Error in words for the first promise that is broken. Gives the milliseconds that it took. */
export async function keepsItsPromises(app: Hono, path: string, body: string): Promise<number> {
  const began = performance.now()
  const headers = { 'content-type': 'application/json' }
  const answered = await app.request(path, { method: 'POST', headers, body })
  const text = await answered.text()
  const took = performance.now() - began
  if (!statuses.includes(answered.status)) throw new Error(`HTTP ${answered.status}: ${text}`)
  const { response } = JSON.parse(text) as { response: Answered }
  if (typeof response.allowed !== 'boolean') throw new Error(`no verdict: ${text}`)
  if (answered.status === 200) {
    const { request } = JSON.parse(arrived(body)) as { request: { uid: string } }
    if (response.uid !== request.uid) throw new Error(`the uid is ${response.uid}`)
    if (!response.allowed && !response.status?.message) throw new Error(`refused without a word: ${text}`)
    if (response.status?.code === 500) throw new Error(`a defect: ${text}`)
  }
  bounded(response)
  if (response.patch !== undefined) applies(response.patch, body)
  if (Reflect.has({}, 'polluted')) throw new Error('Object.prototype was written to')
  return took
}

function bounded({ warnings = [], status, auditAnnotations = {}, uid }: Answered): void {
  const lengths = {
    uid: [uid.length, 256],
    warning: [Math.max(0, ...warnings.map((warning) => warning.length)), 256],
    warnings: [warnings.join('').length, 4096],
    message: [status?.message.length ?? 0, 17_000],
    'audit annotation': [Math.max(0, ...Object.values(auditAnnotations).map((value) => value.length)), 1024],
    'audit annotations': [Object.keys(auditAnnotations).length, 16],
  }
  for (const [what, [length = 0, most = 0]] of Object.entries(lengths))
    if (length > most) throw new Error(`${what}: ${length}, at most ${most} were promised`)
}

/** Without a byte order mark, and without halves of surrogate pairs. */
const arrived = (body: string) => new TextDecoder().decode(new TextEncoder().encode(body))

/** As the API server would apply it, to the object that it sent. */
function applies(patch: string, body: string): void {
  const { object } = (JSON.parse(arrived(body)) as { request: { object: unknown } }).request
  const operations = JSON.parse(Buffer.from(patch, 'base64').toString()) as never[]
  if (operations.length === 0) throw new Error('an empty patch')
  const after = jsonpatch.apply_patch(object, operations) as {
    metadata?: { annotations?: Record<string, unknown> }
  }
  const annotations = Object.entries(after.metadata?.annotations ?? {})
  const wrong = annotations.find(([, value]) => typeof value !== 'string')
  if (wrong) throw new Error(`annotation ${wrong[0]} is no text`)
  const bytes = annotations.reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(String(value)),
    0,
  )
  if (bytes > maxAnnotationBytes) throw new Error(`${bytes} bytes of annotations`)
}
