/**
 * The configuration file of `fitgate serve`, for every command that decides as an installation would.
 * @module
 */
import { readFile } from 'node:fs/promises'
import { ConfigError, defaultConfig, parseConfig, type ServerConfig } from '../server/config.ts'
import { formatFieldError } from '../vocabulary/field-error.ts'
import { UsageError } from './command.ts'

/** Without a file, the defaults. Throws UsageError with every problem of the file, a line each. */
export async function readConfigFile(path: string | undefined): Promise<ServerConfig> {
  if (path === undefined) return defaultConfig
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new UsageError(`--config: ${error.message}`)
  })
  return configOf(text, path)
}

/** @param origin where the text is from, for messages */
export function configOf(text: string, origin: string): ServerConfig {
  try {
    return parseConfig(text)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new UsageError(error.errors.map((each) => `${origin}: ${formatFieldError(each)}`).join('\n'))
  }
}
