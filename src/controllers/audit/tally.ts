/**
 * Findings of a pass in bounded space: counts by rule and namespace, and the worst findings themselves.
 * @module
 */
import { type ObjectFinding, type Outcome, outcomes } from './object-finding.ts'
import type { ObjectReference } from './object-reference.ts'

export interface AuditedFinding {
  readonly object: ObjectReference
  readonly finding: ObjectFinding
}

export interface Count {
  readonly rule: string
  /** Empty for cluster-scoped kinds. */
  readonly namespace: string
  readonly outcome: Outcome
  readonly count: number
}

/** An exception that something relies on. */
export interface ExceptionUse {
  readonly name: string
  readonly owner: string
  readonly reason: string
  /** RFC 3339. */
  readonly expires: string
  readonly rule: string
  readonly count: number
}

export class Tally {
  readonly #limit: number
  readonly #counts = new Map<string, Count>()
  /** As many as the platform configured. */
  readonly #exceptions = new Map<string, ExceptionUse>()
  #findings: AuditedFinding[] = []
  #judged = 0
  #total = 0

  /** @param limit findings kept; counts have no limit but the number of namespaces */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Objects looked at. */
  get judged(): number {
    return this.#judged
  }

  /** Findings, kept or not. */
  get total(): number {
    return this.#total
  }

  take(object: ObjectReference, findings: readonly ObjectFinding[]): void {
    this.#judged += 1
    for (const finding of findings) {
      this.#add({ rule: finding.rule, namespace: object.namespace ?? '', outcome: finding.outcome, count: 1 })
      this.#keep({ object, finding })
      const { exception, rule } = finding
      if (exception !== undefined) this.#except({ ...exception, rule, count: 1 })
    }
  }

  /** Takes over what another one counted. */
  merge(other: Tally): void {
    this.#judged += other.#judged
    for (const count of other.#counts.values()) this.#add(count)
    for (const found of other.#findings) this.#keep(found)
    for (const use of other.#exceptions.values()) this.#except(use)
  }

  /** By rule, namespace and outcome, in a stable order. */
  counts(): readonly Count[] {
    return [...this.#counts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count)
  }

  /** Exceptions in use, by name and rule. */
  exceptions(): readonly ExceptionUse[] {
    return [...this.#exceptions.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, use]) => use)
  }

  /** The worst, worst first, equal ones by name: what was not kept is no worse than any of these. */
  findings(): readonly AuditedFinding[] {
    this.#cut()
    return this.#findings
  }

  #add(count: Count): void {
    const key = `${count.rule}\n${count.namespace}\n${count.outcome}`
    const before = this.#counts.get(key)?.count ?? 0
    this.#counts.set(key, { ...count, count: before + count.count })
    this.#total += count.count
  }

  #except(use: ExceptionUse): void {
    const key = `${use.name}\n${use.rule}`
    this.#exceptions.set(key, { ...use, count: (this.#exceptions.get(key)?.count ?? 0) + use.count })
  }

  #keep(found: AuditedFinding): void {
    this.#findings.push(found)
    // sorting now and then costs less than keeping sorted
    if (this.#findings.length > 2 * this.#limit) this.#cut()
  }

  #cut(): void {
    this.#findings = this.#findings.toSorted(worstFirst).slice(0, this.#limit)
  }
}

function worstFirst(a: AuditedFinding, b: AuditedFinding): number {
  const rank = ({ finding }: AuditedFinding) =>
    outcomes.indexOf(finding.outcome) * 2 + (finding.severity === 'error' ? 0 : 1)
  const key = ({ object, finding }: AuditedFinding) =>
    [finding.rule, object.namespace ?? '', object.kind, object.name, finding.path, finding.message].join('\n')
  const [x, y] = [key(a), key(b)]
  return rank(a) - rank(b) || (x < y ? -1 : x > y ? 1 : 0)
}
