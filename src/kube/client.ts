/**
 * The Kubernetes API over plain JSON: see `KubeClient` for what it promises.
 * @module
 */
import { fieldManager } from '../vocabulary/names.ts'
import { isNotFound } from './api-error.ts'
import { type Call, type CallerOptions, createCaller } from './caller.ts'
import type { ConnectionSource } from './config.ts'
import { jsonLines } from './json-lines.ts'
import { pagedList } from './paged-list.ts'
import { asConflict, jsonPatchWith, preconditionFields, withPreconditions } from './preconditions.ts'
import { watchQuery, writeQuery } from './query.ts'
import { pathOf } from './resources.ts'
import { chunksOf } from './stream.ts'
import type {
  KubeClient,
  KubeObject,
  ObjectRef,
  ResourceType,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from './types.ts'

export type { RequestOutcome } from './caller.ts'

export interface ClientOptions extends CallerOptions {
  /** Who writes, in `managedFields`. Default `fitgate`. */
  readonly fieldManager?: string
}

const patchTypes = { merge: 'application/merge-patch+json', json: 'application/json-patch+json' } as const
const watchSeconds = 300
/** How much later than asked the server may end a quiet watch. */
const silenceMarginSeconds = 30

/**
 * @example
 * const client = createClient(await loadKubeconfig(), { userAgent: 'fitgate/1.0' })
 * const { items } = await client.list(resources.node)
 */
export function createClient(source: ConnectionSource, options: ClientOptions = {}): KubeClient {
  const caller = createCaller(source, options)
  const manager = options.fieldManager ?? fieldManager

  function writing(type: ResourceType, ref: Partial<ObjectRef>, write: WriteOptions) {
    const { subresource, signal, onlyIf } = write
    const path = pathOf(type, ref, subresource)
    return { path, resource: type, query: writeQuery(write, manager), signal, onlyIf }
  }

  async function conditionally({ preconditions }: WriteOptions, call: Call): Promise<unknown> {
    try {
      return await caller.send(call)
    } catch (error) {
      throw asConflict(error, preconditions)
    }
  }

  return {
    async get<T extends KubeObject>(
      type: ResourceType,
      ref: ObjectRef,
      { signal }: { signal?: AbortSignal } = {},
    ) {
      try {
        return (await caller.send({
          verb: 'get',
          method: 'GET',
          path: pathOf(type, ref),
          resource: type,
          signal,
        })) as T
      } catch (error) {
        if (isNotFound(error)) return undefined
        throw error
      }
    },

    list: (type, wanted = {}) => pagedList(caller, type, wanted),

    async create<T extends KubeObject>(type: ResourceType, object: T, write: WriteOptions = {}) {
      const call = writing(type, { namespace: object.metadata.namespace }, write)
      return (await caller.send({ ...call, verb: 'create', method: 'POST', body: object })) as T
    },

    async apply<T extends KubeObject>(
      type: ResourceType,
      object: T,
      { force = true, ...write }: WriteOptions & { readonly force?: boolean } = {},
    ) {
      const call = writing(type, object.metadata, write)
      return (await conditionally(write, {
        ...call,
        verb: 'apply',
        method: 'PATCH',
        // An apply refuses fields that the schema does not have by itself. What validation adds is a second, slow reading of the same text
        // for keys that are there twice.
        query: { ...call.query, force, fieldValidation: 'Ignore' },
        headers: { 'content-type': 'application/apply-patch+yaml' },
        body: withPreconditions(object, write.preconditions),
        repeatable: true,
      })) as T
    },

    async patch<T extends KubeObject>(
      type: ResourceType,
      ref: ObjectRef,
      kind: keyof typeof patchTypes,
      patch: unknown,
      write: WriteOptions = {},
    ) {
      const { preconditions } = write
      return (await conditionally(write, {
        ...writing(type, ref, write),
        verb: 'patch',
        method: 'PATCH',
        headers: { 'content-type': patchTypes[kind] },
        body: Array.isArray(patch)
          ? jsonPatchWith(patch, preconditions)
          : withPreconditions(patch as object, preconditions),
      })) as T
    },

    async delete(type, ref, { propagation, signal, onlyIf, ...wanted } = {}) {
      const preconditions = preconditionFields(wanted)
      try {
        await caller.send({
          verb: 'delete',
          method: 'DELETE',
          path: pathOf(type, ref),
          resource: type,
          signal,
          onlyIf,
          body: {
            apiVersion: 'v1',
            kind: 'DeleteOptions',
            ...(Object.keys(preconditions).length > 0 ? { preconditions } : {}),
            ...(propagation ? { propagationPolicy: propagation } : {}),
          },
          // With a uid the second request cannot hit a namesake that came in between.
          repeatable: preconditions.uid !== undefined,
        })
      } catch (error) {
        if (!isNotFound(error)) throw error
      }
    },

    async *watch<T extends KubeObject>(
      type: ResourceType,
      wanted: WatchOptions,
    ): AsyncGenerator<WatchEvent<T>, void, undefined> {
      const { namespace, timeoutSeconds = watchSeconds, signal } = wanted
      const { silenceSeconds = timeoutSeconds + silenceMarginSeconds } = wanted
      if (signal.aborted) return
      const opened = caller.open({
        verb: 'watch',
        method: 'GET',
        path: pathOf(type, { namespace }),
        resource: type,
        query: watchQuery(wanted, timeoutSeconds),
        signal,
      })
      const response = await opened.catch((error) => {
        if (signal.aborted) return undefined
        throw error
      })
      if (!response) return
      const lines = jsonLines(chunksOf(response, silenceSeconds * 1000, signal))
      for await (const event of lines) yield event as WatchEvent<T>
    },

    request(method, path, body, headers) {
      return caller.send({ verb: 'request', method, path, body, headers })
    },

    close: () => caller.close(),
  }
}
