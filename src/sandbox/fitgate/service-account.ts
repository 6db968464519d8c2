/**
 * A kubeconfig that is a service account and nothing more, so that the rights it is granted are put to the test.
 * @module
 */
import { writeFile } from 'node:fs/promises'
import { pathOf, resources } from '../../kube/resources.ts'
import type { KubeClient } from '../../kube/types.ts'
import { type Credentials, kubeconfigOf } from '../credentials.ts'

/** A kubelet renews tokens; nobody does here, so one lasts longer than any sandbox. */
const lifeSeconds = 30 * 24 * 60 * 60

export async function writeAccountKubeconfig(
  client: KubeClient,
  credentials: Credentials,
  account: { readonly namespace: string; readonly name: string },
  file: string,
): Promise<void> {
  const answer = await client.request('POST', pathOf(resources.serviceAccount, account, 'token'), {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: lifeSeconds },
  })
  const { token } = (answer as { status: { token: string } }).status
  await writeFile(file, kubeconfigOf({ ...credentials, token }, account.name), { mode: 0o600 })
}
