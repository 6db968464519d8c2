/**
 * The log: JSON lines on standard error, so that standard output stays free.
 * @module
 */
import { type DestinationStream, type Logger, pino } from 'pino'

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export type Log = Logger

/** @param destination default: standard error, written at once so that nothing is lost when the process dies */
export function createLog(
  level: LogLevel,
  fields: Readonly<Record<string, string>>,
  destination: DestinationStream = pino.destination({ dest: 2, sync: true }),
): Log {
  const options = {
    level,
    base: fields,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: ['*.token', '*.authorization', '*.headers.authorization'],
  }
  return pino(options, destination)
}
