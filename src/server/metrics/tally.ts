/**
 * Counters for what happens with every request: counted in a map, and told to prom-client when somebody asks, as it sorts and joins its
 * labels at each step.
 * @module
 */
import { Counter, type Registry } from 'prom-client'

export interface TallyOptions<Label extends string> {
  readonly name: string
  readonly help: string
  readonly labelNames: readonly Label[]
  readonly registers: Registry[]
}

interface Count {
  readonly labels: Readonly<Record<string, string>>
  /** Since somebody asked. */
  since: number
}

/** @returns adds to the count of these values, which stand in the order of `labelNames` */
export function tally<Label extends string>({
  labelNames,
  ...rest
}: TallyOptions<Label>): (values: readonly string[], by?: number) => void {
  const counts = new Map<string, Count>()
  new Counter<string>({
    ...rest,
    labelNames: [...labelNames],
    collect() {
      for (const count of counts.values()) {
        this.inc(count.labels, count.since)
        count.since = 0
      }
    },
  })
  return (values, by = 1) => {
    let key = ''
    for (const value of values) key += `${value}\n`
    let count = counts.get(key)
    if (count === undefined) {
      const labels = Object.fromEntries(labelNames.map((name, i) => [name, values[i] ?? '']))
      count = { labels, since: 0 }
      counts.set(key, count)
    }
    count.since += by
  }
}
