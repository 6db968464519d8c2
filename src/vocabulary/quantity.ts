/**
 * Kubernetes quantities: `500m`, `16Gi`, `2e3`. Exact in milli-units (BigInt), as the API server compares them.
 * Source: apimachinery `resource.Quantity` documentation.
 * @module
 */

const suffixes: Readonly<Record<string, readonly [bigint, bigint]>> = {
  n: [1n, 1_000_000_000n],
  u: [1n, 1_000_000n],
  m: [1n, 1_000n],
  '': [1n, 1n],
  k: [1_000n, 1n],
  M: [1_000_000n, 1n],
  G: [10n ** 9n, 1n],
  T: [10n ** 12n, 1n],
  P: [10n ** 15n, 1n],
  E: [10n ** 18n, 1n],
  Ki: [1n << 10n, 1n],
  Mi: [1n << 20n, 1n],
  Gi: [1n << 30n, 1n],
  Ti: [1n << 40n, 1n],
  Pi: [1n << 50n, 1n],
  Ei: [1n << 60n, 1n],
}

const pattern = /^([+-]?)(\d+)?(?:\.(\d*))?(?:[eE]([+-]?\d{1,2})|([numkMGTPE]|[KMGTPE]i)?)$/

/** Milli-units of a quantity, rounded away from zero as Kubernetes does; `undefined` when it is not a quantity. */
export function parseMilli(text: string | number): bigint | undefined {
  const match = pattern.exec(String(text).trim())
  if (!match) return undefined
  const [, sign, whole, fraction = '', exponent, suffix = ''] = match
  if (whole === undefined && fraction === '') return undefined
  const digits = BigInt((whole ?? '') + fraction)
  const [times, over] = suffixes[suffix] ?? [1n, 1n]
  let numerator = digits * times * 1000n
  let denominator = over * 10n ** BigInt(fraction.length)
  const power = Number(exponent ?? 0)
  if (power > 0) numerator *= 10n ** BigInt(power)
  if (power < 0) denominator *= 10n ** BigInt(-power)
  const milli = (numerator + denominator - 1n) / denominator
  return sign === '-' ? -milli : milli
}

/** The value as a number (loses precision above 2^53 milli-units); `undefined` when it is not a quantity. */
export function parseQuantity(text: string | number): number | undefined {
  const milli = parseMilli(text)
  return milli === undefined ? undefined : Number(milli) / 1000
}

/** Largest first: suffix, power of ten, and milli-units. */
const decimalScales = ['E', 'P', 'T', 'G', 'M', 'k', '', 'm'].map((suffix, i) => {
  const [times, over] = suffixes[suffix] ?? [1n, 1n]
  return { suffix, power: 18 - 3 * i, milli: (times * 1000n) / over }
})
const binarySuffixes = ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki'] as const

/**
 * An amount of a pod as the API server writes it back: the largest suffix that loses nothing, binary ones from 1024 up, milli-units at
 * the finest. Text that is no quantity stays as it is.
 *
 * @example canonicalQuantity('100000') // '100k'
 * @example canonicalQuantity('0.5Gi') // '512Mi'
 */
export function canonicalQuantity(text: string): string {
  const milli = parseMilli(text)
  if (milli === undefined) return text
  const size = milli < 0n ? -milli : milli
  const scaled = (unit: bigint, suffix: string) => `${milli / unit}${suffix}`
  if (/i$/.test(text.trim()) && size >= 1024_000n) {
    const suffix = binarySuffixes.find((one) => size % (1000n * (suffixes[one]?.[0] ?? 1n)) === 0n)
    if (suffix !== undefined) return scaled(1000n * (suffixes[suffix]?.[0] ?? 1n), suffix)
  }
  const scale = decimalScales.find((one) => size % one.milli === 0n)
  if (size === 0n || scale === undefined) return '0'
  return scaled(scale.milli, /[eE][+-]?\d/.test(text) ? `e${scale.power}` : scale.suffix)
}

/** A count of indivisible things such as GPUs; 0 for anything absent or unreadable, so that a fold never throws. */
export function countOf(text: string | number | undefined): number {
  if (text === undefined) return 0
  return Math.max(0, Math.floor(parseQuantity(text) ?? 0))
}

export const bytesPerGiB = 2 ** 30

// made once: `toLocaleString` makes a formatter at every call, which cost more than the decision it describes
const oneDecimal = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** `61.13` → `61.1`, always with one decimal, for people. */
export function formatGiB(gib: number): string {
  return oneDecimal.format(gib)
}

/** `455123` → `455,123`, for people. */
export function formatCount(count: number): string {
  return whole.format(Math.floor(count))
}
