/**
 * A client that writes only as long as it may: whoever was frozen, or cut off, and wakes up after another has taken over,
 * sends nothing more. The right is asked for on every attempt of every write, when the request has its connection; what is
 * on its way by then was sent by somebody who had it.
 * @module
 */
import { ApiError } from './api-error.ts'
import type { Fence, KubeClient } from './types.ts'

/**
 * @param mayWrite for a leader `() => elector.isLeader`, which asks the clock and not a timer
 * @example
 * const client = fenced(createClient(source), () => elector.isLeader)
 */
export function fenced(client: KubeClient, mayWrite: () => boolean): KubeClient {
  const within = <T extends Fence>(options?: T) => ({
    ...options,
    onlyIf: () => mayWrite() && (options?.onlyIf?.() ?? true),
  })
  return {
    get: (type, ref, options) => client.get(type, ref, options),
    list: (type, options) => client.list(type, options),
    watch: (type, options) => client.watch(type, options),
    create: (type, object, options) => client.create(type, object, within(options)),
    apply: (type, object, options) => client.apply(type, object, within(options)),
    patch: (type, ref, kind, patch, options) => client.patch(type, ref, kind, patch, within(options)),
    delete: (type, ref, options) => client.delete(type, ref, within(options)),
    async request(method, path, body, headers) {
      // These have no options to carry the question along, so it is asked here.
      if (method !== 'GET' && method !== 'HEAD' && !mayWrite()) {
        const message = `${method} ${path}: not sent: the right to write is gone`
        throw new ApiError({ code: 0, reason: 'Fenced', message })
      }
      return client.request(method, path, body, headers)
    },
    close: () => client.close(),
  }
}
