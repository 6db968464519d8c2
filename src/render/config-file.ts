/**
 * The engine's configuration as the file it reads: flat YAML, one flag a line. Values are written as JSON, which YAML includes, so
 * nothing a user writes can change the structure.
 * @module
 */

/** `{ "max-model-len": 32768 }` → `max-model-len: 32768\n`; keys in their own order, undefined left out. */
export function writeConfigFile(config: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(config)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${plainKey(key) ? key : JSON.stringify(key)}: ${JSON.stringify(value)}\n`)
  return lines.join('')
}

const plainKey = (key: string) => /^[A-Za-z][A-Za-z0-9_-]*$/.test(key)
