/**
 * V8's own threads, on which it compiles and collects, in a process whose callers wait for every millisecond. Where there is one core,
 * four of them at equal rights leave a fifth of it for whoever asks; so they get what is left over. With a thousand reviews a second on
 * one core, half as many wait longer than 3 ms (`test/bench/gate/latency.ts`).
 * @module
 */
import { readdirSync, readFileSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'
import process from 'node:process'
import { setFlagsFromString } from 'node:v8'

/** A third of the main thread's share where both want the core. With less, garbage waits so long that 25 MiB more are resident under full load. */
const niceness = 5
const mostNice = 19
/** As Node names the threads of its V8 platform. */
const threadName = 'V8Worker'
const threads = '/proc/self/task'

/** From now on. Does nothing where threads cannot be told apart, as on systems other than Linux. */
export function holdBackCompilers(): void {
  setFlagsFromString('--concurrent-turbofan-max-threads=1')
  if (process.platform !== 'linux') return
  try {
    for (const thread of readdirSync(threads))
      if (readFileSync(`${threads}/${thread}/comm`, 'utf8').trim() === threadName)
        setPriority(Number(thread), Math.min(mostNice, getPriority() + niceness))
  } catch {
    // not allowed here, or a thread has ended: everything works as it is
  }
}
