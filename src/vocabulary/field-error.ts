/**
 * What is wrong with one field: where, what, and what to do. Collected, never thrown one at a time.
 * @module
 */
import { cut } from './cut.ts'

/** Characters of a wrong value that a message repeats. */
const mostShown = 100

export interface FieldError {
  /** Path as people write it, `spec.resources.gpuCount`; `''` for the whole object. */
  readonly path: string
  /** What is wrong, with the value that was found; lower case, no full stop. */
  readonly message: string
  /** What to write instead. */
  readonly fix?: string
}

/** One line: `spec.backend: unknown backend "vlm" (allowed: vllm, sglang); did you mean "vllm"?` */
export function formatFieldError(error: FieldError): string {
  const where = error.path === '' ? '' : `${error.path}: `
  return `${where}${error.message}${error.fix ? `; ${error.fix}` : ''}`
}

/** Optimal string alignment distance (insert, delete, replace, swap neighbours). */
function distance(a: string, b: string): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1)
      current.push(best)
    }
    before = previous
    previous = current
  }
  return previous[b.length] ?? 0
}

/** The allowed word nearest to what was written, or `undefined` when nothing is near (more than a third of it differs). */
export function nearest(written: string, allowed: Iterable<string>): string | undefined {
  const word = written.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of allowed) {
    // every letter more or less is one difference: nothing of this length can be nearer
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue
    const d = distance(word, candidate.toLowerCase())
    if (d < bestDistance) {
      best = candidate
      bestDistance = d
    }
  }
  return best
}

/**
 * The error for a word outside a closed list: the list, and the near miss if there is one.
 *
 * @param shown how many words of the list are shown, where the rest are other spellings of them; default all
 */
export function notAllowed(
  path: string,
  what: string,
  written: string,
  allowed: readonly string[],
  shown = allowed.length,
): FieldError {
  const near = nearest(written, allowed)
  const others = allowed.length - shown
  const list = `${allowed.slice(0, shown).join(', ')}${others > 0 ? ` and ${others} other spellings` : ''}`
  return {
    path,
    message: `unknown ${what} "${cut(written, mostShown)}" (allowed: ${list})`,
    ...(near === undefined ? {} : { fix: `did you mean "${near}"?` }),
  }
}
