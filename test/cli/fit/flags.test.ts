import { describe, expect, it } from 'vitest'
import { flagOfColumn, flags, nearestColumn, readQuestion, readValue } from '../../../src/cli/fit/flags.ts'

const readAs = (column: string, text: string) => {
  const flag = flagOfColumn(column)
  if (flag === undefined) throw new Error(`${column} is no flag`)
  const read = readValue(flag, text)
  return 'value' in read ? read.value : read.error.message
}

describe('the flags of fitgate fit', () => {
  it.each([
    ['--max-model-len', '8192', 8192],
    ['max_model_len', '131,072', 131_072],
    ['max_model_len', '32k', 32_000],
    ['MAX-MODEL-LEN', '32K', 32_768],
    ['context-length', '8192.0', 8192],
    ['kv-cache-memory-bytes', '1.5g', 1_500_000_000],
    ['gpu_memory_utilization', '0.9', 0.9],
    ['gpu_mem_gib', '63.98', 63.98],
    ['ep', 'yes', true],
    ['enforce-eager', '0', false],
    ['quant', 'awq-int4', 'awq-int4'],
  ])('%s %s is %j', (column, text, value) => {
    expect(readAs(column, text)).toBe(value)
  })

  it.each([
    ['tp', '0', 'a whole number from 1'],
    ['tp', '1.5', 'a whole number from 1'],
    ['tp', '-2', 'a whole number from 1'],
    ['gpu-memory-utilization', '90', 'above 0, at most 1'],
    ['gpu-mem-gib', '64 GiB', 'a number of GiB'],
    ['enforce-eager', 'maybe', 'true or false'],
    ['max-model-len', '1e999', 'a whole number from 1'],
  ])('%s %s is refused', (column, text, allowed) => {
    expect(readAs(column, text)).toContain(allowed)
  })

  it('reads a question, and every wrong value of it', () => {
    const texts = flags.map((flag) => [flag, flag.kind === 'word' ? '' : 'x'] as const)
    const { question, errors } = readQuestion(texts)
    expect(question).toEqual({})
    expect(errors).toHaveLength(flags.filter(({ kind }) => kind !== 'word').length)
  })

  it('gives every column one meaning', () => {
    const names = flags.flatMap(({ columns = [] }) => columns)
    expect(new Set(names).size).toBe(names.length)
    expect(flagOfColumn('source')).toBeUndefined()
    expect(nearestColumn('max_modle_len')).toBe('max-model-len')
  })
})
