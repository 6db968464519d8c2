/**
 * Progress on standard error: a bar that is drawn over, or a line of JSON now and then.
 * @module
 */
import type { Meter } from '../../fetch/progress/meter.ts'
import { progressJson, progressLine } from '../../fetch/progress/words.ts'
import type { Io } from '../command.ts'

export type ProgressWord = 'auto' | 'bar' | 'json' | 'none'

const drawMs = 200
/** A log of a download of an hour has some hundred lines. */
const logMs = 10_000

export interface Shown {
  /** Something else that whoever watches should know. */
  say(words: string): void
  stop(): void
}

export function showProgress(wanted: ProgressWord, meter: Meter, { stderr }: Io): Shown {
  const kind = wanted === 'auto' ? (stderr.isTTY ? 'bar' : 'json') : wanted
  const time = () => new Date().toISOString()
  if (kind === 'none') return { say: () => undefined, stop: () => undefined }
  if (kind === 'json') {
    const write = () => stderr.write(`${progressJson(time(), meter.read())}\n`)
    const timer = setInterval(write, logMs)
    return {
      say: (message) => stderr.write(`${JSON.stringify({ time: time(), event: 'waiting', message })}\n`),
      stop() {
        clearInterval(timer)
        write()
      },
    }
  }
  const draw = () => stderr.write(`\r\u001b[K${progressLine(meter.read(), (stderr.columns ?? 100) - 1)}`)
  const timer = setInterval(draw, drawMs)
  return {
    say: (words) => stderr.write(`\r\u001b[K${words}\n`),
    stop() {
      clearInterval(timer)
      stderr.write('\r\u001b[K')
    },
  }
}
