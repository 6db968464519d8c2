/**
 * Where a plan would run, and what is free there now.
 * @module
 */
import type { Candidate, Capacity } from '../decision.ts'
import { gpus } from './words.ts'

/** `2 of 3 MI300X nodes have room (11 of 24 GPUs free)`, and for how many of several replicas. */
export function capacityWords(
  { accelerator, partition }: Pick<Candidate, 'accelerator' | 'partition'>,
  capacity: Capacity,
  replicas: number,
): string {
  const { nodes, nodesWithRoom, freeGPUs, totalGPUs, gpusNeeded, replicasWithRoom, origin } = capacity
  const { nodesNeeded = 1 } = capacity
  if (nodes === 0)
    return origin === 'declared'
      ? `${accelerator} nodes with ${gpus(gpusNeeded)} or more, which the platform has declared; none is here now`
      : `no ${accelerator} node is here now; it would wait for one`
  const kind = partition === undefined ? accelerator : `${accelerator} ${partition}`
  const all = partition === undefined ? gpus(totalGPUs) : `${totalGPUs} devices`
  const room = `${nodesWithRoom} of ${nodes} ${kind} ${nodes === 1 ? 'node has' : 'nodes have'} room (${freeGPUs} of ${all} free)`
  if (nodesNeeded > 1) return `${room}; ${groupWords(nodesNeeded, replicasWithRoom, replicas)}`
  if (replicas <= 1) return nodesWithRoom === 0 ? `${room}; it would wait its turn` : room
  return replicasWithRoom >= replicas
    ? `${room}, enough for ${replicas} replicas`
    : `${room}, room for ${replicasWithRoom} of ${replicas} replicas; the others would wait`
}

/** All nodes of a group at once, or none of them. */
function groupWords(nodesNeeded: number, withRoom: number, replicas: number): string {
  const all = `all ${nodesNeeded} nodes of a replica are taken at once`
  if (withRoom >= replicas) return all
  return withRoom === 0
    ? `${all}, so it would wait its turn`
    : `${all}: room for ${withRoom} of ${replicas} replicas, the others would wait`
}
