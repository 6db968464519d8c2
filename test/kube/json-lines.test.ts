import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonLines } from '../../src/kube/json-lines.ts'

async function* chunks(...parts: readonly Uint8Array[]) {
  yield* parts
}

const bytes = (text: string) => new TextEncoder().encode(text)

async function read(parts: readonly Uint8Array[], maxLine?: number): Promise<unknown[]> {
  const values: unknown[] = []
  for await (const value of jsonLines(chunks(...parts), maxLine)) values.push(value)
  return values
}

describe('JSON lines', () => {
  it('are the same values wherever the stream is cut, inside a character too', async () => {
    const values = fc.array(fc.record({ text: fc.string({ unit: 'grapheme' }), count: fc.integer() }), {
      minLength: 1,
    })
    await fc.assert(
      fc.asyncProperty(values, fc.integer({ min: 1, max: 7 }), async (sent, size) => {
        const whole = bytes(sent.map((value) => `${JSON.stringify(value)}\n`).join(''))
        const parts = Array.from({ length: Math.ceil(whole.length / size) }, (_, index) =>
          whole.subarray(index * size, (index + 1) * size),
        )
        expect(await read(parts)).toEqual(sent)
      }),
    )
  })

  it('skip blank lines', async () => {
    expect(await read([bytes('\n1\n\n \n2\n')])).toEqual([1, 2])
  })

  it.each([
    ['cut short at the end', '{"a":1}\n{"a":', 'the stream ended inside a line'],
    ['not JSON in the middle', '{"a":1}\n{"a":\n{"a":2}\n', 'a line that is not JSON'],
    ['whole but without its end', '{"a":1}\n{"a":2}', 'the stream ended inside a line'],
  ])('deliver what came before a line that is %s, then fail', async (_, text, message) => {
    const values: unknown[] = []
    const reading = (async () => {
      for await (const value of jsonLines(chunks(bytes(text)))) values.push(value)
    })()
    await expect(reading).rejects.toMatchObject({ reason: 'BadAnswer', message: `watch: ${message}` })
    expect(values).toEqual([{ a: 1 }])
  })

  it('do not grow without bound when no end of line comes', async () => {
    const part = bytes('x'.repeat(60))
    await expect(read([part, part], 100)).rejects.toMatchObject({ reason: 'BadAnswer' })
  })
})
