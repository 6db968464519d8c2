/**
 * What the controllers need of a log; pino's is one.
 * @module
 */

type Line = (fields: Readonly<Record<string, unknown>>, message: string) => void

export interface Log {
  readonly debug: Line
  readonly info: Line
  readonly warn: Line
  readonly error: Line
}
