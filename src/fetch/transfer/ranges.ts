/**
 * Which bytes of a file are there. Ranges are half open, sorted, and neither touch nor overlap.
 * @module
 */

export interface Range {
  readonly from: number
  /** The first byte behind it. */
  readonly to: number
}

/** The union of what is there and one more. */
export function withRange(there: readonly Range[], added: Range): readonly Range[] {
  if (added.to <= added.from) return there
  const before = there.filter(({ to }) => to < added.from)
  const after = there.filter(({ from }) => from > added.to)
  const touched = there.slice(before.length, there.length - after.length)
  const from = Math.min(added.from, touched[0]?.from ?? added.from)
  const to = Math.max(added.to, touched.at(-1)?.to ?? added.to)
  return [...before, { from, to }, ...after]
}

/** What is missing of `bytes`, in pieces that end at multiples of `size`: one request each. */
export function missing(there: readonly Range[], bytes: number, size: number): readonly Range[] {
  const gaps: Range[] = []
  let at = 0
  for (const { from, to } of [...there, { from: bytes, to: bytes }]) {
    while (at < Math.min(from, bytes)) {
      const end = Math.min(from, bytes, (Math.floor(at / size) + 1) * size)
      gaps.push({ from: at, to: end })
      at = end
    }
    at = Math.max(at, to)
  }
  return gaps
}

export function bytesOf(there: readonly Range[]): number {
  return there.reduce((sum, { from, to }) => sum + to - from, 0)
}

/** Bytes from the start without a gap: what can be hashed. */
export function contiguous(there: readonly Range[]): number {
  const [first] = there
  return first?.from === 0 ? first.to : 0
}

/** One line for a range that is written; `readJournal` takes it back. */
export function journalLine({ from, to }: Range): string {
  return `${from} ${to}\n`
}

/** What a journal says is there. A last line that was cut by a kill, and anything that makes no sense, says nothing. */
export function readJournal(text: string, bytes: number): readonly Range[] {
  const complete = text.slice(0, text.lastIndexOf('\n') + 1)
  let there: readonly Range[] = []
  for (const line of complete.split('\n')) {
    const [, from, to] = /^(\d{1,16}) (\d{1,16})$/.exec(line) ?? []
    const range = { from: Number(from), to: Number(to) }
    if (range.from < range.to && range.to <= bytes) there = withRange(there, range)
  }
  return there
}
