/**
 * Deno Deploy, `deno serve` and whatever else takes a module with a plain `fetch`. Settings are environment variables.
 * @module
 */
import process from 'node:process'
import { functionHost } from './function-host.ts'
import { readFileText } from './read-file.ts'

const host = functionHost(process.env, readFileText)
await host.keeper.ready()

export default {
  fetch(request: Request): Response | Promise<Response> {
    void host.keeper.refresh()
    return host.app.fetch(request)
  },
}
