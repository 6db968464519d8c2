/**
 * Amounts of bytes as people read them.
 * @module
 */

const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

const oneDecimal = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })

/** @example formatBytes(16_381_516_776) // '15.3 GiB' */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${Math.ceil(bytes)} bytes`
  let amount = bytes / 1024
  let at = 0
  // what would be written 1,024.0 is one of the next
  for (; amount >= 1023.95 && at < units.length - 1; at++) amount /= 1024
  return `${oneDecimal.format(amount)} ${units[at]}`
}

/** Bytes of models or files together. */
export function sumOfBytes(parts: readonly { readonly bytes: number }[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0)
}
