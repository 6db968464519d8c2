/**
 * Reading the snapshot document, wherever its text comes from: a request, a file, a binding.
 * @module
 */
import { type Snapshot, snapshotEnvelope, snapshotSchema } from '../../inventory/snapshot.ts'
import { version } from '../../vocabulary/version.ts'
import { isSignedBy } from './signature.ts'

/** What shows that a controller of ours wrote a text. */
export interface SnapshotProof {
  /** The snapshot's key. */
  readonly key: string
  /** As it came with the text; nothing is no signature. */
  readonly signature: string | null | undefined
}

/**
 * @param proof checked over the text as it came, before anything of it is read; without, the place it came from is trusted
 * @throws Error in words for people: a forged, broken or foreign document
 */
export function readSnapshot(text: string, proof?: SnapshotProof): Snapshot {
  return checkSnapshot(parseSnapshot(text, proof))
}

/** The first half of `readSnapshot`, for who has other work in between: either half takes a millisecond for a large cluster. */
export function parseSnapshot(text: string, proof?: SnapshotProof): unknown {
  if (proof && !isSignedBy(proof.key, text, proof.signature))
    throw new Error('the snapshot is not signed with our key')
  return parse(text)
}

/** The second half: what was parsed, as a snapshot. */
export function checkSnapshot(document: unknown): Snapshot {
  const envelope = snapshotEnvelope.safeParse(document)
  if (envelope.success) return document as Snapshot
  const schema = schemaOf(document)
  if (schema !== undefined && schema > snapshotSchema)
    throw new Error(
      `not a snapshot: schema: ${schema} is of a newer fitgate, this one (${version}) reads ${snapshotSchema}`,
    )
  const [issue] = envelope.error.issues
  throw new Error(`not a snapshot: ${issue?.path.join('.') || 'document'}: ${issue?.message}`)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('not a snapshot: the text is not JSON')
  }
}

function schemaOf(document: unknown): number | undefined {
  const schema =
    typeof document === 'object' && document !== null && 'schema' in document ? document.schema : 0
  return typeof schema === 'number' ? schema : undefined
}
