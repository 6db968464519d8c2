/**
 * What was just written, until the watch has told of it: a pass over an older copy would make old steps again.
 * @module
 */
import type { KubeObject } from '../../kube/types.ts'

export class Freshest<T extends KubeObject> {
  readonly #written = new Map<string, T>()

  /** The answer of a write. */
  note(object: T): void {
    this.#written.set(object.metadata.uid ?? '', object)
  }

  /** The newer of what the watch told and what was written. */
  of(seen: T): T {
    const { uid = '', resourceVersion } = seen.metadata
    const written = this.#written.get(uid)
    if (written !== undefined && versionOf(written.metadata.resourceVersion) > versionOf(resourceVersion))
      return written
    this.#written.delete(uid)
    return seen
  }
}

/** Versions of one resource are numbers in order (Kubernetes 1.35, KEP-5504; before, by the way etcd counts). */
function versionOf(resourceVersion: string | undefined): bigint {
  return resourceVersion !== undefined && /^\d+$/.test(resourceVersion) ? BigInt(resourceVersion) : 0n
}
