/**
 * What is measured, in a process of its own on either runtime: `follower.ts PORT raw|chunks|streams`. `raw` reads every page
 * and keeps nothing; the others fill the stores the controllers use, in a process set up as theirs. Prints seconds and resident memory as JSON.
 * @module
 */
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { projectNode } from '../../../src/controllers/feeds/node.ts'
import { projectPod } from '../../../src/controllers/feeds/pod.ts'
import { createClient } from '../../../src/kube/client.ts'
import { pagesOf } from '../../../src/kube/pages.ts'
import { Reflector } from '../../../src/kube/reflector.ts'
import { resources } from '../../../src/kube/resources.ts'
import { Store } from '../../../src/kube/store.ts'
import type { KubeObject, ResourceType } from '../../../src/kube/types.ts'
import { boundListHeap } from '../../../src/server/heap.ts'

export interface Followed {
  readonly seconds: number
  readonly objects: number
  /** Some seconds after, and the most it ever was. */
  readonly residentMiB: number
  readonly peakMiB: number
}

const [port, way = 'streams'] = process.argv.slice(2)
boundListHeap()
const client = createClient({
  server: new URL(`http://127.0.0.1:${port}`),
  options: async () => ({ headers: {} }),
})

/** The kernel's figures, so that both runtimes are measured alike. */
function memoryMiB(line: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync('/proc/self/status', 'utf8')
  return Number(new RegExp(`^${line}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024
}

async function readRaw(type: ResourceType): Promise<number> {
  let count = 0
  for await (const page of pagesOf(client, type)) count += page.length
  return count
}

function follow<T extends KubeObject>(type: ResourceType, project: (object: T) => T) {
  const store = new Store<T>()
  const reflector = new Reflector<T>({ client, type, project, store, streamingLists: way === 'streams' })
  return { store, reflector: reflector.start() }
}

const began = performance.now()
const seconds = () => (performance.now() - began) / 1000
async function report(objects: () => number, took: number, stop: () => Promise<unknown>): Promise<void> {
  await sleep(3000)
  const followed: Followed = {
    seconds: took,
    objects: objects(),
    residentMiB: memoryMiB('VmRSS'),
    peakMiB: memoryMiB('VmHWM'),
  }
  console.log(JSON.stringify(followed))
  await stop()
  client.close()
}

if (way === 'raw') {
  const [nodes, pods] = await Promise.all([resources.node, resources.pod].map(readRaw))
  await report(
    () => (nodes ?? 0) + (pods ?? 0),
    seconds(),
    async () => {},
  )
} else {
  const nodes = follow(resources.node, projectNode)
  const pods = follow(resources.pod, projectPod)
  const all = [nodes.reflector, pods.reflector]
  await Promise.all(all.map(({ synced }) => synced))
  await report(
    () => nodes.store.size + pods.store.size,
    seconds(),
    () => Promise.all(all.map((reflector) => reflector.stop())),
  )
}
