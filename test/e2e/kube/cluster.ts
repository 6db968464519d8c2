/**
 * What the tests of this room share: the real control plane, a proxy in front of it, a namespace of one's own.
 * @module
 */
import { inject } from 'vitest'
import { type Cluster, connectCluster } from './connect.ts'

export { type Cluster, until } from './connect.ts'

export const openCluster = (): Promise<Cluster> => connectCluster(inject('kubeconfig'))
