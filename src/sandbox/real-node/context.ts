/**
 * What the processes of a real node are told: one JSON file, as they are started without the program that knows it.
 * @module
 */
import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ComponentContext } from '../components/component.ts'
import type { NodeSpec } from '../node-spec.ts'
import type { NodeBinaries } from './binaries.ts'

export interface NodeContext extends ComponentContext {
  readonly binaries: NodeBinaries
  /** What the real node says it is: GPUs, labels, processors, memory. Absent: no GPUs, and the machine as it is. */
  readonly spec: NodeSpec | undefined
  /** Simulated ones beside it. */
  readonly simulated: readonly NodeSpec[]
  /** Container images, docker-archives, that are there from the start. */
  readonly images: readonly string[]
  /** Of the API server, over those it is given anyway. */
  readonly apiServerArgs: readonly string[]
}

/** The folder of the real node in the folder of the sandbox. */
export const nodeFolder = ({ layout }: Pick<ComponentContext, 'layout'>) => join(layout.stateDir, 'node')

/** Files of that folder. */
export const nodeFiles = {
  context: 'context.json',
  /** Process id, outside, of what holds the namespaces. */
  holder: 'holder.pid',
  /** Number of nodes, written when all of them are Ready. */
  ready: 'ready',
  /** Leads into the namespaces, to the API server. Used relative to the folder: the system allows 107 bytes. */
  socket: 'api.sock',
} as const

export async function writeContext(context: NodeContext): Promise<string> {
  const folder = nodeFolder(context)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, nodeFiles.context)
  await writeFile(file, JSON.stringify(context))
  return file
}

export function readContext(file: string): NodeContext {
  return JSON.parse(readFileSync(file, 'utf8')) as NodeContext
}
