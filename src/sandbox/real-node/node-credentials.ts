/**
 * Who the node's processes are to the API server, and who the API server is to kubelet.
 * @module
 */
import { randomBytes } from 'node:crypto'
import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createAuthority } from '../certificates.ts'
import { kubeconfigOf, pkiFiles, readCredentials } from '../credentials.ts'
import type { Layout } from '../layout.ts'
import { nodeName } from './addresses.ts'
import { nodeFolder } from './context.ts'

/** Paths. */
export interface NodeCredentials {
  /** Kubeconfig of kubelet. */
  readonly kubelet: string
  /** Kubeconfig of kube-proxy. */
  readonly kubeProxy: string
  /** Certificate of those whose clients kubelet trusts. */
  readonly clientAuthority: string
  /** What the API server shows kubelet. */
  readonly clientCertificate: string
  readonly clientKey: string
}

/** Writes them, the tokens beside the administrator's: before the API server starts. */
export async function createNodeCredentials(layout: Layout, server: string): Promise<NodeCredentials> {
  const inFolder = (name: string) => join(nodeFolder({ layout }), name)
  const { authority } = await readCredentials(layout, server)
  const account = async (user: string, groups: string, file: string) => {
    const token = randomBytes(24).toString('base64url')
    await appendFile(join(layout.pki, pkiFiles.tokens), `${token},${user},${user},"${groups}"\n`)
    await writeFile(inFolder(file), kubeconfigOf({ authority, server, token }, user), { mode: 0o600 })
    return inFolder(file)
  }
  const clients = await createAuthority()
  const shown = await clients.issueClient('kube-apiserver-kubelet-client', 'system:masters')
  const certificates = {
    clientAuthority: inFolder('kubelet-clients.crt'),
    clientCertificate: inFolder('kubelet-client.crt'),
    clientKey: inFolder('kubelet-client.key'),
  }
  await writeFile(certificates.clientAuthority, clients.certificate)
  await writeFile(certificates.clientCertificate, shown.certificate)
  await writeFile(certificates.clientKey, shown.key, { mode: 0o600 })
  return {
    ...certificates,
    kubelet: await account(`system:node:${nodeName}`, 'system:nodes', 'kubelet.kubeconfig'),
    kubeProxy: await account('system:kube-proxy', '', 'kube-proxy.kubeconfig'),
  }
}
