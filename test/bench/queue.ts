/**
 * The queue for GPUs with few and with many that wait in it: what it costs to look for somebody when nothing is free, and to give one
 * node to the next. Ratios to the shortest queue; both should stay near 1.
 * @module
 */
import { cluster } from '../controllers/queue/builders.ts'

const nodes = 100
const rounds = 50

const results = [100, 1000, 10_000].map((waiting) => ({ waiting, ...measured(waiting) }))
const [base] = results
for (const { waiting, idle, grant } of results)
  console.log(
    `${String(waiting).padStart(6)} wait   nothing free ${ratio(idle, base?.idle)}   one node comes free ${ratio(grant, base?.grant)}`,
  )

function ratio(ms: number, of = ms): string {
  return `${(ms * 1000).toFixed(0).padStart(5)} µs, ratio ${(ms / of).toFixed(2)}`
}

/** Milliseconds of one look: medians. */
function measured(waiting: number): { readonly idle: number; readonly grant: number } {
  const { queue, join, finish, nodeOf } = cluster(Array.from({ length: nodes }, () => 8))
  const running = Array.from({ length: nodes }, (_, i) => `r${i}`)
  for (const uid of running) join(uid, 8)
  queue.dispatch()
  for (let i = 0; i < waiting; i++)
    join(`w${i}`, [1, 2, 4, 8][i % 4] ?? 1, {
      ageMs: waiting - i,
      namespace: `team-${i % 5}`,
      priority: [-100, 0, 100][i % 3] ?? 0,
    })
  const idle = median(() => queue.dispatch())
  const grant = median((round) => {
    const uid = running[round] ?? ''
    if (nodeOf(uid) === undefined) throw new Error(`${uid} does not run`)
    finish(uid)
    queue.dispatch()
  })
  return { idle, grant }
}

function median(work: (round: number) => void): number {
  const times = Array.from({ length: rounds }, (_, round) => {
    const began = performance.now()
    work(round)
    return performance.now() - began
  }).sort((a, b) => a - b)
  return times[rounds / 2] ?? 0
}
