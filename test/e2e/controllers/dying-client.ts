/**
 * A client whose process is killed between two writes: after so many, nothing it sends arrives any more.
 * @module
 */
import { ApiError } from '../../../src/kube/api-error.ts'
import type { KubeClient } from '../../../src/kube/types.ts'

export interface DyingClient {
  readonly client: KubeClient
  /** Resolves when it tried the write that killed it. */
  readonly died: Promise<void>
  /** Writes that arrived. */
  readonly writes: readonly string[]
}

const writing = new Set(['create', 'apply', 'patch', 'delete'])

/** @param survives writes that still arrive */
export function dyingClient(client: KubeClient, survives: number): DyingClient {
  const { promise: died, resolve } = Promise.withResolvers<void>()
  const writes: string[] = []
  let isDead = false
  const guarded = new Proxy(client, {
    get(target, property, receiver) {
      const method: unknown = Reflect.get(target, property, receiver)
      if (typeof method !== 'function' || property === 'close' || property === 'watch') return method
      return (...args: readonly unknown[]) => {
        const isWrite = writing.has(String(property)) && !isEvent(args[0])
        if (isWrite && writes.length >= survives) isDead = true
        if (isDead) {
          resolve()
          return Promise.reject(
            new ApiError({ code: 0, reason: 'Unreachable', message: 'the process is dead' }),
          )
        }
        if (isWrite) writes.push(`${String(property)} ${plural(args[0])}`)
        return Reflect.apply(method, target, args)
      }
    },
  })
  return { client: guarded, died, writes }
}

const plural = (type: unknown) =>
  typeof type === 'object' && type !== null && 'plural' in type ? String(type.plural) : ''

/** Sent in the background, whenever; the state of the cluster does not hang on them. */
const isEvent = (type: unknown) => plural(type) === 'events'
