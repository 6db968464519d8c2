/**
 * What the tests of this room share: the real control plane, a proxy in front of it, a namespace of one's own.
 * @module
 */

import { controlPlane } from '../control-plane.ts'
import { type Cluster, connectCluster } from './connect.ts'

export { type Cluster, until } from './connect.ts'

export const openCluster = (): Promise<Cluster> => connectCluster(controlPlane.kubeconfig)
