/**
 * What stands beside an object in its namespace, as far as policies ask: the workloads that an autoscaler or a disruption budget is about.
 * @module
 */
import { isOurs } from '../../../policies/ours.ts'
import { type PolicySubject, subjectOf } from '../../../policies/subject.ts'

export class Related {
  readonly #byNamespace = new Map<string, Map<string, PolicySubject>>()
  /** The same as lists, made when they are asked for. */
  readonly #lists = new Map<string, readonly PolicySubject[]>()
  readonly #limit: number
  #size = 0

  /** @param limit workloads kept; of those beyond, nothing is known */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Keeps a workload that asks for GPUs or for fitgate; the same one again replaces it. */
  take(object: unknown): void {
    const subject = subjectOf(object)
    if (subject === undefined || !isOurs(subject)) return
    const { namespace, group, kind, name } = subject
    const within = this.#byNamespace.get(namespace) ?? new Map<string, PolicySubject>()
    const key = `${group}/${kind}/${name}`
    if (!within.has(key)) {
      if (this.#size >= this.#limit) return
      this.#size += 1
    }
    this.#byNamespace.set(namespace, within.set(key, subject))
    this.#lists.delete(namespace)
  }

  in(namespace = ''): readonly PolicySubject[] {
    const list = this.#lists.get(namespace) ?? [...(this.#byNamespace.get(namespace)?.values() ?? [])]
    this.#lists.set(namespace, list)
    return list
  }
}
