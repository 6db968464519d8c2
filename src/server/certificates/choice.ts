/**
 * The webhooks' certificate from where the flags say: files, or an authority to sign with.
 * @module
 */
import type { Log } from '../log.ts'
import { type RoleOptions, serverNames } from '../role.ts'
import { changesOf } from '../told-once.ts'
import type { MaterialSource } from './material.ts'
import type { CertificateSource } from './source.ts'

/** Paths of a certificate and its key, PEM, and of the authorities of clients that have to show one. */
export interface CertificateFiles {
  readonly certificate: string
  readonly key: string
  readonly clientAuthorities?: string
}

/** Signs and renews one of its own. X.509 is loaded here, so that a process that is given files starts without it. */
export async function signedCertificates(
  material: MaterialSource,
  options: Pick<RoleOptions, 'namespace' | 'serverNames' | 'log'>,
  service = 'fitgate-webhook',
): Promise<CertificateSource> {
  const { ServingCertificates } = await import('./serving.ts')
  return new ServingCertificates({
    material,
    names: serverNames(service, options),
    onError: (error) =>
      options.log.error({ err: error, service }, 'no certificate could be issued; the old one stays'),
  })
}

/** Shows what the files hold, and what they will hold later. */
export async function filedCertificates(
  files: CertificateFiles,
  log: Log,
  onRead: (error?: unknown) => void,
): Promise<CertificateSource> {
  const { watchCertificateFiles } = await import('./files.ts')
  const tell = changesOf((error) =>
    log.error({ err: error }, 'the certificate cannot be read; the old one stays'),
  )
  return watchCertificateFiles({
    ...files,
    onRead(error) {
      onRead(error)
      tell(error)
    },
  })
}
