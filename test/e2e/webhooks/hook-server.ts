/**
 * A webhook server of a test's own, beside ours: it stands for what else people have in their clusters.
 * @module
 */
import { createAuthority } from '../../../src/server/certificates/authority.ts'
import { HeldMaterial } from '../../../src/server/certificates/material.ts'
import { ServingCertificates } from '../../../src/server/certificates/serving.ts'
import { serve } from '../../../src/server/host.ts'

export interface HookServer {
  /** What a webhook configuration says to reach a path of it. */
  clientConfig(path: string): { readonly url: string; readonly caBundle: string }
  close(): Promise<void>
}

export async function startHookServer(
  fetch: (request: Request) => Response | Promise<Response>,
): Promise<HookServer> {
  const { certificate, key } = await createAuthority(new Date())
  const material = new HeldMaterial()
  material.set({ bundle: certificate, key, snapshotKey: 'none' })
  const certificates = new ServingCertificates({ material, names: ['127.0.0.1'] })
  await certificates.check()
  const host = await serve({ host: '127.0.0.1', port: 0, fetch, certificates })
  return {
    clientConfig: (path) => ({
      url: `https://127.0.0.1:${host.port}${path}`,
      caBundle: Buffer.from(certificate).toString('base64'),
    }),
    async close() {
      certificates.stop()
      material.stop()
      await host.close()
    },
  }
}
