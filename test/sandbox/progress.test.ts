import { describe, expect, it } from 'vitest'
import { formatProgress, type Progress, progressPrinter } from '../../src/sandbox/progress.ts'

const at = (elapsedSeconds: number, over: Partial<Progress> = {}): Progress => ({
  component: 'Kubernetes 1.36.3',
  activity: 'compiling',
  unit: 'packages',
  done: 1204,
  total: 2874,
  elapsedSeconds,
  remainingSeconds: 185,
  ...over,
})

function screen(isTTY: boolean) {
  const written: string[] = []
  return { written, isTTY, columns: 60, write: (text: string) => written.push(text) }
}

it('a line says component, activity, how far, how long, and what is left', () => {
  expect(formatProgress(at(130)).replaceAll(/ +/g, ' ')).toBe(
    'Kubernetes 1.36.3: compiling 1,204 of 2,874 packages 2:10 elapsed, about 3:05 left',
  )
})

it('parts that are not known are left out', () => {
  const line = formatProgress({ component: 'Go', activity: 'looking', elapsedSeconds: 3 })
  expect(line.replaceAll(/ +/g, ' ')).toBe('Go: looking 0:03 elapsed')
})

describe('on a terminal', () => {
  it('one line is written over, never wider than the screen', () => {
    const terminal = screen(true)
    const printer = progressPrinter(terminal)
    printer.report(at(1))
    printer.report(at(2))
    printer.stage('starting')
    printer.finish()
    expect(terminal.written).toHaveLength(4)
    for (const text of terminal.written) {
      expect(text).not.toContain('\n')
      expect(text.replace('\r\u001b[2K', '').length).toBeLessThan(60)
    }
  })
})

describe('elsewhere', () => {
  it('a line comes every 15 seconds, and when something else begins', () => {
    const file = screen(false)
    const printer = progressPrinter(file)
    for (const second of [0, 1, 14, 15, 16, 29, 30]) printer.report(at(second))
    printer.report(at(31, { activity: 'linking' }))
    printer.stage('starting')
    printer.finish()
    expect(file.written.map((line) => /\d+:\d\d elapsed/.exec(line)?.[0])).toEqual([
      '0:00 elapsed',
      '0:15 elapsed',
      '0:30 elapsed',
      '0:31 elapsed',
    ])
  })
})
