/**
 * Where an engine listens.
 * @module
 */
import type { Backend } from '../catalog/recipe.ts'
import type { ContainerCommand } from './container-command.ts'

/** Of an engine that is not told. Sources: vLLM's `--host` (None: all addresses), SGLang 0.5.9 to 0.5.23 `server_args.py`. */
const defaultHosts: Readonly<Record<Backend, string>> = { vllm: '', sglang: '127.0.0.1' }

const host = /^--host(?:[=\s]+(\S+))?$/

/** It listens on an address of its own pod only: nobody else reaches it. */
export function listensLocally({ args }: ContainerCommand, backend: Backend): boolean {
  const at = args.findLastIndex(({ text }) => host.test(text))
  const told = at < 0 ? undefined : (host.exec(args[at]?.text ?? '')?.[1] ?? args[at + 1]?.text)
  return /^(?:127\.|localhost$|::1$)/.test(told ?? defaultHosts[backend])
}
