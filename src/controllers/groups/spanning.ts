/**
 * What has replicas that span nodes, whatever its kind.
 * @module
 */
import type { AIMEndpoint } from '../../api/aim/endpoint.ts'
import type { GroupStatus } from '../../api/fields/groups.ts'
import type { PlaceRequest } from '../../decide/place/place-group.ts'

export interface Spanning extends Pick<PlaceRequest, 'strategy'> {
  /** It, or the endpoint that serves the same. */
  readonly endpoint: AIMEndpoint
  readonly modelId: string
  /** Node label whose every value is used by one group at most. */
  readonly exclusiveTopology: string | undefined
  /** What was promised to its groups. */
  readonly status: GroupStatus | undefined
}
