/**
 * Address blocks, IPv4 and IPv6: `10.0.0.0/8`, `fd00::/8`.
 * @module
 */

interface Address {
  readonly bits: 32 | 128
  readonly value: bigint
}

export interface Cidr extends Address {
  readonly prefix: number
}

function parseIPv4(text: string): Address | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined
  return { bits: 32, value: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) }
}

function parseIPv6(text: string): Address | undefined {
  // the last two groups may be written as an IPv4 address
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)
  const four = tail?.[2] === undefined ? undefined : parseIPv4(tail[2])
  if (tail !== null && four === undefined) return undefined
  const plain =
    four === undefined
      ? text
      : `${tail?.[1]}${(four.value >> 16n).toString(16)}:${(four.value & 0xffffn).toString(16)}`
  const halves = plain.split('::')
  if (halves.length > 2) return undefined
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')))
  const [head = [], rest] = groups
  const written = head.length + (rest?.length ?? 0)
  if (rest === undefined ? written !== 8 : written > 7) return undefined
  const all = rest === undefined ? head : [...head, ...Array<string>(8 - written).fill('0'), ...rest]
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return { bits: 128, value: all.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n) }
}

/** An address in its usual forms, brackets of a URL included; one of IPv4 inside IPv6 counts as IPv4. */
export function parseAddress(text: string): Address | undefined {
  const bare = text.replace(/^\[(.*)\]$/, '$1')
  const address = parseIPv4(bare) ?? parseIPv6(bare)
  if (address?.bits === 128 && address.value >> 32n === 0xffffn)
    return { bits: 32, value: address.value & 0xffffffffn }
  return address
}

/** `undefined` for what is no block. Bits after the prefix do not count. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = '', length, ...more] = text.split('/')
  const parsed = parseAddress(address)
  if (parsed === undefined || length === undefined || more.length > 0 || !/^\d{1,3}$/.test(length))
    return undefined
  const prefix = Number(length)
  return prefix > parsed.bits ? undefined : { ...parsed, prefix }
}

/** Whether an address lies in one of the blocks; `false` for what is no address. */
export function isWithin(address: string, blocks: readonly string[]): boolean {
  const wanted = parseAddress(address)
  return (
    wanted !== undefined &&
    blocks.some((text) => {
      const block = parseCidr(text)
      if (block === undefined || block.bits !== wanted.bits) return false
      const shift = BigInt(block.bits - block.prefix)
      return wanted.value >> shift === block.value >> shift
    })
  )
}
