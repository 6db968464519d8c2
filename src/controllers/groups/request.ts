/**
 * What a group asks of nodes: as many as it has members, each with its share of the GPUs.
 * @module
 */
import type { Candidate } from '../../decide/decision.ts'
import type { SelectorTerm } from '../../decide/place/node-filter.ts'
import type { PlaceRequest } from '../../decide/place/place-group.ts'
import { nodeAffinity } from '../../inventory/affinity.ts'
import { tolerations } from '../../render/tolerations.ts'
import type { Spanning } from './spanning.ts'

/** @param taken values of the exclusive topology's label that other groups have */
export function groupRequest(
  { endpoint: { metadata, spec }, exclusiveTopology: together, strategy }: Spanning,
  candidate: Candidate,
  taken: readonly string[] = [],
): PlaceRequest {
  const { accelerator, partition, resource, gpuCount, nodes = 1 } = candidate
  return {
    kinds: [{ accelerator, ...(partition === undefined ? {} : { partition }), resource }],
    members: nodes,
    gpusPerMember: gpuCount / nodes,
    apart: true,
    ...(strategy === undefined ? {} : { strategy }),
    filter: {
      nodeSelector: spec.nodeSelector ?? {},
      tolerations: tolerations(spec.tolerations).map(({ operator, ...rest }) => ({
        ...rest,
        operator: operator === 'Exists' ? operator : 'Equal',
      })),
      affinity: termsOf(candidate, together, taken),
    },
    ...(together === undefined ? {} : { together }),
    ...(strategy === 'random' ? { seed: metadata.uid ?? metadata.name } : {}),
  }
}

/** What the template demands of nodes, and none of the domains that are taken. */
function termsOf(
  candidate: Candidate,
  topology: string | undefined,
  taken: readonly string[],
): readonly SelectorTerm[] {
  const { required } = nodeAffinity([candidate])
  if (topology === undefined || taken.length === 0) return required
  const free = { key: topology, operator: 'NotIn', values: taken.toSorted() } as const
  if (required.length === 0) return [{ matchExpressions: [free] }]
  return required.map(({ matchExpressions }) => ({ matchExpressions: [...matchExpressions, free] }))
}
