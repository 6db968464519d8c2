/**
 * Where a server gets its certificate from. Three stand behind it: a leaf that the process signs itself (`serving.ts`), files that
 * somebody mounts, and cert-manager's Secret, which is such files (`files.ts`).
 * @module
 */
export interface ServerCertificate {
  /** PEM, the server's own first, then those between it and the root. */
  readonly certificate: string
  /** PEM. */
  readonly key: string
  readonly notAfter: Date
  /** PEM of the authorities that sign the certificates of clients; with it, nobody without one is let in. */
  readonly clientAuthorities?: string
}

export interface CertificateSource {
  /** `undefined` before the first one could be had. */
  current(): ServerCertificate | undefined
  /** Called with every new one; connections that are open go on with the old. */
  onChange(listener: (certificate: ServerCertificate) => void): void
  stop(): void
}
