/**
 * A client under load, on whatever runtime runs this file: `patient-client.ts PORT SECONDS ANSWERS`, with the server's authority on
 * standard input; goes on until the time is up and so many requests were answered. Every verb, many at a time, fenced or not, aborted at
 * any moment. Prints what came of it as one line of JSON.
 * @module
 */
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { createClient } from '../../src/kube/client.ts'
import { resources } from '../../src/kube/resources.ts'
import { type ConfigMap, configMap } from './builders.ts'
import { calmPath } from './rude-server.ts'

export interface Patience {
  /** Requests that were answered. */
  readonly answered: number
  /** Requests that neither succeeded nor failed long after their time was up. */
  readonly stuck: number
  /** Bodies that did not arrive as they were sent. */
  readonly torn: number
  /** Of the fenced writes after the bad day, all sent over connections that have seen it. */
  readonly fine: number
}

const [port, seconds = '4', answers = '0'] = process.argv.slice(2)
const ca = await text(process.stdin)
const timeoutSeconds = 1
const client = createClient(
  { server: new URL(`https://127.0.0.1:${port}`), options: async () => ({ ca, headers: {} }) },
  { timeoutSeconds, retry: { retries: 1, backoff: { baseMs: 1, capMs: 5 }, maxRetryAfterSeconds: 1 } },
)
const { configMap: type } = resources
const ref = { namespace: 'd', name: 'a' }
let answered = 0
let stuck = 0
let torn = 0

async function watch(signal: AbortSignal): Promise<undefined> {
  for await (const _ of client.watch(type, { namespace: 'd', silenceSeconds: 0.5, signal }));
}

async function once(): Promise<void> {
  const limit = new AbortController()
  const { signal } = limit
  if (Math.random() < 0.15) setTimeout(() => limit.abort(), Math.random() * 40)
  // larger than what a connection takes at once, now and then
  const object = configMap(
    'a',
    { text: 'x'.repeat(Math.random() < 0.05 ? 200_000 : 100) },
    { namespace: 'd' },
  )
  const write = { signal, ...(Math.random() < 0.5 ? { onlyIf: () => Math.random() < 0.8 } : {}) }
  const verbs: readonly (() => Promise<unknown>)[] = [
    () => client.get(type, ref, { signal }),
    () => client.list(type, { namespace: 'd', signal }),
    () => client.create(type, object, write),
    () => client.apply(type, object, write),
    () => client.patch(type, ref, 'merge', object, write),
    () => client.delete(type, ref, { ...write, uid: 'u' }),
    () => watch(signal),
  ]
  const index = Math.floor(Math.random() * verbs.length)
  const timer = setTimeout(() => stuck++, timeoutSeconds * 10_000)
  try {
    const answer = (await verbs[index]?.()) as ConfigMap | undefined
    answered++
    // create, apply and patch carry the object
    const isSent = index >= 2 && index <= 4
    if (isSent && Number(answer?.data?.received) < JSON.stringify(object).length) torn++
  } catch {
    // it failed, and said so
  } finally {
    clearTimeout(timer)
  }
}

const end = performance.now() + Number(seconds) * 1000
await Promise.all(
  Array.from({ length: 48 }, async () => {
    while (performance.now() < end || answered < Number(answers)) await once()
  }),
)
for (let isCalm = false; !isCalm; ) {
  isCalm = await client.request('GET', calmPath).then(
    () => true,
    () => false,
  )
}
let fine = 0
for (let i = 0; i < 40; i++) {
  // beside reads, so that connections change hands
  const reads = [0, 1].map(() => client.get(type, ref))
  const write = client.patch(type, ref, 'merge', configMap('a'), { onlyIf: () => true })
  const ended = await Promise.allSettled([write, ...reads])
  if (ended.every(({ status }) => status === 'fulfilled')) fine++
}
client.close()
console.log(JSON.stringify({ answered, stuck, torn, fine } satisfies Patience))
