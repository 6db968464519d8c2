/**
 * What a long step is doing, and how it is shown: one line that changes on a terminal, a plain line now and then elsewhere.
 * @module
 */

export interface Progress {
  /** What is being made, `Kubernetes 1.36.3`. */
  readonly component: string
  /** What is happening to it, `compiling`. */
  readonly activity: string
  readonly elapsedSeconds: number
  /** Units done and in all, over every component of the step; bytes for a download, packages for a build. */
  readonly done?: number
  readonly total?: number
  readonly unit?: 'packages' | 'modules' | 'MB'
  /** A guess from the pace so far; absent until there is a pace. */
  readonly remainingSeconds?: number
}

export type ReportProgress = (progress: Progress) => void

interface Screen {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** Seconds between plain lines where the output is not a terminal. */
const plainEverySeconds = 15

export interface ProgressPrinter {
  readonly report: ReportProgress
  /** A short step without measure: shown on a terminal while it lasts, nowhere else. */
  readonly stage: (text: string) => void
  /** Ends the changing line. */
  finish(): void
}

/** Writes progress to a screen. */
export function progressPrinter(screen: Screen): ProgressPrinter {
  let shown = ''
  let plainAt = Number.NEGATIVE_INFINITY
  let plainOf = ''
  const show = (line: string) => {
    if (line === shown) return
    screen.write(`\r\u001b[2K${line.slice(0, (screen.columns ?? 100) - 1)}`)
    shown = line
  }
  return {
    stage(text) {
      if (screen.isTTY) show(text)
    },
    report(progress) {
      const line = formatProgress(progress)
      if (screen.isTTY) return show(line)
      const about = `${progress.component} ${progress.activity}`
      if (about === plainOf && progress.elapsedSeconds < plainAt + plainEverySeconds) return
      plainOf = about
      plainAt = progress.elapsedSeconds
      screen.write(`${line}\n`)
    },
    finish() {
      if (shown !== '') screen.write('\r\u001b[2K')
      shown = ''
    },
  }
}

/** `Kubernetes 1.36.3: compiling    1,204 of 2,875 packages    2:10 elapsed, about 3:05 left`. */
export function formatProgress(progress: Progress): string {
  const { component, activity, done, total, unit = '', elapsedSeconds, remainingSeconds } = progress
  const count = done === undefined ? '' : `${format(done)}${total ? ` of ${format(total)}` : ''} ${unit}`
  const left = remainingSeconds === undefined ? '' : `, about ${clock(remainingSeconds)} left`
  return `${`${component}: ${activity}`.padEnd(38)}  ${count.padEnd(24)}  ${clock(elapsedSeconds)} elapsed${left}`
}

function format(count: number): string {
  return Math.floor(count).toLocaleString('en-US')
}

function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}
