/**
 * What can go wrong with a sandbox, for people: what happened, and what to do about it.
 * @module
 */

export type SandboxErrorReason =
  /** A binary, a manifest or the Go toolchain is missing and cannot be made. */
  | 'BinariesMissing'
  | 'DownloadFailed'
  | 'BuildFailed'
  /** The state folder belongs to somebody else, or a sandbox runs from it. */
  | 'StateDirInUse'
  | 'NotRunning'
  | 'ComponentFailed'
  | 'NotReadyInTime'
  /** A real node cannot run on this machine. */
  | 'MachineUnfit'
  /** Something in the cluster is not ours to change. */
  | 'ForeignObject'

export class SandboxError extends Error {
  override readonly name = 'SandboxError'
  readonly reason: SandboxErrorReason

  /** The message may have several lines; the last says what to do. */
  constructor(reason: SandboxErrorReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}
