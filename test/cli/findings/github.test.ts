import { describe, expect, it } from 'vitest'
import { toGitHub } from '../../../src/cli/findings/github.ts'
import { excepted, existing, finding, region } from './findings.ts'

/** As the runner reads it: properties up to the second `::`, escapes undone with the percent sign last. */
function parse(line: string) {
  const [, command, written = '', data = ''] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? []
  const undo = (text: string) =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%')
  const properties = written.split(',').map((pair) => {
    const at = pair.indexOf('=')
    return [pair.slice(0, at), undo(pair.slice(at + 1))]
  })
  return { command, properties: Object.fromEntries(properties), message: undo(data) }
}

describe('workflow commands', () => {
  it('are one line each and come out of the runner as they went in', () => {
    const lines = toGitHub([finding, existing]).split('\n')
    expect(lines).toHaveLength(3)
    expect(parse(lines[0] ?? '')).toEqual({
      command: 'error',
      properties: {
        file: 'a, b:c/über.yaml',
        line: '3',
        endLine: '3',
        col: '5',
        endColumn: '9',
        title: 'whole-gpus: Deployment team-a/serve',
      },
      message: `spec.limits["amd.com/gpu"]: ${finding.message}; write 1`,
    })
    expect(parse(lines[1] ?? '')).toMatchObject({
      command: 'warning',
      properties: { title: 'fit: Deployment serve' },
      message: 'cannot run\n\nQwen cannot run.\n  weights 61 GiB',
    })
  })

  it('say nothing of columns over several lines, nor of a file that is standard input', () => {
    const place = { file: '-', region: { ...region, endLine: 4 } }
    const { properties } = parse(toGitHub([{ ...finding, place }]).trimEnd())
    expect(properties).not.toHaveProperty('endColumn')
    expect(properties).not.toHaveProperty('file')
  })

  it('tell who excepted what until when, as a notice', () => {
    expect(parse(toGitHub([excepted]).trimEnd())).toMatchObject({
      command: 'notice',
      message: expect.stringContaining('excepted until 2027-01-01T00:00:00Z: a trial'),
    })
  })
})
