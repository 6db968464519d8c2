/**
 * Values of arguments as the engines read them.
 * @module
 */

/** vLLM's multipliers: lower case counts in thousands, upper case in 1024s. */
const multipliers: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  K: 2 ** 10,
  M: 2 ** 20,
  G: 2 ** 30,
  T: 2 ** 40,
}

/** A whole number; with `suffixes`, vLLM's `32k` and `1.5m` too. */
export function parseWhole(text: string, suffixes: boolean): number | undefined {
  const match = /^([+-]?\d+)(?:\.(\d+))?([kmgtKMGT]?)$/.exec(text.trim())
  if (match === null) return undefined
  const [, whole = '', fraction, suffix = ''] = match
  if (!suffixes && (fraction !== undefined || suffix !== '')) return undefined
  // 1.5K would not be whole: only decimal multipliers take fractions
  if (fraction !== undefined && !/[kmgt]/.test(suffix)) return undefined
  return Math.round(Number(`${whole}.${fraction ?? 0}`) * (multipliers[suffix] ?? 1))
}

export function parseFloatExactly(text: string): number | undefined {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) ? value : undefined
}

/** `true` and `false` in any case; an empty value is a bare flag. */
export function parseSwitch(text: string): boolean | undefined {
  const word = text.trim().toLowerCase()
  return word === '' || word === 'true' ? true : word === 'false' ? false : undefined
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
