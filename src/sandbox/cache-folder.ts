/**
 * Where things are kept that are costly to make again.
 * @module
 */
import { homedir } from 'node:os'
import { join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** `FITGATE_CACHE_DIR`, else `$XDG_CACHE_HOME/fitgate`, else `~/.cache/fitgate`. */
export function cacheFolder(env: Environment): string {
  if (env.FITGATE_CACHE_DIR) return env.FITGATE_CACHE_DIR
  // the specification says that a relative path is to be ignored
  const xdg = env.XDG_CACHE_HOME?.startsWith('/') ? env.XDG_CACHE_HOME : undefined
  return join(xdg ?? join(env.HOME ?? homedir(), '.cache'), 'fitgate')
}
