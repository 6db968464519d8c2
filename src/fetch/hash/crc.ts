/**
 * Cyclic redundancy checks that object stores declare and Node does not have: CRC-32C (Castagnoli) and CRC-64/NVME. Both reflected,
 * eight bytes a step. Source: the CRC catalogue (reveng); check values of "123456789" are in the tests.
 * @module
 */

const slices = 8

/** Table k: what a byte becomes behind k further zero bytes. Low halves of 64 bits first. */
interface Tables {
  readonly low: readonly Uint32Array[]
  readonly high: readonly Uint32Array[]
}

function tablesOf(polynomial: bigint): Tables {
  const first: bigint[] = []
  for (let byte = 0n; byte < 256n; byte++) {
    let value = byte
    for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n
    first.push(value)
  }
  const all = [first]
  for (let k = 1; k < slices; k++) {
    const before = all[k - 1] ?? []
    all.push(before.map((value) => (value >> 8n) ^ (first[Number(value & 255n)] ?? 0n)))
  }
  const half = (shift: bigint) =>
    all.map((table) => Uint32Array.from(table, (value) => Number((value >> shift) & 0xffffffffn)))
  return { low: half(0n), high: half(32n) }
}

const polynomials = { crc32c: 0x82f63b78n, crc64nvme: 0x9a6c9329ac4bc9b5n } as const
const made = new Map<string, Tables>()

export interface Crc {
  update(data: Uint8Array): void
  hex(): string
}

export function createCrc(kind: keyof typeof polynomials): Crc {
  let tables = made.get(kind)
  if (tables === undefined) {
    tables = tablesOf(polynomials[kind])
    made.set(kind, tables)
  }
  const wide = kind === 'crc64nvme'
  const at = (half: readonly Uint32Array[], k: number) => half[k] ?? new Uint32Array(256)
  const [l0, l1, l2, l3, l4, l5, l6, l7] = [0, 1, 2, 3, 4, 5, 6, 7].map((k) => at(tables.low, k)) as Eight
  const [h0, h1, h2, h3, h4, h5, h6, h7] = [0, 1, 2, 3, 4, 5, 6, 7].map((k) => at(tables.high, k)) as Eight
  let low = -1
  let high = wide ? -1 : 0

  /* biome-ignore-start lint/style/noNonNullAssertion: an index below 256 is always there, and a check for each byte would halve the speed */
  function update(data: Uint8Array): void {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
    let i = 0
    for (; i + slices <= data.length; i += slices) {
      const a = low ^ view.getUint32(i, true)
      const b = high ^ view.getUint32(i + 4, true)
      const [a0, a1, a2, a3] = [a & 255, (a >>> 8) & 255, (a >>> 16) & 255, a >>> 24]
      const [b0, b1, b2, b3] = [b & 255, (b >>> 8) & 255, (b >>> 16) & 255, b >>> 24]
      low = l7[a0]! ^ l6[a1]! ^ l5[a2]! ^ l4[a3]! ^ l3[b0]! ^ l2[b1]! ^ l1[b2]! ^ l0[b3]!
      if (wide) high = h7[a0]! ^ h6[a1]! ^ h5[a2]! ^ h4[a3]! ^ h3[b0]! ^ h2[b1]! ^ h1[b2]! ^ h0[b3]!
    }
    for (; i < data.length; i++) {
      const byte = (low ^ data[i]!) & 255
      low = ((low >>> 8) | (high << 24)) ^ l0[byte]!
      high = (high >>> 8) ^ h0[byte]!
    }
  }
  /* biome-ignore-end lint/style/noNonNullAssertion: as above */

  const word = (value: number) => (~value >>> 0).toString(16).padStart(8, '0')
  return { update, hex: () => (wide ? word(high) : '') + word(low) }
}

type Eight = [
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
]
