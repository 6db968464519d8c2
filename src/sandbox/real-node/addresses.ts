/**
 * Names and addresses inside the private namespaces. They are nobody else's there, so they are fixed.
 * @module
 */

export const nodeName = 'real-1'
/** Of the loopback interface: the node has no uplink. From the range that RFC 2544 keeps for tests. */
export const nodeAddress = '198.18.255.1'
export const podRange = '198.18.0.0/24'
/** As the API server is told, in `components/kube-apiserver.ts`. */
export const serviceRange = '10.96.0.0/16'
/** The first of it is the API server's own Service. */
export const apiServiceAddress = '10.96.0.1'
/** kube-proxy's health, as it is by default. */
export const proxyHealthPort = 10256
