import { describe, expect, it } from 'vitest'
import { toText } from '../../../src/cli/findings/text.ts'
import { existing, finding } from './findings.ts'

const io = { stdout: { write: () => true }, stderr: { write: () => true }, env: {} }
const report = { judged: 1, passedOver: 0, against: 'nothing' }

describe('findings for people', () => {
  it('have no line or escape that a file wrote', () => {
    const object = { apiVersion: 'v1', kind: 'Pod', name: 'a\n::error::b\u001b[31m' }
    const text = toText({ ...report, findings: [{ ...finding, object }] }, io)
    expect(text).toContain('Pod a\\n::error::b\\u001b[31m\n')
    expect(text).toContain('"50%" is not\\nwhole')
    expect(text.split('\n').filter((line) => line.trimStart().startsWith('::'))).toEqual([])
  })

  it('keep the lines of their arithmetic', () => {
    expect(toText({ ...report, findings: [existing] }, io)).toContain(
      '  Qwen cannot run.\n    weights 61 GiB\n',
    )
  })
})
