/**
 * `$PORT`, by which container platforms say where they ask.
 * @module
 */
import { SettingsError } from './settings.ts'

const usual = 8080

/** @throws SettingsError */
export function portOf(text: string | undefined): number {
  const written = text?.trim() ?? ''
  if (written === '') return usual
  const port = Number(written)
  if (/^\d+$/.test(written) && port <= 65_535) return port
  throw new SettingsError([{ path: 'PORT', message: `is "${written}", a number from 0 to 65535 is wanted` }])
}
