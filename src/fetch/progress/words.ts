/**
 * How far a fetch is: one line for a terminal, and one JSON object for a log.
 * @module
 */

import { formatBytes } from '../../vocabulary/bytes.ts'
import type { FetchProgress } from '../../vocabulary/model-files/progress.ts'

const cells = 30

/**
 * `██████░░░░  42.0 %  25.6 GiB of 61.0 GiB  9/20 files  412.0 MiB/s  1m 28s left`, cut at the width of the terminal.
 */
export function progressLine(progress: FetchProgress, columns = 100): string {
  const { bytes, total, files, bytesPerSecond, secondsLeft, models } = progress
  if (total === 0) return (models.find(({ phase }) => phase !== 'Done')?.phase ?? 'Listing').slice(0, columns)
  const share = Math.min(1, bytes / total)
  const full = Math.floor(share * cells)
  const words = [
    '█'.repeat(full) + '░'.repeat(cells - full),
    `${(Math.floor(share * 1000) / 10).toFixed(1)} %`,
    `${formatBytes(bytes)} of ${formatBytes(total)}`,
    `${files.done}/${files.total} files`,
    ...(bytes < total ? [`${formatBytes(bytesPerSecond)}/s`] : ['verifying']),
    ...(secondsLeft === undefined || bytes >= total ? [] : [`${inTime(secondsLeft)} left`]),
  ]
  return words.join('  ').slice(0, columns)
}

/** @param time RFC 3339 */
export function progressJson(time: string, { models, ...sums }: FetchProgress): string {
  const active = models.filter(({ phase }) => phase !== 'Done')
  return JSON.stringify({
    time,
    event: 'progress',
    ...sums,
    models: active.map(({ id, phase, bytes, total }) => ({ id, phase, bytes, total })),
  })
}

/** `40s`, `3m 20s`, `2h 5m`. */
function inTime(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole}s`
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${whole % 60}s`
  return `${Math.floor(whole / 3600)}h ${Math.floor((whole % 3600) / 60)}m`
}
