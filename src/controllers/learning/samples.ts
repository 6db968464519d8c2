/**
 * The samples of one metric in Prometheus' text format.
 * @module
 */

/** At most one a rank of the largest deployments. */
const mostSamples = 1024

/** Lines, whole. */
export function samplesOf(metrics: string, name: string): readonly string[] {
  return metrics
    .split('\n')
    .filter((line) => line.startsWith(name) && '{ '.includes(line.charAt(name.length)))
    .slice(0, mostSamples)
}
