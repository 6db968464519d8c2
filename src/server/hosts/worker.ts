/**
 * A Cloudflare Worker (workerd): settings and the snapshot are bindings. Needs the flag `nodejs_compat`, for hashes.
 * @module
 */
import { type FunctionHost, functionHost } from './function-host.ts'
import type { HostEnvironment } from './settings.ts'

interface ExecutionContext {
  waitUntil(promise: Promise<unknown>): void
}

let host: FunctionHost | undefined

export default {
  async fetch(request: Request, env: HostEnvironment, context: ExecutionContext): Promise<Response> {
    host ??= functionHost(env)
    const looking = host.keeper.refresh()
    if (looking) context.waitUntil(looking)
    return host.app.fetch(request)
  },
}
