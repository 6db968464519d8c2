/**
 * Amounts of bytes and time as people read them.
 * @module
 */

const units = [
  ['TiB', 2 ** 40],
  ['GiB', 2 ** 30],
  ['MiB', 2 ** 20],
  ['KiB', 2 ** 10],
] as const

/** `1.5 GiB`, `20.0 MiB`, `17 bytes`: the largest unit that leaves something before the point. */
export function inBytes(bytes: number): string {
  for (const [unit, size] of units) if (bytes >= size) return `${(bytes / size).toFixed(1)} ${unit}`
  return `${Math.ceil(bytes)} bytes`
}

/** `40s`, `3m 20s`, `2h 5m`. */
export function inTime(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole}s`
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${whole % 60}s`
  return `${Math.floor(whole / 3600)}h ${Math.floor((whole % 3600) / 60)}m`
}
